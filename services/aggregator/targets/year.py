"""How a year stands against its own target (年度目标): what is completed, and against a year ago. Pure."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.figures.point import Measure, NotMeasurable
from services.aggregator.figures.series import Series
from services.aggregator.targets.integers import Integers, scaled
from shared.catalogue.model import Indicator, Kind, Target
from shared.events import YearStanding
from shared.periods import Month
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION


def year_standing(target: Target, indicator: Indicator, series: Series, period: Month) -> YearStanding | None:
    """The year of ``period`` against what was set for it; None where nothing was.

    ``target`` is the row as it is in force then, ``series`` its figures with those of the year before.
    """
    asked = target.annual_exact(period.year)
    if asked is None:
        return None
    measured = Integers(indicator.is_rate)
    actual, before = (year_figure(indicator, series, month) for month in (period, period.shift(-12)))
    wanted = measured.of(asked)
    assert wanted is not None, "it is of a value"
    return YearStanding(
        year=period.year,
        target=wanted,
        actual=measured.of(actual),
        completed=None if indicator.is_rate or actual is None or not asked else scaled(actual / asked, BASIS_POINTS),
        before=measured.of(before),
        change=year_on_year(indicator, actual, before),
    )


def year_figure(indicator: Indicator, series: Series, period: Month) -> Fraction | None:
    """What the year has brought of a flow by ``period``, or the figure as it stands; None where too few units are in
    it."""
    try:
        return series.value(_MEASURES[indicator.kind, indicator.part_kind], period, Month(period.year, 1))
    except NotMeasurable:
        return None


def year_on_year(indicator: Indicator, actual: Fraction | None, before: Fraction | None) -> int | None:
    """同比: in basis points of a year ago, of a rate the difference in parts per million; None if not known."""
    if actual is None or before is None:
        return None
    if indicator.is_rate:
        return scaled(actual - before, PARTS_PER_MILLION)
    return scaled((actual - before) / before, BASIS_POINTS) if before else None


_MEASURES = {
    (kind, part): measure
    for kind, part, measure in (
        *((Kind.FLOW, part, Measure.YEAR_TOTAL) for part in Kind),
        *((Kind.STOCK, part, Measure.LAST) for part in Kind),
        *((Kind.DIRECT, part, Measure.YEAR_MEAN) for part in Kind),
        (Kind.RATIO, Kind.FLOW, Measure.YEAR_RATE),
        (Kind.RATIO, Kind.STOCK, Measure.LAST_RATE),
    )
}
"""What a year is told by, by the kind of an indicator and of its parts."""
