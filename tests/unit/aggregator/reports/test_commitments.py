"""What is said of commitments stands in the history of the reports: live, rebuilt, taken back, and as of a position."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from services.aggregator.past.copying import copy_commitments
from services.aggregator.rebuild.replay import Replay
from services.aggregator.reports import commitments, history
from services.aggregator.reports.handlers import known
from services.aggregator.tables import METADATA
from shared.commitments.history import CommitmentEvent, CommitmentHistory, CommitmentKey
from shared.store import Recorded
from tests.unit.aggregator.progress_world import World
from tests.unit.shared.commitments.builders import PLAN, REGION, accepted, reached, recorded, stated

SAID: list[CommitmentEvent] = [stated(), accepted(), reached("begun", "2021-05-01"), stated(statement=2, reason="更正")]


def records(world: World, events: Sequence[CommitmentEvent]) -> list[Recorded]:
    made = []
    for position, recorded_at, actor, event in recorded(events):
        name, version, data = world.codec.encode(event)
        stream = f"commitment-{event.plan}-{event.row}"
        at = (position, stream, position, name, version, data, recorded_at, actor, f"c-{position}", None, "", "")
        made.append(Recorded(*at))
    return made


def apply(world: World, batch: Sequence[Recorded]) -> None:
    with world.database.write() as connection:
        world.projection(connection, batch)


def stands(connection: sa.Connection) -> dict[CommitmentKey, CommitmentHistory]:
    return commitments.load(connection, REGION)


def standing(world: World) -> dict[CommitmentKey, CommitmentHistory]:
    with world.database.read() as connection:
        return stands(connection)


def test_what_is_applied_is_known_with_who_said_it_and_nothing_is_assessed(tmp_path: Path) -> None:
    world = World(tmp_path)
    apply(world, records(world, SAID))
    found = standing(world)[PLAN, 1]
    assert found.newest is not None and found.milestone is not None
    assert (found.newest.actor, found.newest.reviewer, found.milestone.position) == ("key:1", "key:2", 3)
    assert [each.event.statement for each in found.unreviewed] == [2]
    assert world.assessed() == []
    with world.database.read() as connection:
        assert commitments.load(connection, "510000") == {}


def test_two_deliveries_count_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    said = records(world, SAID)
    apply(world, said)
    once = standing(world)
    apply(world, said[1:3])
    assert standing(world) == once


def test_a_past_state_knows_what_was_said_up_to_its_position_only(tmp_path: Path) -> None:
    world = World(tmp_path)
    said = records(world, SAID)
    for position in range(len(said) + 1):
        other = World(tmp_path / str(position))
        if position:
            apply(other, said[:position])
        then = standing(other)
        if position == 0:
            apply(world, said)
        past = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
        with past.begin() as connection, world.database.read() as live:
            METADATA.create_all(connection)
            copy_commitments(live, connection, position)
            assert stands(connection) == then, position


def test_what_no_store_holds_any_more_is_forgotten(tmp_path: Path) -> None:
    world = World(tmp_path)
    apply(world, records(world, SAID))
    with world.database.write() as connection:
        history.forget_after(connection, 2)
        (found,) = stands(connection).values()
    assert found.milestone is None and not found.unreviewed and found.newest is not None


def test_a_rebuild_passes_them_by(tmp_path: Path) -> None:
    replay = Replay(["jobs"])
    for position, event in enumerate(SAID, 1):
        assert known(event) is event
        replay.add(event, position)
    assert replay.months == {}
