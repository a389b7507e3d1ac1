"""Reads the target that a district is held against: its own plan's, else what was allocated to it; never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.districts.district_figure import DistrictGoal
from services.aggregator.districts.share_progress import ShareProgress
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.point import FigurePoint, NotMeasurable, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.judging import judge
from services.aggregator.targets.measuring import HISTORY_MONTHS, start_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Indicator, Target
from shared.periods import Month


class DistrictLook(NamedTuple):
    """What is looked at: an area's month, on a day, with the amendments that are known."""

    connection: sa.Connection
    region: str
    period: Month
    today: date
    amendments: Amendments


class DistrictGoals:
    """Finds districts' targets and how their accepted figures stand against them."""

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._contexts = TargetContexts(catalogue, {})
        self._shares = Shares(catalogue, figures)

    def of(
        self, look: DistrictLook, code: str, indicator: Indicator, shared: Mapping[str, DistrictGoal]
    ) -> DistrictGoal | None:
        """By the target that is the district's: its own plan's, else what was allocated to it; never a guess."""
        for target in self._covering(code, indicator, look.period):
            return self._own(look, code, target)
        return shared.get(code)

    def _own(self, look: DistrictLook, code: str, target: Target) -> DistrictGoal | None:
        held = look.amendments.in_force(target, look.period)
        value = self._contexts.of(held).reading.value
        if value is None:
            return None
        plan, item = self._catalogue.plans[target.plan], target.indicator
        first = plan.first.shift(-HISTORY_MONTHS)
        series = self._figures.marked_series(look.connection, code, [item], first, look.period)[item]
        start = start_of(held.target, self._catalogue.indicators[item], plan, series)
        context = self._contexts.at(held, look.today, 0, start)
        try:
            judged = judge(held.target, series, look.period, context, Side.ACCEPTED)
        except NotMeasurable as fault:
            return DistrictGoal("own", value, "unassessed", fault.reason)
        verdict = judged.verdict
        return DistrictGoal(
            "own", value, verdict.level, verdict.reason, judged.actual, verdict.expected, verdict.progress
        )

    def shared_out(self, look: DistrictLook, indicator: Indicator) -> dict[str, DistrictGoal]:
        """The shares that the area's own target was allocated in."""
        for target in self._covering(look.region, indicator, look.period):
            standing = self._shares.standing(look.connection, target, look.period, look.amendments, Side.ACCEPTED)
            if standing is not None:
                return {child.share.region: _allocated(child) for child in standing.children}
        return {}

    def _covering(self, region: str, indicator: Indicator, period: Month) -> list[Target]:
        plans = self._catalogue.plans
        targets = self._catalogue.targets_for(region, indicator.id)
        return [each for each in targets if plans[each.plan].first <= period <= plans[each.plan].last]


def series_of(
    figures: Figures, connection: sa.Connection, codes: Sequence[str], ids: Sequence[str], first: Month, last: Month
) -> dict[str, dict[str, list[FigurePoint]]]:
    """By district and indicator, one point for every month from ``first`` to ``last``; of a unit that continues
    others theirs are among them."""
    units = [code for code in codes if figures.is_unit(code)]
    found = figures.continued(connection, units, ids, first, last) if units else {}
    return {
        code: found[code] if code in found else figures.series_of(connection, code, ids, first, last) for code in codes
    }


def _allocated(child: ShareProgress) -> DistrictGoal:
    actual, expected = (None if each is None else Fraction(each) for each in (child.actual, child.expected))
    return DistrictGoal("allocated", Fraction(child.share.amount), child.level, "", actual, expected, child.progress)
