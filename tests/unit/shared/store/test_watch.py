from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.observe import Metrics
from shared.store import verify
from shared.store.watch import ChainWatch
from tests.builders import a_new, a_report, a_store
from tests.narrowing import there

PAGE = 1_000


class Watched:
    """A store with a watch over it."""

    def __init__(self, folder: Path) -> None:
        self.database, self.store = a_store(f"sqlite:///{folder / 'store.sqlite'}")
        self.metrics = Metrics()
        self.watch = self.another()

    def another(self) -> ChainWatch:
        return ChainWatch("intake", self.database, self.store, self.metrics)

    def append(self, count: int = 1) -> None:
        with self.database.write() as connection:
            self.store.append(connection, [a_new(a_report(), f"s{each}") for each in range(count)])

    def run(self, statement: str) -> None:
        with self.database.write() as connection:
            connection.execute(sa.text(statement))

    def gauge(self, name: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, {"service": "intake"})

    @property
    def broken(self) -> bool:
        return self.gauge("xushi_chain_broken") == 1

    @property
    def verified(self) -> float | None:
        return self.gauge("xushi_chain_verified_position")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.database.dispose()


def test_an_empty_store_is_whole(watched: Watched) -> None:
    assert watched.watch.sweep() is None
    assert (watched.verified, watched.broken) == (0, False)


def test_every_sweep_goes_on_with_what_is_new(watched: Watched) -> None:
    watched.watch.sweep()
    for total in (3, 6):
        watched.append(3)
        assert watched.watch.sweep() is None
        assert watched.verified == watched.gauge("xushi_store_position") == total


def test_a_long_store_is_walked_from_the_first_event_on_a_page_a_sweep(watched: Watched) -> None:
    watched.append(2 * PAGE + 10)
    seen = []
    for _ in range(3):
        assert watched.watch.sweep() is None
        seen.append(watched.verified)
    assert seen == [PAGE, 2 * PAGE, 2 * PAGE + 10]


def test_a_new_event_that_was_altered_is_found_at_the_next_sweep(watched: Watched) -> None:
    watched.append(5)
    watched.watch.sweep()
    watched.append(5)
    watched.run("UPDATE events SET actor = 'somebody else' WHERE position = 8")
    fault = there(watched.watch.sweep())
    assert (fault.position, fault.fault, watched.broken) == (8, "altered", True)
    assert watched.verified == 5


def test_an_old_event_that_was_altered_is_found_when_the_walk_comes_by(watched: Watched) -> None:
    watched.append(PAGE + 10)
    for _ in range(2):
        assert watched.watch.sweep() is None
    watched.run("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 1005")
    found = [watched.watch.sweep() for _ in range(2)]
    assert found[0] is None
    fault = there(found[1])
    assert (fault.position, fault.fault) == (1_005, "altered")


def test_an_event_taken_out_of_the_middle_is_missing(watched: Watched) -> None:
    watched.append(10)
    watched.run("DELETE FROM events WHERE position = 4")
    fault = there(watched.watch.sweep())
    assert (fault.position, fault.fault) == (4, "missing")


def test_events_chained_anew_do_not_join_what_was_seen(watched: Watched) -> None:
    watched.append(3)
    watched.watch.sweep()
    watched.run("DELETE FROM events WHERE position = 3")
    watched.run("UPDATE event_head SET position = 2, hash = (SELECT hash FROM events WHERE position = 2)")
    watched.append(4)
    with watched.database.read() as connection:
        assert verify(watched.store, connection).whole
    fault = there(watched.watch.sweep())
    assert (fault.position, fault.fault, watched.broken) == (4, "unchained", True)


@pytest.mark.parametrize("head", ["", "UPDATE event_head SET position = 3"])
def test_events_taken_from_the_end_are_found_whatever_the_head_says(watched: Watched, head: str) -> None:
    watched.append(5)
    watched.watch.sweep()
    watched.run("DELETE FROM events WHERE position > 3")
    if head:
        watched.run(head)
    fault = there(watched.watch.sweep())
    assert (fault.fault, watched.broken) == ("truncated", True)


def test_a_watch_that_begins_after_events_were_taken_from_the_end_finds_it(watched: Watched) -> None:
    watched.append(5)
    watched.run("DELETE FROM events WHERE position > 3")
    fault = there(watched.another().sweep())
    assert (fault.position, fault.fault) == (4, "truncated")


def test_a_fault_is_told_until_it_is_mended(watched: Watched) -> None:
    watched.append(5)
    watched.run("UPDATE events SET actor = 'x' || actor WHERE position = 2")
    assert [there(watched.watch.sweep()).position for _ in range(2)] == [2, 2]
    watched.run("UPDATE events SET actor = substr(actor, 2) WHERE position = 2")
    assert watched.watch.sweep() is None
    assert (watched.broken, watched.verified) == (False, 5)


def test_a_watch_that_is_left_tells_nothing_any_more_and_another_finds_it_again(watched: Watched) -> None:
    watched.append(5)
    watched.run("UPDATE events SET actor = 'x' || actor WHERE position = 2")
    assert watched.watch.sweep() is not None
    watched.watch.leave()
    assert watched.watch.check() == "由在工作的实例核验"
    assert (watched.gauge("xushi_chain_broken"), watched.verified) == (None, None)
    watched.watch.sweep()  # one that was under way
    assert watched.watch.check() == "由在工作的实例核验"
    assert watched.gauge("xushi_chain_broken") is None
    assert there(watched.another().sweep()).position == 2
    assert watched.broken
