"""Reading ``comparisons.csv``: which indicators are held beside each other, and how far they may part."""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal

from shared.catalogue.files.tables import FileRow, TableFile, read_all
from shared.catalogue.findings import Findings
from shared.catalogue.model import PANEL, ComparisonRule, ExpectedRelation
from shared.catalogue.review import OFF

COLUMNS = ("id", "name", "first", "second", "relation", "least", "margin", "quarters")
LEAST_QUARTERS = 8
"""Of history: with less, the widest that there was says nothing."""


def read_comparisons(
    files: Iterable[TableFile], indicators: Container[str], findings: Findings
) -> tuple[ComparisonRule, ...]:
    """The rules; a later file's stand in place of those before it, and ``off`` as ``margin`` takes one out. Every fault
    goes to ``findings``."""
    found: dict[str, ComparisonRule | None] = {}
    places: dict[str, str] = {}
    for file, row in read_all(files, COLUMNS, findings):
        name = row.text("id", required=True)
        if places.get(name) == file.label:
            row.error("duplicate_comparison", f"规则编号“{name}”重复")
            continue
        places[name] = file.label
        if row.text("margin") == OFF:
            found[name] = None
            continue
        sides = (row.text("first", required=True), row.text("second", required=True))
        unknown = [each for each in sides if each and each != PANEL and each not in indicators]
        if unknown and file.lenient:
            continue
        for each in unknown:
            row.error("unknown_indicator", f"没有指标“{each}”")
        if sides[0] == sides[1] != "":
            row.error("same_indicator", "“first”与“second”应是两项不同的指标")
        rule = _rule(name, row)
        if rule is not None and not unknown:
            found[name] = rule
    return tuple(rule for rule in found.values() if rule is not None)


def _rule(name: str, row: FileRow) -> ComparisonRule | None:
    relation = row.choice("relation", ExpectedRelation)
    least, margin = _positive(row, "least"), _positive(row, "margin")
    quarters = row.integer("quarters")
    if quarters is not None and quarters < LEAST_QUARTERS:
        row.error("bad_number", f"“quarters”应不少于 {LEAST_QUARTERS}")
    called = row.text("name", required=True)
    for column, value in (("least", least), ("margin", margin), ("quarters", quarters)):
        if value is None:
            row.text(column, required=True)
    if relation is None or least is None or margin is None or quarters is None:
        return None
    return ComparisonRule(name, called, row.text("first"), row.text("second"), relation, least, margin, quarters)


def _positive(row: FileRow, column: str) -> Decimal | None:
    value = row.decimal(column)
    if value is not None and value <= 0:
        row.error("bad_number", f"“{column}”应大于0")
    return value
