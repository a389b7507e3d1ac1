"""Reading ``indicators.csv``, ``definitions.csv`` and ``profiles.csv``: the indicators, what is printed of what they
mean, and how a year's figure falls on its months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from shared.catalogue.files.tables import FileRow, Places, TableFile, read_all
from shared.catalogue.findings import Findings
from shared.catalogue.model import Definition, Frequency, Indicator, Kind
from shared.quantities import PARTS_PER_MILLION, UnitsOfMeasure

INDICATOR_COLUMNS = (
    "id",
    "name",
    "kind",
    "unit",
    "direction",
    "reported_at",
    "part_kind",
    "part_unit",
    "numerator",
    "denominator",
    "aliases",
)
OPTIONAL_COLUMNS = ("frequency",)
DEFINITION_COLUMNS = ("indicator", "definition", "scope", "source")


def read_indicators(
    files: Iterable[TableFile], known: Mapping[str, Indicator], units: UnitsOfMeasure, findings: Findings
) -> dict[str, Indicator]:
    """The indicators of all files by id; ids, names and aliases also differ from the ``known`` ones."""
    taken = {text for item in known.values() for text in (item.id, item.name, *item.aliases)}
    indicators: dict[str, Indicator] = {}
    places = Places()
    for _, row in read_all(files, INDICATOR_COLUMNS, findings, OPTIONAL_COLUMNS):
        indicator = _indicator(row, units)
        if indicator is None:
            continue
        for text in dict.fromkeys((indicator.id, indicator.name, *indicator.aliases)):
            said = f"指标名称“{text}”重复"
            if text in taken:
                row.error("duplicate_indicator", said)
            places.taken(text, row, "duplicate_indicator", said)
        indicators[indicator.id] = indicator
    return indicators


def define(files: Iterable[TableFile], indicators: dict[str, Indicator], findings: Findings) -> None:
    """Give the indicators their printed definitions (指标解释); a later file's hold."""
    for file, row in read_all(files, DEFINITION_COLUMNS, findings):
        known = indicators.get(row.text("indicator", required=True))
        if known is None:
            if not file.lenient:
                row.error("unknown_indicator", f"没有指标“{row.text('indicator')}”")
            continue
        definition = Definition(
            row.text("definition", required=True), row.text("scope"), row.text("source", required=True)
        )
        indicators[known.id] = replace(known, definition=definition)


def _indicator(row: FileRow, units: UnitsOfMeasure) -> Indicator | None:
    kind, unit = row.choice("kind", Kind), row.convert("unit", units.of, "unknown_unit", "不是已知的计量单位")
    if row.text("part_unit") and units.get(row.text("part_unit")) is None:
        row.error("unknown_unit", f"“part_unit”为“{row.text('part_unit')}”，不是已知的计量单位")
    part_kind = row.choice("part_kind", Kind) if row.text("part_kind") else Kind.STOCK
    numerator, denominator = row.text("numerator"), row.text("denominator")
    if kind is Kind.RATIO and not (numerator and denominator and row.text("part_unit") and row.text("part_kind")):
        row.error("empty_cell", "比率须写明 part_kind、part_unit、numerator、denominator")
    if unit is not None and kind is not None and (unit.base == "%") != (kind in (Kind.RATIO, Kind.DIRECT)):
        row.error("unit_mismatch", "单位%只用于比率，比率只用单位%")
    if row.text("direction") not in ("up", "down"):
        row.error("unknown_word", "“direction”应为 up 或 down")
    if row.text("reported_at") not in ("unit", "area"):
        row.error("unknown_word", "“reported_at”应为 unit 或 area")
    if kind is None or unit is None or part_kind is None:
        return None
    frequency = row.choice("frequency", Frequency) if row.text("frequency") else Frequency.MONTH
    return Indicator(
        id=row.text("id", required=True),
        name=row.text("name", required=True),
        kind=kind,
        unit=unit,
        upward=row.text("direction") == "up",
        reported_at=row.text("reported_at"),
        part_kind=part_kind,
        part_unit=row.text("part_unit"),
        parts=(numerator, denominator) if kind is Kind.RATIO else None,
        aliases=tuple(alias.strip() for alias in row.text("aliases").split("|") if alias.strip()),
        frequency=frequency or Frequency.MONTH,
    )


def read_profiles(
    files: Iterable[TableFile], indicators: Mapping[str, Indicator], findings: Findings
) -> dict[str, tuple[Fraction, ...]]:
    """Month shares by indicator: twelve whole parts per million that add up to exactly one; a later file's hold."""
    profiles: dict[str, tuple[Fraction, ...]] = {}
    months = [f"m{month:02d}" for month in range(1, 13)]
    columns = ("indicator", *months)
    for file, row in read_all(files, columns, findings):
        parts = [row.integer(month) or 0 for month in months]
        if row.text("indicator") not in indicators:
            if file.lenient:
                continue
            row.error("unknown_indicator", f"没有指标“{row.text('indicator')}”")
        if sum(parts) != PARTS_PER_MILLION:
            row.error("bad_profile", f"十二个月之和应为{PARTS_PER_MILLION}，实为{sum(parts)}")
        profiles[row.text("indicator")] = tuple(Fraction(part, PARTS_PER_MILLION) for part in parts)
    return profiles
