"""Reading a plan's tables, row by row as printed: ``targets.csv`` and ``completed.csv``."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shared.catalogue.files.tables import FileRow, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model import Attribute, Bound, CompletedTarget, Horizon, Indicator, Source, Target
from shared.catalogue.printed.completed import CompletedCells, read_completed_row
from shared.catalogue.printed.rows import RowCells, read_row
from shared.quantities import Unit, UnitsOfMeasure

TARGET_COLUMNS = (
    "row",
    "section",
    "printed_name",
    "name",
    "indicator",
    "printed_baseline",
    "printed_target",
    "attribute",
    "unit",
    "part_of",
)
"""What every table has."""
OPTIONAL_COLUMNS = (
    "horizon",
    "bound",
    "baseline",
    "baseline_bound",
    "value",
    "reading",
    "confirmed_by",
    "usual_revision",
    "advise",
)
"""What a table may have: the first five are read from the print where they are not given."""
COMPLETED_COLUMNS = (
    "row",
    "section",
    "printed_name",
    "name",
    "printed_start",
    "printed_target",
    "printed_outcome",
    "printed_verdict",
    "unit",
)
"""What every table of completion has."""
OPTIONAL_COMPLETED = ("horizon", "bound", "value", "outcome", "outcome_bound")
"""What one may have: what is not given is read from the print."""
MOST_ROWS = 9_999
"""Of a printed table; a larger number stands in the wrong column."""
ATTRIBUTES = {"约束性": Attribute.BINDING, "预期性": Attribute.EXPECTED}
ADVISE_WORDS = ("", "true")
BOUND_WORDS = ("", "about", *(bound.value for bound in Bound))


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What every row of a plan's tables needs of ``plan.toml``."""

    id: str
    document: str
    number: str
    tables: Mapping[str, str]
    years: range

    def source(self, table: str, row: int) -> Source:
        """Where a row of one of the plan's tables was printed."""
        return Source(self.document, self.number, self.tables.get(table, ""), row)


def read_targets(
    path: Path,
    file: str,
    head: PlanHead,
    indicators: Mapping[str, Indicator],
    units: UnitsOfMeasure,
    findings: Findings,
) -> tuple[Target, ...]:
    """The rows of ``targets.csv``; every fault goes to ``findings``."""
    rows = list(read_table(path, file, TARGET_COLUMNS, findings, OPTIONAL_COLUMNS))
    numbers = _check_numbers(rows, file, findings)
    found = [target for row in rows if (target := _target(row, head, indicators, units)) is not None]
    lines = {row.text("row"): row for row in rows}
    for target in found:
        if target.part_of is not None and (target.part_of not in numbers or target.part_of == target.row):
            lines[str(target.row)].error("part_of", f"“其中”所属的序号{target.part_of}不存在")
    return tuple(found)


def _check_numbers(rows: list[FileRow], file: str, findings: Findings) -> set[int]:
    """Row numbers must be 1, 2, 3 … as printed: none twice, none missing."""
    seen: set[int] = set()
    for row in rows:
        number = row.integer("row")
        if number is None:
            row.error("row_number", "缺少序号")
        elif number > MOST_ROWS:
            row.error("row_number", f"序号应在1至{MOST_ROWS}之间，而不是{number}")
        elif number in seen:
            row.error("duplicate_row", f"序号{number}重复")
        else:
            seen.add(number)
    if missing := sorted(set(range(1, max(seen, default=0) + 1)) - seen):
        findings.error("missing_row", file, 0, f"缺少序号{'、'.join(map(str, missing))}")
    if not rows:
        findings.error("empty_table", file, 0, "没有任何一行指标")
    return seen


def _unit(row: FileRow, units: UnitsOfMeasure) -> Unit | None:
    return row.convert("unit", units.of, "unknown_unit", "不是已知的计量单位")


def _bound_word(row: FileRow, column: str) -> str:
    word = row.text(column)
    if word not in BOUND_WORDS:
        row.error("unknown_word", f"“{column}”应为空、about 或 {'、'.join(bound.value for bound in Bound)}")
    return word


def _not_negative(row: FileRow, column: str) -> Decimal | None:
    value = row.decimal(column)
    if value is not None and value < 0:
        row.error("bad_number", f"“{column}”不能为负数")
    return value


def _indicator(row: FileRow, unit: Unit | None, indicators: Mapping[str, Indicator]) -> Indicator | None:
    """The row's indicator, of which its unit must be another size."""
    indicator = indicators.get(row.text("indicator"))
    if indicator is None:
        row.error("unknown_indicator", f"没有指标“{row.text('indicator')}”")
    elif unit is not None and unit.base != indicator.unit.base:
        row.error("unit_mismatch", f"单位“{unit.symbol}”与指标“{indicator.name}”的“{indicator.unit.symbol}”不可换算")
    return indicator


