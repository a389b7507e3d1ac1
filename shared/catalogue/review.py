"""What the review rules may be told for an indicator, and the identities between indicators. Pure but for reading.

``review.csv`` holds only what differs from the rules' own thresholds; ``identities.csv`` the stocks that are
last month's plus what came in less what went out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from shared.catalogue.files.tables import Row, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model import Indicator, Kind

OFF = "off"
"""In place of a threshold: the rule says nothing of the indicator."""

THRESHOLDS: Mapping[str, Decimal] = {
    "jump": Decimal("3.5"),
    "jump_floor_stock": Decimal("0.05"),
    "jump_floor_flow": Decimal("0.25"),
    "jump_floor_rate": Decimal("0.1"),
    "jump_least": Decimal(10),
    "flow_copied": Decimal(100),
    "ytd_not_reset": Decimal(100),
}
"""The rules' own thresholds, by name.

``jump``: the modified z. ``jump_floor_*``: a smaller deviation from the usual change is not asked about, as a
part of last year's figure (a rate: of one). ``jump_least``: nor a smaller one in base units (a rate: any).
``flow_copied``: the least flow that counts as copied. ``ytd_not_reset``: the least year to date of December
that January is held against.
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """A stock is last month's plus the flows ``into`` it less the flows ``out`` of it."""

    stock: str
    into: tuple[str, ...]
    out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """Thresholds by indicator and name (None: off), and the identities. Empty: the rules' own hold."""

    thresholds: Mapping[tuple[str, str], Decimal | None] = field(default_factory=dict)
    identities: tuple[Identity, ...] = ()

    def threshold(self, indicator: str, name: str) -> Decimal | None:
        """The threshold ``name`` of an indicator; None when the rule is off for it.

        Raises:
            KeyError: no rule has such a threshold.
        """
        own = THRESHOLDS[name]
        return self.thresholds.get((indicator, name), own)


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


def _value(row: Row) -> Decimal | None:
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


def _names(row: Row, column: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in row.text(column).split("|") if name.strip())
