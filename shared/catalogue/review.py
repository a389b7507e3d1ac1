"""What the review rules may be told for an indicator, and the identities between indicators. Pure.

``review.csv`` holds only what differs from the rules' own thresholds; ``identities.csv`` the stocks that are
last month's plus what came in less what went out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

OFF = "off"
"""In place of a threshold: the rule says nothing of the indicator."""

THRESHOLDS: Mapping[str, Decimal] = {
    "jump": Decimal("3.5"),
    "jump_floor_stock": Decimal("0.05"),
    "jump_floor_flow": Decimal("0.25"),
    "jump_floor_rate": Decimal("0.1"),
    "jump_least": Decimal(10),
    "scale_stock": Decimal(2),
    "scale_flow": Decimal(3),
    "scale_least": Decimal(10),
    "swapped": Decimal("1.5"),
    "baseline": Decimal(10),
    "share_of_area": Decimal(1),
    "plan_flow": Decimal(6),
    "plan_rate": Decimal(4),
    "peers": Decimal(5),
    "flow_copied": Decimal(100),
    "ytd_not_reset": Decimal(100),
}
"""The rules' own thresholds, by name.

``jump``: the modified z. ``jump_floor_*``: a smaller deviation from the usual change is not asked about, as a
part of last year's figure (a rate: of one). ``jump_least``: nor a smaller one in base units (a rate: any).
``scale_*``: how many times the unit's own months before (a stock: the last one) a figure may be, or they it; a
rate's parts go by what they are, a surveyed rate as a stock. ``scale_least``: no smaller change in base units is
asked about. ``swapped``: two rows are looked at that moved this many times, one up and one down. ``baseline``: how
many times the baseline of the unit's own plan a stock may be, or it the stock. ``share_of_area``: how many times
the baseline of an area it lies in, and a flow's first month how many times that area's target for a month.
``plan_flow``: how many times its own plan's target for a month a flow's first month may be, or that the month.
``plan_rate``: how many times what the nearest plan prints of it a first rate may be, or that the rate. ``peers``: how
many times what the units beside it and its own size lead one to expect.
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
