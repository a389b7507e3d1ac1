"""What a row of a table is of: the region and the indicator by code or name, in which unit, on which basis. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from services.commands.importing.history.grid import PastTable, PlaceFault
from services.commands.importing.history.heads import TableHead
from services.intake.faults import ReportFault
from services.intake.forms.reading.cells import CellProblem, text_in
from services.intake.forms.reading.labels import plain, without_remark
from services.intake.forms.workbook.content import Place
from services.intake.submission.read_line import BASES
from services.intake.submission.region_code import read_code
from services.intake.units.indicator_rule import IndicatorRule
from services.intake.units.rulebook import Rulebook
from shared.catalogue.printed import read_name
from shared.quantities import Unit

PARTS = {"": "value", "数值": "value", "本月数": "value", "分子": "numerator", "分母": "denominator"}
"""What 分项 may say, and which number of a line it is."""


class TableRow(NamedTuple):
    """What a row's numbers are: ``part`` says which number of a line (value, numerator, denominator)."""

    region: str
    rule: IndicatorRule
    unit: Unit
    part: str
    basis: str
    note: str


class _Words(NamedTuple):
    """The labels of one row."""

    grid: PastTable
    head: TableHead
    number: int
    faults: list[PlaceFault]

    def of(self, role: str) -> str:
        """The words in the column of a role ('' none)."""
        column = self.head.column(role)
        return "" if column is None else self.at(column)

    def at(self, column: int) -> str:
        place = Place(self.number, column)
        try:
            return text_in(self.grid.label(place))
        except CellProblem as problem:
            self.faults.append(self.grid.fault(place, str(problem)))
            return ""

    def refuse(self, role: str, message: str) -> None:
        """Something is wrong in the column of a role, or with the row where there is no such column."""
        column = self.head.column(role) or self.head.column("indicator") or 1
        self.faults.append(self.grid.fault(Place(self.number, column), message))


class RowNames:
    """Knows regions and indicators by whatever they are called."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._catalogue = rulebook.catalogue
        self._regions: dict[str, list[str]] = defaultdict(list)
        for code, region in self._catalogue.regions.items():
            above = self._catalogue.regions.get(region.parent)
            for name in {region.name, f"{above.name if above else ''}{region.name}"}:
                self._regions[name].append(code)

    def row(self, grid: PastTable, head: TableHead, number: int, faults: list[PlaceFault]) -> TableRow | None:
        """What a row is of; None after a fault."""
        before, words = len(faults), _Words(grid, head, number, faults)
        region = self._region(words)
        name = words.of("indicator")
        label, remark = without_remark(name)
        part = PARTS.get(plain(words.of("part")))
        if remark in ("分子", "分母"):
            name, part = label, PARTS[remark]
        if part is None:
            words.refuse("part", f"分项“{words.of('part')}”不认识；应为数值、分子或分母")
        basis = BASES.get(words.of("basis") or None)
        if basis is None:
            words.refuse("basis", f"口径“{words.of('basis')}”不认识；应为本月或本年累计")
        rule = self._rule(words, name, region)
        unit = self._unit(words, name, rule) if rule is not None else None
        if len(faults) > before or region is None or rule is None or unit is None or part is None or basis is None:
            return None
        return TableRow(region, rule, unit, part, basis, words.of("note"))

    def _region(self, words: _Words) -> str | None:
        found: set[str] = set()
        for column in words.head.columns["region"]:
            place, text = Place(words.number, column), words.at(column)
            if text:
                code = self._code(text)
                if code not in self._catalogue.regions:
                    words.faults.append(words.grid.fault(place, code))
                    return None
                found.add(code)
        if len(found) != 1:
            several = f"地区代码与名称不是同一个地区：{'、'.join(sorted(found))}"
            words.refuse("region", several if found else "没有写地区")
            return None
        return found.pop()

    def _code(self, text: str) -> str:
        """The code of a region; what is wrong with the text in Chinese where it names none, or several."""
        read = read_code(text)
        if isinstance(read, ReportFault):
            return read.message
        if read in self._catalogue.regions:
            return read
        codes = self._regions.get(plain(text), [])
        if len(codes) == 1:
            return codes[0]
        if codes:
            return f"“{text}”有几个：{'、'.join(codes)}；请写代码，或在前面加上所属市州（省）的名称"
        return f"没有“{text}”这个地区"

    def _rule(self, words: _Words, name: str, region: str | None) -> IndicatorRule | None:
        indicator = self._catalogue.resolve_indicator(name) if name else None
        if indicator is None:
            words.refuse("indicator", f"没有“{name}”这个指标" if name else "没有写指标")
            return None
        rules = self._rulebook.unit(region) if region else None
        if rules is None:
            return None
        rule = rules.owed.get(indicator.id)
        if rule is None:
            words.refuse("indicator", f"{rules.region.name}不报送“{indicator.name}”")
        return rule

    def _unit(self, words: _Words, name: str, rule: IndicatorRule) -> Unit | None:
        """The unit that the row names, by itself, behind the indicator or above the table; where none is named, the
        only one there is: nothing is guessed where 人 and 万人 are possible."""
        named = plain(words.of("unit")) or read_name(name).unit
        if named:
            unit = rule.units.get(named)
            if unit is None:
                words.refuse("unit", f"“{rule.name}”不能用“{named}”，应为{rule.unit_names}")
            return unit
        above = rule.units.get(words.head.unit) if words.head.unit else None
        possible = {unit.scale for unit in rule.units.values()}
        if above is None and len(possible) > 1:
            where = "“计量单位”列，或指标后的括号里"
            words.refuse("unit", f"没有写“{rule.name}”的计量单位；应为{rule.unit_names}（{where}）")
            return None
        return above or rule.units[None]
