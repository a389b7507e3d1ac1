from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.log.backlog import Backlog
from shared.log.reading.arrivals import Arrived


def message(position: int, partition: int = 0) -> Arrived:
    """A message at a position; what it is matters to none of these tests."""
    return Arrived(position, partition, position - 1, None, None, b"")


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
