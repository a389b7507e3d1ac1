"""What is supposed of acceptances is what follows when they come, over random months; and nothing of it stays."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.supposing.accepting import SupposedAcceptance
from services.aggregator.supposing.differing import Supposed, differing
from services.aggregator.tables import METADATA
from shared.events import ReportAccepted, ReportReturned
from shared.periods import Month
from tests.unit.aggregator.progress_world import PLAN, UNITS, World

MONTHS = ("2021-01", "2021-02", "2021-03")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def supposing(world: World) -> SupposedAcceptance:
    return SupposedAcceptance(
        world.database, world.catalogue, world.handler, world.codec, world.clock, CatalogueInUse()
    )


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the aggregator's database."""
    with world.database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in (*METADATA.sorted_tables, world.store.tables.events)
        }


def test_what_would_follow_names_the_level_that_moves_and_nothing_of_it_stays(world: World) -> None:
    world.submit("2021-01", (250, 250, 110))
    before = everything(world)
    found = supposing(world).of([PLAN], Month(2021, 1), dict.fromkeys(UNITS, 1))
    assert everything(world) == before
    assert found.others == [] and found.position == 3
    assert {each.key.row for each in found.found if each.moves_level} == {1, 2, 3}
    first = found.found[0]
    assert first.now is not None and first.now.accepted_level is None
    world.accept("2021-01")
    assert first.then.accepted_level == world.now(1, "2021-01").accepted_level is not None


def test_a_report_that_does_not_wait_in_that_revision_is_in_nothing(world: World) -> None:
    world.submit("2021-01", 204)
    world.apply(ReportReturned(region=UNITS[0], period="2021-01", revision=1, reason="请核实"))
    found = supposing(world).of([PLAN], Month(2021, 1), {UNITS[0]: 1, UNITS[1]: 2, "110109": 1})
    assert found.others == [UNITS[0], UNITS[1], "110109"] and found.found == []


@pytest.mark.parametrize("seed", range(12))
def test_what_is_supposed_is_what_follows(world: World, seed: int) -> None:
    chance = Random(seed)
    months = MONTHS[: chance.randint(1, 3)]
    for month in months:
        stock = (chance.randint(50, 400), chance.randint(50, 400), chance.randint(50, 400))
        world.submit(month, stock, flow=chance.randint(0, 300), covered=chance.randint(60, 100))
    period = chance.choice(months)
    accepted = {each for each in UNITS if chance.random() < 0.3}
    chosen = sorted({each for each in UNITS if chance.random() < 0.7} or {UNITS[0]})
    if accepted:
        world.apply(*(ReportAccepted(region=each, period=period, revision=1) for each in sorted(accepted)))
    before = world.stored()
    found = supposing(world).of([PLAN], Month.parse(period), dict.fromkeys(chosen, 1))
    assert set(found.others) == accepted & set(chosen)
    assert world.stored() == before
    follows = [ReportAccepted(region=each, period=period, revision=1) for each in chosen if each not in accepted]
    if follows:
        world.apply(*follows)
    after = differing(before, world.stored())
    assert [shown(each) for each in found.found] == [shown(each) for each in after]
    assert bool(after) == bool(follows)


def shown(each: Supposed) -> tuple[object, ...]:
    then = each.then
    return each.key, each.moves_level, then.level, then.accepted_level, then.accepted_actual, then.accepted_units
