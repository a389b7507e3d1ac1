"""Forecasts made with what had been published by then, of what was published later (城镇新增就业). Pure.

Only figures that end at or before a month are used in it. Months between two published ones share their
difference evenly, or, of a region that few months are known of, as the nation's earlier years went. Doubtful
figures are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from services.aggregator.backtest.published_years import INDICATOR, PublishedYears
from services.aggregator.backtest.scoring import Band, Bet, base_rate, of_one
from services.aggregator.forecast.foresee import ForecastGoal, ForecastQuestion, fan, foresee
from services.aggregator.forecast.past_months import GRAINS, History, Months, Shape
from services.aggregator.forecast.pattern import MONTHS
from shared.catalogue.model import Bound
from shared.catalogue.profiles import month_profile, months_of_year
from shared.periods import Month
from shared.quantities import apportion

_LADDER = (90, 95, 100, 105, 110)
"""Per cent of the last year's total: targets that were in fact now reached, now missed."""


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


def question_at(series: PublishedYears, origin: Month) -> ForecastQuestion:
    """The question as it could be asked in ``origin``: the months to the end of its year."""
    so_far = series.years[origin.year][origin.month]
    return question_of(series, origin, Shape.YEAR_TOTAL, so_far, MONTHS - origin.month)


def question_of(series: PublishedYears, origin: Month, shape: Shape, so_far: int, count: int) -> ForecastQuestion:
    """The question of ``count`` months after ``origin``, of which ``so_far`` had come by then."""
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
