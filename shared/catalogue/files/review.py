"""Reading ``review.csv`` and ``identities.csv``: what the review rules are told for an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from shared.catalogue.files.tables import FileRow, TableFile, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model import Indicator, Kind
from shared.catalogue.review import OFF, THRESHOLDS, Identity, ReviewTable


def read_review(
    thresholds: Iterable[TableFile],
    identities: Iterable[TableFile],
    indicators: Mapping[str, Indicator],
    findings: Findings,
) -> ReviewTable:
    """The files of ``review.csv``, of which a later one's thresholds go before, and of ``identities.csv``."""
    found: dict[tuple[str, str], Decimal | None] = {}
    for file in thresholds:
        found |= _thresholds(file, indicators, findings)
    balanced = tuple(each for file in identities for each in _identities(file, indicators, findings))
    return ReviewTable(found, balanced)


def _thresholds(
    file: TableFile, indicators: Mapping[str, Indicator], findings: Findings
) -> dict[tuple[str, str], Decimal | None]:
    found: dict[tuple[str, str], Decimal | None] = {}
    for row in read_table(file.path, file.label, ("indicator", "threshold", "value"), findings):
        indicator, name = row.text("indicator"), row.text("threshold")
        if indicator not in indicators:
            if not file.lenient:
                row.error("unknown_indicator", f"没有指标“{indicator}”")
        elif name not in THRESHOLDS:
            row.error("unknown_word", f"“threshold”应为{'、'.join(THRESHOLDS)}之一")
        elif (indicator, name) in found:
            row.error("duplicate_threshold", f"“{indicator}”的“{name}”重复")
        else:
            found[indicator, name] = _value(row)
    return found


def _value(row: FileRow) -> Decimal | None:
    if row.text("value", required=True) in (OFF, ""):
        return None
    value = row.decimal("value")
    if value is not None and value <= 0:
        row.error("bad_number", f"“value”应大于0；不用此规则写 {OFF}")
    return value


def _identities(file: TableFile, indicators: Mapping[str, Indicator], findings: Findings) -> Iterator[Identity]:
    for row in read_table(file.path, file.label, ("stock", "into", "out"), findings):
        identity = Identity(row.text("stock", required=True), _names(row, "into"), _names(row, "out"))
        if file.lenient and not all(name in indicators for name in (identity.stock, *identity.into, *identity.out)):
            continue
        if not identity.into and not identity.out:
            row.error("empty_cell", "“into”与“out”不能都为空")
        wanted = ((identity.stock, Kind.STOCK), *((flow, Kind.FLOW) for flow in identity.into + identity.out))
        for name, kind in wanted:
            if name not in indicators:
                row.error("unknown_indicator", f"没有指标“{name}”")
            elif indicators[name].kind is not kind:
                row.error("wrong_kind", f"“{name}”应为{'时点数' if kind is Kind.STOCK else '发生数'}")
            elif identity.stock in indicators and indicators[name].unit.base != indicators[identity.stock].unit.base:
                row.error("unit_mismatch", f"“{name}”与“{identity.stock}”的基本单位不同")
        yield identity


def _names(row: FileRow, column: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in row.text(column).split("|") if name.strip())
