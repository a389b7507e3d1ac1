"""Figures as ``GET /v1/figures`` answers them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from services.aggregator.figures.over_months import FigureSide, show
from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.reports.held_months import ONE_MONTH, ONE_MONTH_EACH, Held, HeldSides
from services.aggregator.veil.held_back import HIDDEN
from services.aggregator.wording.formats import display, per_cent
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month


class SideView(msgspec.Struct, frozen=True):
    """One side of a figure: base-unit integers, the rate in per cent as decimal text, and how people write it.

    ``also_months`` are the earlier months of the year that are in a unit's ``value`` (of a flow), because nothing was
    reported for them; ``units_with_also_months`` says of how many units a total holds such a figure.
    """

    value: int | None
    numerator: int | None
    denominator: int | None
    rate: str | None
    display: str | None
    year_to_date: int | None
    plan_to_date: int | None
    carried: bool
    also_months: list[str]
    units_with_also_months: int


class CoverageView(msgspec.Struct, frozen=True):
    """How many units owe the figure, have reported it, are accepted."""

    expected: int
    reported: int
    accepted: int


class FigureView(msgspec.Struct, frozen=True):
    """A figure: its provisional side at the top, its accepted side beside it.

    ``unit`` is that of ``value`` and the other amounts (a rate: of ``rate``, %), ``part_unit`` that of a ratio's
    ``numerator`` and ``denominator``, ``display_unit`` the one that ``display`` is written in.
    ``also_months`` and ``units_with_also_months`` as in :class:`SideView`.
    ``hidden``: the provisional side is held back from who asks until it is accepted.
    ``note`` says of a restated month how it came about, or why it could not be.
    """

    region: str
    region_name: str
    indicator: str
    indicator_name: str
    kind: Kind
    period: str
    unit: str
    display_unit: str
    part_unit: str
    value: int | None
    numerator: int | None
    denominator: int | None
    rate: str | None
    display: str | None
    year_to_date: int | None
    plan_to_date: int | None
    carried: bool
    also_months: list[str]
    units_with_also_months: int
    accepted: SideView
    coverage: CoverageView
    provisional: bool
    hidden: bool
    data_version: int
    simulated: bool
    note: str = ""


_HELD_BACK = SideView(None, None, None, None, HIDDEN, None, None, False, [], 0)


def figure_view(
    catalogue: Catalogue,
    region: str,
    indicator: Indicator,
    points: Sequence[FigurePoint],
    period: Month,
    *,
    seen: bool = True,
    note: str = "",
    held: HeldSides = ONE_MONTH_EACH,
) -> FigureView:
    """The figure of ``period``; ``points`` are consecutive months that end at or after it.

    Where the provisional side is not to be ``seen`` and differs from the accepted one, it is held back (待审核).
    """
    plan = catalogue.plan_covering(region, period)
    first = plan.first if plan else None
    reported = side_view(indicator, show(indicator, points, period, first, Side.PROVISIONAL), held.provisional)
    accepted = side_view(indicator, show(indicator, points, period, first, Side.ACCEPTED), held.accepted)
    until = [point for point in points if point.period <= period]
    point = until[-1]
    hidden = not seen and reported != accepted
    if hidden:
        reported = _HELD_BACK
    return FigureView(
        region=region,
        region_name=catalogue.regions[region].name,
        indicator=indicator.id,
        indicator_name=indicator.name,
        kind=indicator.kind,
        period=str(period),
        unit=indicator.unit.base,
        display_unit=indicator.unit.symbol,
        part_unit=indicator.part_unit,
        **msgspec.structs.asdict(reported),
        accepted=accepted,
        coverage=CoverageView(point.expected, point.reported, point.settled),
        provisional=point.settled < point.expected or reported != accepted,
        hidden=hidden,
        data_version=max(each.data_version for each in until),
        simulated=any(each.simulated for each in until),
        note=note,
    )


def of_unit(standing: FigureView, public: FigureView) -> FigureView:
    """A unit's figure for those who may not read the unit: what stands, but where its acceptance is not public yet."""
    if standing.period == public.period and standing.accepted == public.accepted:
        return standing
    return msgspec.structs.replace(public, hidden=True, provisional=True, **msgspec.structs.asdict(_HELD_BACK))


def side_view(indicator: Indicator, shown: FigureSide, held: Held = ONE_MONTH) -> SideView:
    """One side as the answer holds it. Only a flow shows its month alone, and so what else is in it."""
    held = held if indicator.kind is Kind.FLOW and shown.value is not None else ONE_MONTH
    return SideView(
        value=shown.value,
        numerator=shown.numerator,
        denominator=shown.denominator,
        rate=None if shown.rate is None else per_cent(shown.rate),
        display=display(indicator, shown, held.months),
        year_to_date=shown.year_to_date,
        plan_to_date=shown.plan_to_date,
        carried=shown.carried,
        also_months=[str(month) for month in held.months],
        units_with_also_months=held.units,
    )
