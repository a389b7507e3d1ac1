"""What was seen of an earlier generation is lost by a later one only where it began without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.database.engine import Database
from shared.periods import to_microseconds
from shared.store import EventStore
from shared.store.lineage import (
    Generation,
    Seen,
    WhyBegun,
    begin_generation,
    create_lineage,
    generations,
    lost_by,
    still_held,
)
from tests.builders import a_clock, a_new, a_report, a_store

FIRST = Generation(1, "x", WhyBegun.CREATED, 0, 0, "", "", "")
SECOND = Generation(2, "x", WhyBegun.RESTORED, 1_000, 5, "e", "backup", "cli:somebody")
LINEAGE = (FIRST, SECOND)


@pytest.mark.parametrize(
    ("seen", "lost"),
    [
        (Seen(7, "g", 900), True),
        (Seen(5, "e", 900), False),
        (Seen(7, "g", 1_000), False),
        (Seen(3, "c", 900), False),
    ],
)
def test_what_was_seen_before_it_and_behind_its_place_is_lost_and_nothing_else(seen: Seen, lost: bool) -> None:
    assert (lost_by(seen, LINEAGE) == SECOND) is lost
    assert lost_by(seen, LINEAGE[:1]) is None


def test_of_one_position_the_first_word_of_what_is_still_held_counts() -> None:
    seen = [Seen(7, "lost", 900), Seen(7, "again", 1_100), Seen(7, "rewritten", 1_200), Seen(3, "c", 900)]
    assert still_held(seen, LINEAGE) == {7: "again", 3: "c"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Database, EventStore]]:
    database, store = a_store(tmp_path)
    yield database, store
    database.dispose()


def test_a_generation_begins_at_the_stores_last_event_and_keeps_its_identity(made: tuple[Database, EventStore]) -> None:
    database, store = made
    clock = a_clock()
    clock.advance(timedelta(days=1))
    with database.write() as connection:
        assert generations(connection) == ()
        create_lineage(connection)
        (last,) = store.append(connection, [a_new(a_report())])
        begun = begin_generation(connection, store, clock, WhyBegun.TAKEN_OVER, "standby", "cli:somebody")
        first, second = generations(connection)
    assert second == begun
    assert (first.number, first.why, first.begun_at) == (1, WhyBegun.CREATED, 0)
    assert begun == Generation(
        2, first.store, WhyBegun.TAKEN_OVER, to_microseconds(clock.now()), 1, last.hash, "standby", "cli:somebody"
    )
