from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.log.backlog import Arrived, Backlog, Turn
from shared.log.port import Mark
from shared.store import Recorded

EVENT = Recorded(1, "s", 1, "ReportSubmitted", 1, b"{}", 0, "a", "c", None, "0" * 64, "1" * 64)


def message(position: int, partition: int = 0, previous: int | None = None) -> Arrived:
    """A message at a position; its event matters to none of these tests."""
    before = position - 1 if previous is None else previous
    return Arrived(position, partition, before, EVENT, position)


def test_the_earliest_positions_come_first_whatever_partition_they_are_in() -> None:
    backlog = Backlog()
    backlog.add([message(1, 0), message(4, 0), message(5, 0)])
    backlog.add([message(2, 1), message(3, 1), message(6, 1)])
    taken = backlog.take(4)
    assert {partition: [each.position for each in found] for partition, found in taken.items()} == {
        0: [1, 4],
        1: [2, 3],
    }
    assert len(backlog) == 2
    assert backlog.partitions == {0, 1}


@given(st.lists(st.integers(0, 3), max_size=40), st.integers(1, 9))
def test_everything_comes_out_once_and_in_order(partitions: list[int], limit: int) -> None:
    backlog = Backlog()
    backlog.add(message(position, partition) for position, partition in enumerate(partitions, 1))
    positions = []
    while backlog:
        taken = backlog.take(limit)
        found = sorted(each.position for messages in taken.values() for each in messages)
        assert 0 < len(found) <= limit
        positions += found
    assert positions == list(range(1, len(partitions) + 1))


def test_a_dropped_partition_is_gone_and_the_others_stay() -> None:
    backlog = Backlog()
    backlog.add([message(1, 0), message(2, 1)])
    backlog.drop(0)
    backlog.drop(7)
    assert list(backlog.take(9)) == [1]


def test_a_turn_passes_over_what_is_repeated_and_what_is_early() -> None:
    turn = Turn(Mark(3, 30, 3))
    slice_ = turn.take([message(2), message(3), message(4), message(6), message(5), message(6)])
    assert slice_.offsets == [4, 5, 6]
    assert not turn.missed


def test_a_turn_knows_that_an_event_is_missing() -> None:
    turn = Turn(Mark())
    assert turn.take([message(1, previous=0), message(3)]).offsets == [1]
    assert turn.missed


def test_an_event_that_follows_the_last_of_its_partition_is_next_whatever_its_position() -> None:
    turn = Turn(Mark(3, 1, 1))
    assert turn.take([message(9, previous=3), message(40, previous=9)]).offsets == [9, 40]
