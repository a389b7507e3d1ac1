"""Finds who is missing in a region's months, reads what they reported before, and fills the months."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.missing.estimates import Estimate, KnownFigure, by_last, by_share, held_later
from services.aggregator.missing.filling import FilledSeries, MonthFills, accepted_side, fill, known_enough, weight
from services.aggregator.missing.histories import HistoriesAsked, UnitMonths, plain_histories, whole_histories
from services.aggregator.reports.amounts import LiveAmounts, load_amounts
from services.aggregator.reports.month_amounts import adds_over_months
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind, Plan
from shared.periods import Month, months


class _Figure(NamedTuple):
    """One side of a region's figure, as it is filled."""

    region: str
    indicator: Indicator
    side: Side
    series: Series


class MissingUnits:
    """Fills months up to ``last`` inside one transaction; what it has read is kept for the next target.

    ``indicators`` are those it may be asked about: a unit's history is read of all of them at once.
    """

    def __init__(
        self,
        connection: sa.Connection,
        catalogue: Catalogue,
        figures: Figures,
        indicators: Collection[str],
        last: Month,
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._figures = figures
        self._indicators = sorted(indicators)
        self._last = last
        self._reporters: dict[tuple[str, Month, Side], Mapping[str, LiveAmounts]] = {}
        self._histories: dict[tuple[str, Month, Side], UnitMonths] = {}

    def fills(
        self, plan: Plan, indicator: Indicator, series: Series, since: Month, period: Month, today: date
    ) -> MonthFills:
        """What fills the months from ``since`` to ``period``, of which a target's figure is made, once they are due.

        The accepted side only where the accepted figures are enough for the plan's policy: nothing follows from
        fewer.
        """
        wanted = [month for month in months(since, period) if not series.idle(month)]
        short = [month for month in wanted if not series.whole(month)]
        unaccepted = [month for month in wanted if not series.whole(month, Side.ACCEPTED)]
        if (
            indicator.kind is Kind.DIRECT
            or not unaccepted
            or not all(plan.overdue(month, today, self._catalogue.calendar_of(plan.region)) for month in short)
        ):
            return MonthFills()
        reported = self._filled(_Figure(plan.region, indicator, Side.PROVISIONAL, series), short, period)
        if short and reported is None:
            return MonthFills()
        counted = series if reported is None else reported.counted
        for month in unaccepted:
            some = accepted_weight(series.point(month), counted.point(month), ratio=indicator.is_rate)
            if some is None or some < plan.rules.thresholds.coverage:
                return MonthFills(reported)
        accepted = _Figure(plan.region, indicator, Side.ACCEPTED, accepted_side(series))
        return MonthFills(reported, self._filled(accepted, unaccepted, period))

    def _filled(self, figure: _Figure, short: Sequence[Month], period: Month) -> FilledSeries | None:
        """None where nothing is missing, or something that nobody can estimate."""
        found: list[Estimate] = []
        for month in short:
            point = figure.series.point(month)
            if point is None or 2 * point.reported < point.expected:
                return None  # more would be estimated than is known
            estimates = self._estimates(figure, point, period)
            if estimates is None or not known_enough(point, estimates, ratio=figure.indicator.is_rate):
                return None
            found += estimates
        return fill(figure.series, found) if found else None

    def _estimates(self, figure: _Figure, point: FigurePoint, period: Month) -> tuple[Estimate, ...] | None:
        """Of every unit that is missing in a month, by what stood at the end of ``period``."""
        missing = self._missing(figure, point.period)
        if len(missing) != point.expected - point.reported:
            return None  # somebody is in it who does not owe it: nobody can say who is missing
        self._read(missing, point.period, figure)
        ratio = figure.indicator.is_rate
        known = {unit: self._known(unit, point.period, figure) for unit in missing}
        if not adds_over_months(figure.indicator):
            return by_last(point.period, known, ratio=ratio)
        later = [each for unit in missing if (each := held_later(unit, point.period, known[unit], period))]
        rest = {unit: known[unit] for unit in missing if unit not in {each.region for each in later}}
        estimated = by_share(point, rest, figure.series.point, ratio=ratio)
        return None if estimated is None else (*later, *estimated)

    def _missing(self, figure: _Figure, month: Month) -> list[str]:
        """The units that owe a month and are not in it."""
        key = figure.region, month, figure.side
        owing = self._catalogue.units_under(figure.region, month)
        if key not in self._reporters:
            accepted = figure.side is Side.ACCEPTED
            self._reporters[key] = load_amounts(self._connection, owing, str(month), accepted=accepted)
        found, item = self._reporters[key], figure.indicator.id
        return [
            unit
            for unit in owing
            if item not in found.get(unit, ()) and self._catalogue.expected_units(unit, item, month)
        ]

    def _known(self, unit: str, month: Month, figure: _Figure) -> Sequence[KnownFigure]:
        return self._histories[unit, self._until(unit, month), figure.side][figure.indicator.id]

    def _until(self, unit: str, month: Month) -> Month:
        """As of when a unit's history is read: of most it is the same whenever."""
        return month if self._catalogue.changes.concern(unit) else self._last

    def _read(self, units: Iterable[str], month: Month, figure: _Figure) -> None:
        """Read the histories of ``units`` that are not known yet, as they go on by ``month``."""
        side, first = figure.side, figure.series.points[0].period
        by_until: dict[Month, list[str]] = {}
        for unit in units:
            until = self._until(unit, month)
            if (unit, until, side) not in self._histories:
                by_until.setdefault(until, []).append(unit)
        for until, some in by_until.items():
            asked = HistoriesAsked(self._indicators, first, self._last, side)
            found = plain_histories(self._connection, self._catalogue, some, asked)
            rest = [unit for unit in some if unit not in found]
            found |= whole_histories(self._connection, self._catalogue, self._figures, rest, asked, until)
            self._histories |= {(unit, until, side): history for unit, history in found.items()}


def accepted_weight(point: FigurePoint | None, counted: FigurePoint | None, *, ratio: bool) -> int | None:
    """The accepted units' weight in a month, of which ``counted`` has every unit; None where it is not known."""
    return None if point is None else weight(point, Side.ACCEPTED, counted, ratio=ratio)
