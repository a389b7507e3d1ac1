"""The forecast's arithmetic: what it promises whatever the figures are."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.forecast.foresee import ForecastGoal, ForecastQuestion, Spread, fan, foresee
from services.aggregator.forecast.past_months import CEILING, GRAINS, History, Shape
from services.aggregator.forecast.paths import PATHS, accumulate, increments, sums
from services.aggregator.forecast.pattern import pattern_of
from shared.catalogue.model import Bound
from shared.periods import Month

LAST = Month(2023, 6).ordinal

MONTHS_OF_FIGURES = st.lists(st.integers(0, 100_000), min_size=12, max_size=72)
SHAPES = st.sampled_from([Shape.TOTAL, Shape.YEAR_TOTAL, Shape.CHANGE])


def ask(
    values: list[int], shape: Shape = Shape.TOTAL, start: int = 0, count: int = 30, **changes: object
) -> ForecastQuestion:
    """The question after ``values``, the last of which is June 2023."""
    first = LAST - len(values) + 1
    known = tuple((first + step, value * GRAINS) for step, value in enumerate(values))
    fields: dict[str, object] = {"weight": 0.0, "rate": False, "positive": True}
    history = History(shape, known, start * GRAINS, **(fields | changes))  # type: ignore[arg-type]
    return ForecastQuestion("plan|1|500000|jobs", history, LAST, count)


def at_least(limit: int, ahead: int, bound: Bound = Bound.AT_LEAST, throughout: bool = False) -> ForecastGoal:
    return ForecastGoal(bound, Fraction(limit * GRAINS), ahead, throughout)


@given(MONTHS_OF_FIGURES, SHAPES, st.integers(0, 10**7), st.integers(1, 59))
@settings(max_examples=60, deadline=None)
def test_p10_is_at_most_p50_and_p50_at_most_p90_in_every_month(
    values: list[int], shape: Shape, start: int, count: int
) -> None:
    for low, middle, high in fan(ask(values, shape, start, count)):
        assert low <= middle <= high


@given(MONTHS_OF_FIGURES, SHAPES, st.integers(0, 10**7), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_the_end_worked_out_alone_is_the_end_of_the_fan(
    values: list[int], shape: Shape, start: int, ahead: int
) -> None:
    question = ask(values, shape, start)
    assert foresee(question, at_least(1, ahead)).spread == fan(question)[ahead - 1]


@given(MONTHS_OF_FIGURES, st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_sums_of_months_are_the_sums_of_their_months(values: list[int], count: int) -> None:
    pattern = pattern_of(ask(values).history.months)
    months = increments(pattern, 7, LAST, count)
    assert (sums(pattern, 7, LAST, count) == accumulate(months, 0, ())[-1]).all()
    assert (increments(pattern, 7, LAST, count, skip=count // 2) == months[count // 2 :]).all()


@given(st.lists(st.integers(0, 1_000_000), min_size=12, max_size=60), st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_a_years_mean_worked_out_alone_is_that_of_the_fan(parts: list[int], ahead: int) -> None:
    question = ask(parts, Shape.YEAR_MEAN, parts[-1], 30, weight=6.0, rate=True)
    assert foresee(question, at_least(1, ahead)).spread == fan(question)[ahead - 1]


@given(MONTHS_OF_FIGURES, SHAPES, st.lists(st.integers(0, 5_000_000), min_size=2, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_higher_target_is_never_likelier_to_be_reached(values: list[int], shape: Shape, limits: list[int]) -> None:
    question = ask(values, shape)
    for throughout in (False, True):
        found = [foresee(question, at_least(each, 6, throughout=throughout)).probability for each in sorted(limits)]
        assert found == sorted(found, reverse=True)
        below = [foresee(question, at_least(each, 6, Bound.AT_MOST, throughout)).probability for each in sorted(limits)]
        assert below == sorted(below)


@given(MONTHS_OF_FIGURES, st.integers(0, 5_000_000))
@settings(max_examples=40, deadline=None)
def test_what_is_reached_and_what_is_missed_make_up_everything(values: list[int], limit: int) -> None:
    question = ask(values)
    reached = foresee(question, at_least(limit, 12)).probability
    missed = foresee(question, at_least(limit, 12, Bound.LESS_THAN)).probability
    assert reached + missed == 10_000


@given(MONTHS_OF_FIGURES, st.integers(2, 50))
@settings(max_examples=40, deadline=None)
def test_figures_in_a_smaller_unit_give_the_same_pattern_many_times_as_large(values: list[int], factor: int) -> None:
    pattern = pattern_of(ask(values).history.months)
    larger = pattern_of(ask([value * factor for value in values]).history.months)
    assert larger.level == pytest.approx(pattern.level * factor)
    assert larger.step == pytest.approx(pattern.step * factor)
    assert larger.noise == pytest.approx([each * factor for each in pattern.noise], abs=factor)


@given(MONTHS_OF_FIGURES, st.integers(10**8, 10**9))
@settings(max_examples=40, deadline=None)
def test_a_stock_that_stands_higher_has_the_same_fan_so_much_higher(values: list[int], shift: int) -> None:
    base = 10**8  # far enough from nought that no path is stopped there
    pattern = pattern_of(ask(values).history.months)
    months = increments(pattern, 3, LAST, 24)
    assert ((accumulate(months, base + shift, ()) - accumulate(months, base, ())) == shift).all()


def test_a_constant_series_goes_on_as_it_was_and_its_pace_alone_may_drift() -> None:
    (*_, end) = fan(ask([1_000] * 36, start=36_000, count=12))
    assert end.p50 == pytest.approx(48_000, rel=0.002)
    assert end.p90 - end.p10 < 2_500
    assert fan(ask([0] * 36, start=700, count=12))[-1] == Spread(700, 700, 700)


def test_a_season_comes_again() -> None:
    year = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 1_300]
    values = (year * 5)[: 4 * 12 + 6]
    spreads = fan(ask(values, start=0, count=6))
    assert spreads[-1].p50 - spreads[-2].p50 > 5 * (spreads[-2].p50 - spreads[-3].p50)


def test_what_has_happened_is_not_undone_and_no_stock_is_negative() -> None:
    falling = [10_000 - 300 * step for step in range(30)]
    assert all(spread.p10 >= 5_000 for spread in fan(ask(falling, start=5_000)))
    assert fan(ask([-900] * 24, Shape.CHANGE, 9_000))[-1] == Spread(0, 0, 0)


def test_a_rate_stays_between_nought_and_one() -> None:
    high = [990_000, 1_000_000] * 12
    for spread in fan(ask(high, Shape.YEAR_MEAN, 995_000, weight=6.0, rate=True)):
        assert 0 <= spread.p10 <= spread.p90 <= 1_000_000
    rising = fan(ask([5_000] * 24, Shape.CHANGE, 980_000, rate=True))
    assert rising[-1].p90 == CEILING // GRAINS


def test_a_yearly_total_begins_again_in_january() -> None:
    spreads = fan(ask([1_000] * 42, Shape.YEAR_TOTAL, 6_000))
    assert spreads[5].p50 == pytest.approx(12_000, rel=0.02)
    assert spreads[6].p50 == pytest.approx(1_000, rel=0.05)


def jobs() -> list[int]:
    """Three and a half years with a season, a slow growth and noise; the same ones always."""
    rng = random.Random(20_210_101)
    return [
        round(10_000 * (1 + 0.003 * t) * (1 + 0.3 * ((t % 12) / 6 - 1)) + rng.randint(-900, 900)) for t in range(42)
    ]


def test_the_forecast_of_one_series_is_what_it_always_was() -> None:
    question = ask(jobs(), start=sum(jobs()))
    assert question.version == GOLDEN_VERSION
    assert [fan(question)[step] for step in (0, 5, 17, 29)] == GOLDEN_FAN
    assert foresee(question, at_least(750_000, 30)).probability == GOLDEN_PROBABILITY


def test_another_process_says_the_same() -> None:
    code = (
        "from tests.unit.aggregator.forecast.test_foresee import *\n"
        "question = ask(jobs(), start=sum(jobs()))\n"
        "print(question.version, list(map(tuple, fan(question)))[-1])"
    )
    answers = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert answers == {f"{GOLDEN_VERSION} {tuple(GOLDEN_FAN[-1])}\n"}


def test_other_figures_or_another_series_draw_other_dice() -> None:
    values = jobs()
    versions = {
        ask(values).version,
        ask(values, start=1).version,
        ask([*values[:-1], values[-1] + 1]).version,
        ask(values, Shape.YEAR_TOTAL).version,
        ForecastQuestion("plan|2|500000|jobs", ask(values).history, LAST, 30).version,
    }
    assert len(versions) == 5
    assert ask(values, count=3).version == ask(values, count=30).version


def test_the_band_covers_about_four_fifths_of_what_comes() -> None:
    """Sixty simulated series whose pace shifts by a tenth from year to year, at 18, 30 and 42 months."""
    rng = random.Random(7)
    held = tried = 0
    for _ in range(60):
        series = simulated(rng)
        for known in (18, 30, 42):
            question = ask(series[:known], start=0, count=60 - known)
            low, _, high = foresee(question, at_least(1, 60 - known)).spread
            held += low <= sum(series[known:]) <= high
            tried += 1
    assert 0.72 <= held / tried <= 0.97


def simulated(rng: random.Random) -> list[int]:
    season = [1 + 0.25 * rng.uniform(-1, 1) for _ in range(12)]
    pace, carried, found = 10_000.0, 0.0, []
    for month in range(60):
        if month and month % 12 == 0:
            pace *= 1 + rng.gauss(0, 0.10)
        carried = 0.4 * carried + rng.gauss(0, 0.08)
        found.append(max(0, round(pace * season[month % 12] * (1 + carried))))
    return found


def test_there_are_two_thousand_paths() -> None:
    assert increments(pattern_of(ask(jobs()).history.months), 1, LAST, 4).shape == (4, PATHS)


GOLDEN_VERSION = "7b98c43856b41bee37ff6f4ac9deffd5"
GOLDEN_FAN = [
    Spread(446615, 447635, 448687),
    Spread(504175, 509417, 514680),
    Spread(621790, 641012, 661202),
    Spread(732744, 773327, 813487),
]
GOLDEN_PROBABILITY = 7825
