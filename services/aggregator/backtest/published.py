"""Forecasts made with what had been published by then, of what was published later (城镇新增就业). Pure.

Only figures that end at or before a month are used in it. Months between two published ones share their
difference evenly, or, of a region that few months are known of, as the nation's earlier years went. Doubtful
figures are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from services.aggregator.backtest.scoring import Band, Bet, base_rate, of_one
from services.aggregator.forecast.foresee import ForecastGoal, ForecastQuestion, fan, foresee
from services.aggregator.forecast.past_months import GRAINS, History, Months, Shape
from services.aggregator.forecast.pattern import MONTHS
from shared.catalogue.model import Bound
from shared.catalogue.profiles import month_profile, months_of_year, year_to_date
from shared.catalogue.published import PublishedFigure
from shared.periods import Month
from shared.quantities import apportion, unit_of

INDICATOR = "城镇新增就业人数"
_YEARLY_TARGET = "城镇新增就业年度目标"
_LADDER = (90, 95, 100, 105, 110)
"""Per cent of the last year's total: targets that were in fact now reached, now missed."""

_PERSONS = unit_of("万人").scale
_YEARS = range(2015, 2031)


@dataclass(frozen=True, slots=True)
class PublishedYears:
    """A region's year-to-date figures in persons, by year and month (1–12), and its yearly targets.

    ``like`` is the series whose years say how unpublished months share a difference (None: evenly).
    """

    region: str
    name: str
    years: Mapping[int, Mapping[int, int]]
    targets: Mapping[int, int]
    like: PublishedYears | None = None

    def total(self, year: int) -> int | None:
        """The whole year's figure, where it was published."""
        return self.years.get(year, {}).get(MONTHS)


def published_series(
    figures: Sequence[PublishedFigure], region: str, name: str, like: PublishedYears | None = None
) -> PublishedYears:
    """What was published of a region."""
    years = {year: year_to_date(figures, region, INDICATOR, year) for year in _YEARS}
    targets = {
        figure.period.year: int(figure.value * _PERSONS)
        for figure in figures
        if (figure.region, figure.indicator) == (region, _YEARLY_TARGET)
    }
    return PublishedYears(
        region,
        name,
        {
            year: {month: int(value * _PERSONS) for month, value in sorted(known.items())}
            for year, known in years.items()
            if known
        },
        targets,
        like,
    )


def forecasts(series: PublishedYears) -> tuple[list[Band], list[Bet]]:
    """Every forecast that could be made in a published month before December, and what came of it."""
    bands: list[Band] = []
    bets: list[Bet] = []
    for year, known in series.years.items():
        for month, so_far in known.items():
            origin = Month(year, month)
            question = question_at(series, origin)
            if month == MONTHS or len(question.history.months) < MONTHS:
                continue
            spreads = fan(question)
            later = {each: came for each, came in known.items() if each > month}
            bands += [
                Band(series.name, origin, Month(year, each), spreads[each - month - 1], came)
                for each, came in later.items()
            ]
            bets += _bets(series, question, origin, so_far)
    return bands, bets


class PlanTotal(NamedTuple):
    """A plan's total from the first month of ``first`` to the last of ``last``: its target, and what had come
    of it by the end of ``month``."""

    first: int
    last: int
    target: int
    month: Month
    came: int


