"""The structure of the figures as an SDMX-ML 2.1 structure message: what any SDMX reader opens the SDMX-CSV with. Pure.

One dataflow, its data structure definition, the concepts of its columns, and the code lists, which are the catalogue's:
regions under their parents, indicators, units. SDMX-ML 2.1 is what readers have in common; the SDMX-CSV's columns are
those of this structure (a test holds both together, and readers that are not ours read both).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from services.aggregator.api.views.sdmx import OBS_STATUSES, OTHER_UNIT
from shared.catalogue import Catalogue
from shared.quantities import UnitsOfMeasure
from shared.texts import writable

MEDIA_TYPE = "application/vnd.sdmx.structure+xml; version=2.1; charset=utf-8"
AGENCY, VERSION = "XUSHI", "1.0"
STRUCTURE, CONCEPTS = "DSD_FIGURES", "CS_FIGURES"

_NAMESPACES = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
Names = tuple[str, str]
"""A name in Chinese and in English; one that is the same in both, or known in Chinese only, has '' behind it."""


class Component(NamedTuple):
    """A column: its names, and what it holds: a code list, or values of a type of SDMX."""

    id: str
    names: Names
    codes: str = ""
    values: str = "String"
    mandatory: bool = False


class Code(NamedTuple):
    """A code of a list, and the code above it ('' none)."""

    id: str
    names: Names
    parent: str = ""


DIMENSIONS = (
    Component("REGION", ("地区", "Region"), "CL_REGION"),
    Component("INDICATOR", ("指标", "Indicator"), "CL_INDICATOR"),
    Component("FREQ", ("频率", "Frequency"), "CL_FREQ"),
)
TIME = Component("TIME_PERIOD", ("数据期", "Time period"), values="ObservationalTimePeriod")
MEASURE = Component("OBS_VALUE", ("汇总数（初步数）", "Observation (provisional figure)"), values="Decimal")
ATTRIBUTES = (
    Component("OBS_STATUS", ("观测值状态", "Observation status"), "CL_OBS_STATUS", mandatory=True),
    Component("UNIT_MEASURE", ("计量单位", "Unit of measure"), "CL_UNIT_MEASURE", mandatory=True),
    Component("UNIT_MULT", ("单位的十次幂", "Unit multiplier"), values="Integer", mandatory=True),
    Component("DECIMALS", ("小数位数", "Decimals"), values="Integer", mandatory=True),
    Component("NUMERATOR", ("分子", "Numerator of a ratio"), values="Long"),
    Component("DENOMINATOR", ("分母", "Denominator of a ratio"), values="Long"),
    Component("YEAR_TO_DATE", ("本年累计", "Year to date"), values="Long"),
    Component("ANNUAL_TARGET", ("年度目标", "Target of the year"), values="Decimal"),
    Component("ACCEPTED_VALUE", ("已审核数", "Accepted figure"), values="Decimal"),
    Component("UNITS_EXPECTED", ("应报单位数", "Units that owe the figure"), values="Integer", mandatory=True),
    Component("UNITS_REPORTED", ("已报单位数", "Units that reported it"), values="Integer", mandatory=True),
    Component("UNITS_ACCEPTED", ("已审核单位数", "Units whose figure is accepted"), values="Integer", mandatory=True),
    Component("ALSO_MONTHS", ("所含以前月份", "Earlier months that are in it as well")),
    Component(
        "UNITS_WITH_ALSO_MONTHS",
        ("含以前月份的单位数", "Units whose figure holds earlier months as well"),
        values="Integer",
        mandatory=True,
    ),
    Component("DATA_VERSION", ("数据版本", "Data version"), values="Long"),
    Component("SIMULATED", ("模拟数据", "Simulated data"), values="Boolean", mandatory=True),
)


def structure_message(catalogue: Catalogue, prepared: date) -> str:
    """The message; ``prepared`` is the day that its header tells."""
    spaces = "".join(f' xmlns:{short}="{_NAMESPACES}{name}"' for short, name in _PREFIXES.items())
    header = (
        "<mes:Header><mes:ID>XUSHI-STRUCTURE</mes:ID><mes:Test>false</mes:Test>"
        f'<mes:Prepared>{prepared}T00:00:00+08:00</mes:Prepared><mes:Sender id="{AGENCY}"/></mes:Header>'
    )
    structures = _tag("mes:Structures", "", _dataflow(), _codelists(catalogue), _concepts(), _data_structure())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:Structure{spaces}>{header}{structures}</mes:Structure>\n'


_PREFIXES = {"mes": "message", "str": "structure", "com": "common"}


def _dataflow() -> str:
    structure = _tag("str:Structure", "", _ref(STRUCTURE, "datastructure", "DataStructure"))
    return _tag("str:Dataflows", "", _maintained("str:Dataflow", "DF_FIGURES", ("汇总数", "Figures"), structure))


def _codelists(catalogue: Catalogue) -> str:
    regions = (Code(each.code, (each.name, ""), each.parent) for each in catalogue.regions.values())
    indicators = (Code(each.id, (each.name, "")) for each in catalogue.indicators.values())
    units = (Code(code, names) for code, names in _unit_codes(catalogue.units_of_measure).items())
    statuses = (Code(*each) for each in OBS_STATUSES.items())
    lists = (
        _codelist("CL_REGION", ("地区", "Regions"), regions),
        _codelist("CL_INDICATOR", ("指标", "Indicators"), indicators),
        _codelist("CL_FREQ", ("频率", "Frequency"), [Code("M", ("月", "Monthly"))]),
        _codelist("CL_OBS_STATUS", ("观测值状态", "Observation status"), statuses),
        _codelist("CL_UNIT_MEASURE", ("计量单位", "Unit of measure"), units),
    )
    return _tag("str:Codelists", "", *lists)


def _unit_codes(units: UnitsOfMeasure) -> dict[str, Names]:
    """The codes of the units' bases, each named by its base; one for those that the table gives no code."""
    coded = {unit.sdmx: (unit.base, unit.english) for unit in units if unit.sdmx}
    return {**coded, OTHER_UNIT: ("其他单位", "Other unit")}