def _attribute(row: FileRow) -> Attribute | None:
    attribute = ATTRIBUTES.get(row.text("attribute"))
    if attribute is None:
        row.error("unknown_word", f"“attribute”应为约束性或预期性，而不是“{row.text('attribute')}”")
    return attribute


def _advise(row: FileRow, attribute: Attribute | None) -> bool:
    """Whether a plan asks for a 提示; a binding row has its alerts."""
    word = row.text("advise")
    if word not in ADVISE_WORDS:
        row.error("unknown_word", f"“advise”应为空或 true，而不是“{word}”")
    if word and attribute is Attribute.BINDING:
        row.error("advise_binding", "“advise”只用于预期性指标；约束性指标按规则预警")
    return word == "true"


def _target(row: FileRow, head: PlanHead, indicators: Mapping[str, Indicator], units: UnitsOfMeasure) -> Target | None:
    number, unit = row.integer("row"), _unit(row, units)
    indicator, attribute = _indicator(row, unit, indicators), _attribute(row)
    name, part_of = row.text("name", required=True), row.integer("part_of")
    cells = _cells(row)
    if number is None or unit is None or indicator is None or attribute is None:
        return None
    read = read_row(cells, indicator, unit, units, head.years)
    if cells.reading and read.value is None:
        row.error("reading_unreadable", f"读法“{cells.reading}”未能读作一个数（{read.note}）")
    return Target(
        plan=head.id,
        row=number,
        name=name,
        indicator=indicator.id,
        printed_name=row.cells["printed_name"],
        printed_baseline=row.cells["printed_baseline"],
        printed_target=row.cells["printed_target"],
        attribute=attribute,
        horizon=read.horizon,
        bound=read.bound,
        baseline=read.baseline,
        baseline_bound=read.baseline_bound,
        value=read.value,
        unit=unit,
        part_of=part_of,
        source=head.source("targets", number),
        section=row.text("section"),
        usual_revision=_not_negative(row, "usual_revision"),
        advise=_advise(row, attribute),
        reading=cells.reading,
        confirmed_by=cells.confirmed_by,
        unjudged=read.unjudged,
        note=read.note,
    )


def _horizon(row: FileRow) -> Horizon | None:
    return row.choice("horizon", Horizon) if row.text("horizon") else None


def _bound(row: FileRow) -> Bound | None:
    return row.choice("bound", Bound) if row.text("bound") else None


def _cells(row: FileRow) -> RowCells:
    """What is printed in the row, and what a person has written beside it."""
    cells = RowCells(
        printed_target=row.cells["printed_target"],
        printed_baseline=row.cells["printed_baseline"],
        horizon=_horizon(row),
        bound=_bound(row),
        value=_not_negative(row, "value"),
        baseline=_not_negative(row, "baseline"),
        baseline_bound=_bound_word(row, "baseline_bound"),
        reading=row.text("reading"),
        confirmed_by=row.text("confirmed_by"),
    )
    if cells.reading and not cells.confirmed_by:
        row.error("unconfirmed", f"读法“{cells.reading}”须在 confirmed_by 写明由谁确认")
    return cells


def read_completed(
    path: Path,
    file: str,
    head: PlanHead,
    indicators: Mapping[str, Indicator],
    units: UnitsOfMeasure,
    findings: Findings,
) -> tuple[CompletedTarget, ...]:
    """The rows of ``completed.csv``; every fault goes to ``findings``. A row whose name is an indicator's is bounded
    the way that goes where its target prints no sign, any other from below."""
    rows = list(read_table(path, file, COMPLETED_COLUMNS, findings, OPTIONAL_COMPLETED))
    _check_numbers(rows, file, findings)
    falling = {name for item in indicators.values() if not item.upward for name in (item.name, *item.aliases)}
    return tuple(target for row in rows if (target := _completed_target(row, head, falling, units)) is not None)


def _completed_target(
    row: FileRow, head: PlanHead, falling: Container[str], units: UnitsOfMeasure
) -> CompletedTarget | None:
    number, unit, name = row.integer("row"), _unit(row, units), row.text("name", required=True)
    cells = CompletedCells(
        row.cells["printed_target"],
        row.cells["printed_outcome"],
        _horizon(row),
        _bound(row),
        _not_negative(row, "value"),
        _not_negative(row, "outcome"),
        _bound_word(row, "outcome_bound"),
    )
    if number is None or unit is None:
        return None
    read = read_completed_row(cells, name not in falling, unit, units)
    return CompletedTarget(
        plan=head.id,
        row=number,
        name=name,
        printed_start=row.cells["printed_start"],
        printed_target=row.cells["printed_target"],
        printed_outcome=row.cells["printed_outcome"],
        printed_verdict=row.cells["printed_verdict"],
        horizon=read.horizon,
        bound=read.bound,
        value=read.value,
        outcome=read.outcome,
        outcome_bound=read.outcome_bound,
        unit=unit,
        source=head.source("completed", number),
        section=row.text("section"),
        printed_name=row.cells["printed_name"],
    )