def plan_forecasts(series: PublishedYears, plan: PlanTotal) -> tuple[list[Band], list[Bet]]:
    """Forecasts of a plan's total from every published month of the plan; the target must have been reached."""
    bands: list[Band] = []
    bets: list[Bet] = []
    whole = (plan.last - plan.first + 1) * MONTHS
    for origin in (Month(year, month) for year, known in series.years.items() for month in known):
        if not plan.first <= origin.year <= plan.last or origin >= plan.month:
            continue
        past = [series.total(year) or 0 for year in range(plan.first, origin.year)]
        so_far = sum(past) + series.years[origin.year][origin.month]
        gone = (origin.year - plan.first) * MONTHS + origin.month
        question = _question(series, origin, Shape.TOTAL, so_far, whole - gone)
        outlook = foresee(question, ForecastGoal(Bound.MORE_THAN, Fraction(plan.target * GRAINS), question.count))
        spread = fan(question)[plan.month.ordinal - origin.ordinal - 1]
        bands.append(Band(series.name, origin, plan.month, spread, plan.came))
        straight = float(so_far * whole >= plan.target * gone)
        forecast, reached = of_one(outlook.probability), plan.came > plan.target
        bets.append(Bet(series.name, "规划目标", origin, forecast, straight, base_rate(0, 0), reached))
    return bands, bets


def question_at(series: PublishedYears, origin: Month) -> ForecastQuestion:
    """The question as it could be asked in ``origin``: the months to the end of its year."""
    so_far = series.years[origin.year][origin.month]
    return _question(series, origin, Shape.YEAR_TOTAL, so_far, MONTHS - origin.month)


def _question(series: PublishedYears, origin: Month, shape: Shape, so_far: int, count: int) -> ForecastQuestion:
    history = History(shape, _months(series, origin), so_far * GRAINS, weight=0.0, rate=False, positive=True)
    return ForecastQuestion(f"{series.region}|{INDICATOR}", history, origin.ordinal, count)


def _months(series: PublishedYears, until: Month) -> Months:
    shares = _usual_shares(series.like, until.year) if series.like else (1,) * MONTHS
    found: list[tuple[int, int]] = []
    for year, known in sorted(series.years.items()):
        marks = {0: 0} | {month: total for month, total in known.items() if Month(year, month) <= until}
        for (before, low), (after, high) in pairwise(marks.items()):
            parts = apportion((high - low) * GRAINS, list(shares[before:after]))
            found += [(Month(year, month).ordinal, part) for month, part in enumerate(parts, before + 1)]
    return tuple(found)


def _usual_shares(series: PublishedYears, before: int) -> tuple[int, ...]:
    """The month shares that the complete years before that one teach."""
    years = [
        months_of_year({month: Fraction(total) for month, total in known.items()}).months
        for year, known in series.years.items()
        if year < before and MONTHS in known
    ]
    return month_profile(years)


def _bets(series: PublishedYears, question: ForecastQuestion, origin: Month, so_far: int) -> Iterator[Bet]:
    """On the year's published target, and on a ladder of shares of the last year's total."""
    total, last = series.total(origin.year), series.total(origin.year - 1)
    if total is None:
        return
    goals: list[tuple[str, int, float]] = []
    if origin.year in series.targets:
        goals.append(("年度目标", series.targets[origin.year], _targets_reached(series, origin.year)))
    if last is not None:
        goals += [
            (f"上年的{share}%", last * share // 100, _ladder_reached(series, origin.year, share)) for share in _LADDER
        ]
    for name, target, base in goals:
        outlook = foresee(question, ForecastGoal(Bound.AT_LEAST, Fraction(target * GRAINS), question.count))
        due = Fraction(target * origin.month, MONTHS)
        forecast, straight = of_one(outlook.probability), float(so_far >= due)
        yield Bet(series.name, name, origin, forecast, straight, base, total >= target)


def _targets_reached(series: PublishedYears, before: int) -> float:
    """How often earlier years' published targets were reached."""
    outcomes = [
        total >= target
        for year, target in series.targets.items()
        if year < before and (total := series.total(year)) is not None
    ]
    return base_rate(sum(outcomes), len(outcomes))


def _ladder_reached(series: PublishedYears, before: int, share: int) -> float:
    """How often earlier years came to that share of the year before them."""
    outcomes = [
        total * 100 >= last * share
        for year in series.years
        if year < before and (total := series.total(year)) is not None and (last := series.total(year - 1)) is not None
    ]
    return base_rate(sum(outcomes), len(outcomes))
