"""Reading ``review.csv`` and ``identities.csv``: what the review rules are told for an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from shared.catalogue.files.tables import FileRow, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model import Indicator, Kind
from shared.catalogue.review import OFF, THRESHOLDS, Identity, ReviewTable


def read_review(root: Path, indicators: Mapping[str, Indicator], findings: Findings) -> ReviewTable:
    """``review.csv`` and ``identities.csv`` of a catalogue's folder; a folder may lack them."""
    return ReviewTable(_thresholds(root / "review.csv", indicators, findings), _identities(root, indicators, findings))


def _thresholds(
    path: Path, indicators: Mapping[str, Indicator], findings: Findings
) -> dict[tuple[str, str], Decimal | None]:
    found: dict[tuple[str, str], Decimal | None] = {}
    if not path.exists():
        return found
    for row in read_table(path, path.name, ("indicator", "threshold", "value"), findings):
        indicator, name = row.text("indicator"), row.text("threshold")
        if indicator not in indicators:
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


def _identities(root: Path, indicators: Mapping[str, Indicator], findings: Findings) -> tuple[Identity, ...]:
    path = root / "identities.csv"
    if not path.exists():
        return ()
    found = []
    for row in read_table(path, path.name, ("stock", "into", "out"), findings):
        identity = Identity(row.text("stock", required=True), _names(row, "into"), _names(row, "out"))
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
        found.append(identity)
    return tuple(found)


def _names(row: FileRow, column: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in row.text(column).split("|") if name.strip())
