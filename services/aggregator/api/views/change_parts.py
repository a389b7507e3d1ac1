"""The parts of a change as answers and pages show them: causes, then units, then events. Pure.

What single units reported and nobody has accepted yet is their own business: where the viewer does not see a
unit, its parts stand together with those of the other unseen ones, and the sum is still exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from services.aggregator.figures.point import Side
from services.aggregator.past.change_parts import NOTHING, Cause, ChangePart, Group, TotalAmount, by_unit
from services.aggregator.past.subject import TotalSubject
from shared.catalogue.model import Indicator, Kind, Region
from shared.periods import from_microseconds

CAUSES: Mapping[Cause, str] = {
    Cause.REPORTED: "按时报送",
    Cause.LATE: "迟报",
    Cause.BACKFILLED: "补录",
    Cause.RESUBMITTED: "重新报送",
    Cause.CORRECTED: "更正",
    Cause.RETURNED: "退回",
    Cause.WITHDRAWN: "撤回",
    Cause.ACCEPTED: "审核通过",
    Cause.BOUNDARY: "区划或目录调整",
}

UNSEEN = "其他单位（未公开）"


Sees = Callable[[str], bool]
"""Whether the viewer sees what a single unit reported before it is accepted."""


class InstantOfReports(Protocol):
    """One of the two points, as far as it is shown: a position in ``reports``, and the instant that it stands for."""

    @property
    def position(self) -> int: ...

    @property
    def instant(self) -> datetime: ...


class AmountView(msgspec.Struct, frozen=True):
    """A total or a change of one, exact: ``value`` in base units, of a ratio the numerator."""

    value: int
    denominator: int | None
    text: str


class EventView(msgspec.Struct, frozen=True):
    """One event's part. ``period`` is the month it was about: a late one also moves later months."""

    position: int
    recorded_at: str
    actor: str
    period: str
    reason: str
    change: AmountView


class UnitView(msgspec.Struct, frozen=True):
    """What a unit's events of one cause come to. Without a ``region``: the units that are not shown."""

    region: str
    region_name: str
    change: AmountView
    events: tuple[EventView, ...]


class CauseView(msgspec.Struct, frozen=True):
    """What a cause comes to."""

    cause: str
    cause_name: str
    change: AmountView
    units: tuple[UnitView, ...]


class PointView(msgspec.Struct, frozen=True):
    """The total at one of the two points."""

    position: int
    instant: str
    total: AmountView


class ChangeWriter:
    """Writes the parts of one answer."""

    def __init__(self, regions: Mapping[str, Region], subject: TotalSubject, sees: Sees) -> None:
        self._regions = regions
        self._subject = subject
        self._sees = sees

    def point(self, point: InstantOfReports, total: TotalAmount) -> PointView:
        return PointView(point.position, point.instant.isoformat(), self.amount(total))

    def cause(self, group: Group) -> CauseView:
        units = by_unit(group)
        shown = [self._unit(each) for each in units if self._shows(each.region)]
        unseen = [each.change for each in units if not self._shows(each.region)]
        if unseen:
            total = NOTHING
            for change in unseen:
                total = total.plus(change)
            shown.append(UnitView("", f"{UNSEEN} {len(unseen)} 个", self.amount(total), ()))
        return CauseView(group.cause, CAUSES[group.cause], self.amount(group.change), tuple(shown))

    def amount(self, amount: TotalAmount) -> AmountView:
        item = self._subject.indicator
        if item.kind is Kind.RATIO:
            return AmountView(amount.value, amount.denominator, f"{amount.value:,} / {amount.denominator:,}")
        return AmountView(amount.value, None, f"{amount.value:,} {base_unit(item)}")

    def _shows(self, region: str) -> bool:
        return self._subject.side is Side.ACCEPTED or self._sees(region)

    def _unit(self, group: Group) -> UnitView:
        name = self._regions[group.region].name
        return UnitView(group.region, name, self.amount(group.change), tuple(self._event(part) for part in group.parts))

    def _event(self, part: ChangePart) -> EventView:
        known = self._sees(part.region)
        return EventView(
            position=part.position,
            recorded_at="" if part.cause is Cause.BOUNDARY else from_microseconds(part.recorded_at).isoformat(),
            actor=part.actor if known else "",
            period=part.period,
            reason=part.reason if known else "",
            change=self.amount(part.change),
        )


def base_unit(item: Indicator) -> str:
    """The base unit: rounded figures would not be seen to add up."""
    return "‱" if item.kind is Kind.DIRECT else item.part_unit or item.unit.base
