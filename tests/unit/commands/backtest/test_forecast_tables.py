from __future__ import annotations

from services.aggregator.backtest.scoring import Band, Bet, Score
from services.aggregator.forecast.foresee import Spread
from services.commands.backtest.forecast_tables import add_score, add_scores, of_years, score_table
from shared.periods import Month


def band(year: int, came: int) -> Band:
    return Band("某地", Month(year, 6), Month(year, 12), Spread(1, 2, 3), came)


def bet(year: int, goal: str = "年度目标", reached: bool = True) -> Bet:
    return Bet("某地", goal, Month(year, 6), 0.9, 1.0, 0.5, reached)


def rows(*columns: list[str]) -> list[list[str]]:
    return [list(row) for row in zip(*columns, strict=True)]


def test_what_was_made_in_other_years_is_left_out() -> None:
    bands, bets = of_years([band(2021, 3), band(2022, 3)], [bet(2022), bet(2023)], [2022])
    assert ([each.origin.year for each in bands], [each.origin.year for each in bets]) == ([2022], [2022])


def test_a_score_is_a_row_with_a_dash_where_there_is_nothing_to_score() -> None:
    table = score_table("分数")
    add_score(table, "一", Score(4, 3, 2, 1, 0.13, 0.5, 0.25))
    add_score(table, "二", Score(0, 0, 0, 0, None, None, None))
    found = rows(*(list(column.cells) for column in table.columns))  # type: ignore[arg-type]  # every cell is a text
    assert found == [
        ["一", "4", "75.0%", "2", "1", "0.130", "0.500", "0.250"],
        ["二", *"–––––––"],
    ]


def test_the_bands_stand_with_the_printed_targets_and_the_ladder_stands_alone() -> None:
    table = score_table("分数")
    add_scores(table, "六月", [band(2022, 3)], [bet(2022), bet(2022, "上年的110%"), bet(2022, "上年的90%", False)])
    names, bands, _, bets, reached = (list(column.cells) for column in table.columns[:5])
    assert names == ["六月 年度目标", "六月 上年±10%"]
    assert (bands, bets, reached) == (["1", "–"], ["1", "2"], ["1", "1"])


def test_without_a_printed_target_the_row_has_the_month_alone() -> None:
    table = score_table("分数")
    add_scores(table, "六月", [band(2022, 4)], [])
    assert [next(iter(column.cells)) for column in table.columns[:3]] == ["六月", "1", "0.0%"]
