"""A back-test over a data folder's own figures."""

from __future__ import annotations

from pathlib import Path

from services.aggregator.backtest import played as backtest_played
from services.aggregator.backtest.scoring import score
from shared.periods import Month, months
from tests.unit.aggregator.progress_world import World


def played(world: World, last: str, *, flow: int = 45) -> None:
    for step, month in enumerate(months(Month(2021, 1), Month.parse(last))):
        world.submit(str(month), 200 + 4 * step, flow=flow + step % 5)


def test_every_quarters_forecast_is_held_against_what_came(tmp_path: Path) -> None:
    world = World(tmp_path)
    played(world, "2025-12")
    with world.database.read() as connection:
        bands, bets, simulated = backtest_played.forecasts(connection, world.catalogue)
    assert not simulated
    assert {each.month for each in bands} == {Month(2025, 12)}
    assert next(each.origin for each in bands if each.series.endswith("新增就业")) == Month(2021, 12)
    assert len(bands) == len(bets) == 16 + 15 + 15  # a change needs a month before it
    found = score(bands, bets)
    assert found.coverage is not None
    assert found.coverage > 0.7


def test_the_base_rate_is_how_often_targets_of_that_kind_were_reached(tmp_path: Path) -> None:
    world = World(tmp_path)
    played(world, "2025-12", flow=20)
    with world.database.read() as connection:
        _, bets, _ = backtest_played.forecasts(connection, world.catalogue)
    flows = [each for each in bets if each.series.endswith("新增就业")]
    assert {(each.reached, each.base, each.straight) for each in flows} == {(False, 0.0, 0.0)}


def test_without_an_outcome_there_is_nothing_to_score(tmp_path: Path) -> None:
    world = World(tmp_path)
    with world.database.read() as connection:
        assert backtest_played.forecasts(connection, world.catalogue) == ([], [], False)
    played(world, "2023-06")
    with world.database.read() as connection:
        assert backtest_played.forecasts(connection, world.catalogue) == ([], [], False)