def _codelist(identifier: str, names: Names, codes: Iterable[Code]) -> str:
    written = "".join(
        _tag("str:Code", f"id={quoteattr(code.id)}", _named(code.names), _under(code.parent)) for code in codes
    )
    return _maintained("str:Codelist", identifier, names, written)


def _under(parent: str) -> str:
    return _tag("str:Parent", "", f"<Ref id={quoteattr(parent)}/>") if parent else ""


def _concepts() -> str:
    concepts = (
        _tag("str:Concept", f'id="{each.id}"', _named(each.names)) for each in (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES)
    )
    scheme = _maintained("str:ConceptScheme", CONCEPTS, ("汇总数的概念", "Concepts of the figures"), "".join(concepts))
    return _tag("str:Concepts", "", scheme)


def _data_structure() -> str:
    dimensions = [
        _tag("str:Dimension", f'id="{each.id}" position="{place}"', _meaning(each))
        for place, each in enumerate(DIMENSIONS, 1)
    ]
    time = _tag("str:TimeDimension", f'id="{TIME.id}" position="{len(DIMENSIONS) + 1}"', _meaning(TIME))
    parts = (
        _tag("str:DimensionList", 'id="DimensionDescriptor"', *dimensions, time),
        _tag("str:AttributeList", 'id="AttributeDescriptor"', *map(_attribute, ATTRIBUTES)),
        _tag(
            "str:MeasureList",
            'id="MeasureDescriptor"',
            _tag("str:PrimaryMeasure", f'id="{MEASURE.id}"', _meaning(MEASURE)),
        ),
    )
    components = _tag("str:DataStructureComponents", "", *parts)
    made = _maintained("str:DataStructure", STRUCTURE, ("汇总数的结构", "Structure of the figures"), components)
    return _tag("str:DataStructures", "", made)


def _attribute(each: Component) -> str:
    status = "Mandatory" if each.mandatory else "Conditional"
    measure = _tag("str:PrimaryMeasure", "", f'<Ref id="{MEASURE.id}"/>')
    belongs = _tag("str:AttributeRelationship", "", measure)
    return _tag("str:Attribute", f'id="{each.id}" assignmentStatus="{status}"', _meaning(each), belongs)


def _meaning(each: Component) -> str:
    """The concept of a column, and what its values are."""
    concept = (
        f'<Ref id="{each.id}" maintainableParentID="{CONCEPTS}" maintainableParentVersion="{VERSION}"'
        f' agencyID="{AGENCY}" package="conceptscheme" class="Concept"/>'
    )
    values = f'<str:TextFormat textType="{each.values}"/>'
    if each.codes:
        values = _tag("str:Enumeration", "", _ref(each.codes, "codelist", "Codelist"))
    return _tag("str:ConceptIdentity", "", concept) + _tag("str:LocalRepresentation", "", values)


def _maintained(name: str, identifier: str, names: Names, inside: str) -> str:
    return _tag(name, f'id="{identifier}" agencyID="{AGENCY}" version="{VERSION}"', _named(names), inside)


def _named(names: Names) -> str:
    told = zip(("zh", "en"), names, strict=True)
    return "".join(_tag("com:Name", f'xml:lang="{tongue}"', escape(writable(text))) for tongue, text in told if text)


def _ref(identifier: str, package: str, kind: str) -> str:
    return f'<Ref id="{identifier}" agencyID="{AGENCY}" version="{VERSION}" package="{package}" class="{kind}"/>'


def _tag(name: str, attributes: str, *inside: str) -> str:
    return f"<{name}{' ' if attributes else ''}{attributes}>{''.join(inside)}</{name}>"
