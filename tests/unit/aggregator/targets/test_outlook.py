"""What of a target the forecast is asked, and what an assessment makes of the answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.figures.point import Measure
from services.aggregator.figures.series import Series
from services.aggregator.forecast.foresee import ForecastGoal
from services.aggregator.forecast.past_months import GRAINS, NoForecast, Shape, changes, history_of
from services.aggregator.targets.measuring import read_target
from services.aggregator.targets.outlook import goal_of, question_of
from shared.catalogue.model import Bound, Horizon, Indicator, Kind, Target
from shared.catalogue.rules import Cuts
from shared.periods import Month
from tests.unit.aggregator.target_builders import (
    a_plan,
    a_point,
    a_series,
    a_target,
    an_indicator,
    assessed,
    level_series,
)

STOCK = an_indicator(Kind.STOCK)
FLOW = an_indicator(Kind.FLOW)
RATIO = an_indicator(Kind.RATIO)
SURVEY = an_indicator(Kind.DIRECT)

JANUARY = Month(2021, 1)


def goal(target: Target, indicator: Indicator, period: str) -> ForecastGoal:
    return goal_of(target, read_target(target, indicator), a_plan(target), Month.parse(period))


def test_a_plans_total_is_to_be_reached_at_the_plans_end_and_a_years_at_the_years() -> None:
    plan, year = a_target("0", "6", horizon=Horizon.PLAN), a_target("0", "6", horizon=Horizon.YEAR)
    assert goal(plan, FLOW, "2023-06") == ForecastGoal(Bound.AT_LEAST, Fraction(60_000 * GRAINS), 30)
    assert goal(year, FLOW, "2023-06").ahead == 6
    with pytest.raises(NoForecast, match="nothing_ahead"):
        goal(year, FLOW, "2023-12")


def test_what_must_hold_throughout_is_asked_of_every_month_to_come() -> None:
    throughout = a_target("95", "90", horizon=Horizon.THROUGHOUT, unit=RATIO.unit)
    assert goal(throughout, RATIO, "2023-06").throughout
    assert not goal(a_target("730", "750"), STOCK, "2023-06").throughout


def test_nothing_is_forecast_after_the_plans_last_month() -> None:
    target = a_target("730", "750")
    with pytest.raises(NoForecast, match="nothing_ahead"):
        question_of(target, read_target(target, STOCK), level_series(7), a_plan(target), Month(2025, 12))


def test_twelve_months_are_needed_and_a_stocks_need_a_thirteenth_to_change_from() -> None:
    flows = a_series(JANUARY, [100] * 12)
    assert len(history_of(flows, Measure.PLAN_TOTAL, Month(2021, 12), JANUARY).months) == 12
    for series, measure in ((a_series(JANUARY, [100] * 11), Measure.PLAN_TOTAL), (flows, Measure.LAST)):
        last = series.last
        assert last is not None
        with pytest.raises(NoForecast, match="under_twelve_months"):
            history_of(series, measure, last, JANUARY)


def test_only_months_until_the_one_in_question_are_gone_by() -> None:
    known, more = a_series(JANUARY, range(100, 118)), a_series(JANUARY, [*range(100, 118), 9_999, 1])
    for measure in (Measure.PLAN_TOTAL, Measure.LAST):
        before = history_of(known, measure, Month(2022, 6), JANUARY)
        assert history_of(more, measure, Month(2022, 6), JANUARY) == before


def test_a_stocks_months_without_a_figure_share_the_change_and_it_adds_up() -> None:
    assert changes([(0, 100), (3, 110), (4, 108)]) == ((1, 3), (2, 3), (3, 4), (4, -2))


def test_a_stock_goes_by_months_that_every_unit_is_in() -> None:
    points = [a_point(JANUARY.shift(step), 10_000 + 100 * step) for step in range(13)]
    points += [a_point(JANUARY.shift(13), 10_830, reported=37), a_point(JANUARY.shift(14), 11_400)]
    found = history_of(Series(points), Measure.LAST, Month(2022, 3), JANUARY)
    assert found.shape is Shape.CHANGE
    assert found.start == 11_400 * GRAINS
    assert found.months[-2:] == ((Month(2022, 2).ordinal, 100 * GRAINS), (Month(2022, 3).ordinal, 100 * GRAINS))


def test_a_ratio_of_the_year_is_weighed_by_its_denominators() -> None:
    series = Series(a_point(JANUARY.shift(step), 90, denominator=100) for step in range(18))
    found = history_of(series, Measure.YEAR_RATE, Month(2022, 6), Month(2022, 1))
    assert (found.shape, found.start, found.weight, found.rate) == (Shape.YEAR_MEAN, 900_000 * GRAINS, 6.0, True)


def test_figures_too_large_for_exact_paths_are_not_forecast() -> None:
    with pytest.raises(NoForecast, match="figures_too_large"):
        history_of(a_series(JANUARY, [10**14] * 14), Measure.LAST, Month(2022, 2), JANUARY)


NEW_JOBS = a_target("0", "6", horizon=Horizon.PLAN)
FRONT_LOADED = [1_400] * 24 + [600] * 12
"""Ahead of the even line after three years, but too slow by now to arrive at 60,000 in two more."""


def test_an_assessment_says_how_likely_the_target_is_and_where_the_figure_ends() -> None:
    found = assessed(NEW_JOBS, FLOW, a_series("2021-01", [1_050] * 36), "2023-12")
    assert (found.level, found.reason, found.probability, found.outlook_reason) == ("normal", "on_schedule", 9_080, "")
    assert found.outlook is not None
    assert found.outlook.period == "2025-12"
    assert found.outlook.p10 < found.outlook.p50 < found.outlook.p90
    assert found.outlook.p50 == pytest.approx(63_000, rel=0.01)


def test_on_schedule_but_likelier_missed_than_met_is_blue() -> None:
    found = assessed(NEW_JOBS, FLOW, a_series("2021-01", FRONT_LOADED), "2023-12")
    assert found.progress is not None
    assert found.progress > 10_000
    assert found.probability is not None
    assert found.probability < 5_000
    assert (found.level, found.reason) == ("blue", "likely_missed")


def test_a_plan_may_draw_the_blue_line_elsewhere() -> None:
    series = a_series("2021-01", FRONT_LOADED)
    assert assessed(NEW_JOBS, FLOW, series, "2023-12", cuts=Cuts(likely=0)).level == "normal"


def test_what_is_behind_keeps_its_level_however_bad_the_forecast() -> None:
    found = assessed(NEW_JOBS, FLOW, a_series("2021-01", [850] * 36), "2023-12")
    assert (found.level, found.reason, found.probability) == ("yellow", "behind_schedule", 0)


def test_a_kept_ceiling_that_the_rate_is_climbing_to_is_blue() -> None:
    target = a_target("5.0", "5.5", horizon=Horizon.THROUGHOUT, bound=Bound.AT_MOST, unit=SURVEY.unit)
    rising = a_series("2021-01", [430 + 4 * step for step in range(30)])
    found = assessed(target, SURVEY, rising, "2023-06")
    assert (found.level, found.reason) == ("blue", "likely_missed")
    steady = assessed(target, SURVEY, level_series(450), "2023-06")
    assert steady.level == "normal"
    assert found.probability is not None
    assert steady.probability is not None
    assert found.probability < 5_000 < steady.probability


def test_under_twelve_months_there_are_gap_and_required_pace_only_and_the_reason() -> None:
    found = assessed(NEW_JOBS, FLOW, a_series("2021-01", [900] * 11), "2021-11")
    assert (found.probability, found.outlook, found.outlook_reason) == (None, None, "under_twelve_months")
    assert found.gap is not None
    assert found.required_pace is not None


def test_the_last_month_is_no_forecast_any_more() -> None:
    found = assessed(NEW_JOBS, FLOW, level_series(1_000), "2025-12")
    assert (found.level, found.probability, found.outlook_reason) == ("normal", None, "")


def test_history_before_the_plan_counts() -> None:
    found = assessed(NEW_JOBS, FLOW, a_series("2019-01", [1_000] * 27), "2021-03")
    assert found.probability is not None


def test_nothing_is_learnt_from_a_month_of_a_flow_that_holds_others() -> None:
    flows = a_series(JANUARY, [100] * 17 + [200] + [100] * 6)
    june = Month(2022, 6)
    mixed = flows.with_mixed([june])
    last = Month(2022, 12)
    plain = history_of(flows, Measure.PLAN_TOTAL, last, JANUARY)
    found = history_of(mixed, Measure.PLAN_TOTAL, last, JANUARY)
    assert (june.ordinal, 200 * GRAINS) in plain.months
    assert len(found.months) == 23 and june.ordinal not in dict(found.months)
    assert found.start == plain.start == 2_500 * GRAINS  # what has happened has happened
    stock = history_of(mixed, Measure.LAST, last, JANUARY)
    assert stock == history_of(flows, Measure.LAST, last, JANUARY)
