"""How forecasts are scored, and that a back-test never looks ahead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.aggregator.backtest import published as backtest_published
from services.aggregator.backtest.published import question_at
from services.aggregator.backtest.published_totals import PlanTotal, plan_forecasts
from services.aggregator.backtest.published_years import PublishedYears, published_series
from services.aggregator.backtest.scoring import Band, Bet, Score, base_rate, score
from services.aggregator.forecast.foresee import Spread
from services.aggregator.forecast.past_months import GRAINS
from shared.catalogue.files.published import read_published
from shared.periods import Month

JUNE = Month(2023, 6)


def band(low: int, high: int, came: int) -> Band:
    return Band("某地", JUNE, Month(2023, 12), Spread(low, (low + high) // 2, high), came)


def bet(forecast: float, straight: float, reached: bool) -> Bet:
    return Bet("某地", "年度目标", JUNE, forecast, straight, 0.5, reached)


def nation() -> PublishedYears:
    return published_series(read_published(), "100000", "全国")


def test_a_score_is_the_share_of_bands_that_held_and_the_mean_squared_errors() -> None:
    found = score([band(1, 3, 3), band(1, 3, 4)], [bet(0.9, 1.0, True), bet(0.5, 1.0, False)])
    assert replace(found, forecast=None) == Score(2, 1, 2, 1, None, 0.5, 0.25)
    assert found.forecast == pytest.approx(0.13)
    assert found.coverage == 0.5


def test_nothing_scored_is_no_score() -> None:
    assert score([], []).coverage is None
    assert score([], []).forecast is None


def test_without_earlier_targets_a_target_is_as_likely_as_not() -> None:
    assert base_rate(0, 0) == 0.5
    assert base_rate(3, 3) == 0.8


def test_what_was_published_later_is_not_in_the_question() -> None:
    series = nation()
    until = {year: known for year, known in series.years.items() if year < 2022}
    until[2022] = {month: total for month, total in series.years[2022].items() if month <= 5}
    shortened = replace(series, years=until)
    assert question_at(shortened, Month(2022, 5)) == question_at(series, Month(2022, 5))


def test_the_months_of_a_question_add_up_to_what_was_published() -> None:
    question = question_at(nation(), Month(2021, 12))
    year = [grains for ordinal, grains in question.history.months if ordinal >= Month(2021, 1).ordinal]
    assert (len(year), sum(year)) == (12, 12_690_000 * GRAINS)


def test_a_region_of_few_months_shares_them_as_the_nation_did() -> None:
    city = published_series(read_published(), "500000", "重庆市", like=nation())
    months = dict(question_at(city, Month(2023, 6)).history.months)
    year = [months[Month(2022, month).ordinal] for month in range(1, 13)]
    assert sum(year) == 706_700 * GRAINS
    assert max(year) > 1.3 * min(year)


def test_the_band_covers_what_it_should_on_the_nations_figures_and_beats_the_straight_line() -> None:
    bands, bets = backtest_published.forecasts(nation())
    found = score(
        [each for each in bands if each.origin.year <= 2023], [each for each in bets if each.origin.year <= 2023]
    )
    assert found.bands == 162
    assert found.coverage is not None
    assert 0.70 <= found.coverage <= 0.90
    for kind in (True, False):
        mine = [each for each in bets if (each.goal == "年度目标") is kind and each.origin.year <= 2023]
        brier = score([], mine)
        assert brier.forecast is not None
        assert brier.straight is not None
        assert brier.base is not None
        assert brier.forecast < brier.base
        assert brier.forecast < brier.straight


def test_the_municipalitys_plan_was_likely_to_be_reached_all_along() -> None:
    city = published_series(read_published(), "500000", "重庆市", like=nation())
    bands, bets = plan_forecasts(city, PlanTotal(2021, 2025, 3_000_000, Month(2025, 9), 3_480_000))
    assert len(bands) == len(bets) > 5
    assert all(each.reached and each.forecast > 0.5 for each in bets)
