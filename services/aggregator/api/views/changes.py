"""Why a total changed, as answers and pages show it: the total at two points, and what each cause did to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from services.aggregator.api.views.change_parts import (
    AmountView,
    CauseView,
    ChangeWriter,
    InstantOfReports,
    PointView,
    Sees,
    base_unit,
)
from services.aggregator.figures.point import Side
from services.aggregator.past.change_parts import (
    Waterfall,
    by_cause,
)
from services.aggregator.past.subject import TotalSpan, TotalSubject
from shared.catalogue.model import Kind, Region

SPANS: Mapping[TotalSpan, str] = {TotalSpan.MONTH: "当月", TotalSpan.YEAR: "本年累计", TotalSpan.PLAN: "规划期累计"}
SIDES: Mapping[Side, str] = {Side.PROVISIONAL: "初步数（已报）", Side.ACCEPTED: "已审核数"}


class ChangesView(msgspec.Struct, frozen=True, rename={"begin": "from"}):
    """The whole answer: ``from`` plus the causes' changes is ``to``, exactly.

    ``unit`` is that of every ``value``, ``display_unit`` that of every ``text``: here they are one, the base unit.
    ``units_with_also_months``: of a month, of how many units the figure at ``to`` holds earlier months as well.
    """

    region: str
    region_name: str
    indicator: str
    indicator_name: str
    kind: Kind
    unit: str
    display_unit: str
    period: str
    measure: TotalSpan
    side: Side
    begin: PointView
    to: PointView
    change: AmountView
    causes: tuple[CauseView, ...]
    simulated: bool
    units_with_also_months: int = 0


def changes_view(
    regions: Mapping[str, Region],
    subject: TotalSubject,
    start: InstantOfReports,
    end: InstantOfReports,
    found: Waterfall,
    sees: Sees,
    several: int = 0,
) -> ChangesView:
    """The answer to why ``subject`` changed from ``start`` to ``end``, for whoever looks; ``regions`` are those
    of both points."""
    write = ChangeWriter(regions, subject, sees)
    item = subject.indicator
    return ChangesView(
        region=subject.region,
        region_name=regions[subject.region].name,
        indicator=item.id,
        indicator_name=item.name,
        kind=item.kind,
        unit=base_unit(item),
        display_unit=base_unit(item),
        period=str(subject.period),
        measure=subject.span,
        side=subject.side,
        begin=write.point(start, found.before),
        to=write.point(end, found.after),
        change=write.amount(found.after.minus(found.before)),
        causes=tuple(write.cause(group) for group in by_cause(found.parts)),
        simulated=found.simulated,
        units_with_also_months=several,
    )
