"""The scores of forecasts as a table of the terminal: a row for each kind of target."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from services.aggregator.backtest.scoring import Band, Bet, Score, score

_DASH = "–"


def of_years(bands: Sequence[Band], bets: Sequence[Bet], years: Sequence[int]) -> tuple[list[Band], list[Bet]]:
    """The bands and bets that were made in these years."""
    return [each for each in bands if each.origin.year in years], [each for each in bets if each.origin.year in years]


def score_table(title: str) -> Table:
    """An empty table of scores."""
    table = Table(title=title, title_justify="left")
    table.add_column("预判于、目标", overflow="fold")
    for column in ("区间", "覆盖", "押注", "达标", "预判分", "直线分", "历史分"):
        table.add_column(column, justify="right", overflow="fold")
    return table


def add_scores(table: Table, when: str, bands: Sequence[Band], bets: Sequence[Bet]) -> None:
    """A row for each kind of target; the bands, which have no target, stand in the first."""
    printed = [each for each in bets if not each.goal.startswith("上年的")]
    ladder = [each for each in bets if each.goal.startswith("上年的")]
    add_score(table, f"{when} {printed[0].goal}" if printed else when, score(bands, printed))
    if ladder:
        add_score(table, f"{when} 上年±10%", score([], ladder))


def add_score(table: Table, name: str, found: Score) -> None:
    """A row: how many bands and bets there were, and how good they were."""
    table.add_row(
        name,
        str(found.bands) if found.bands else _DASH,
        _DASH if found.coverage is None else f"{found.coverage:.1%}",
        str(found.bets) if found.bets else _DASH,
        str(found.reached) if found.bets else _DASH,
        *(_DASH if value is None else f"{value:.3f}" for value in (found.forecast, found.straight, found.base)),
    )
