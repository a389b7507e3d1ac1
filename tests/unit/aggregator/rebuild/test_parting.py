"""Where what was applied and the store part, whichever partition read what."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.aggregator.rebuild.parting import Parting, parting
from shared.log import LogBroken, Mark
from shared.log.spread import Placed
from shared.store import Recorded

Place = tuple[int, str]
"""A partition and a hash."""


def stored(*places: Place) -> list[Placed]:
    """The store: its positions from 1 on."""
    return [
        Placed(partition, Recorded(position, "s", 1, "E", 1, b"{}", 0, "a", "c", None, "", hash_))
        for position, (partition, hash_) in enumerate(places, 1)
    ]


def applied(*hashes: str) -> dict[int, str]:
    """What was applied, by position from 1 on; '' was not."""
    return {position: hash_ for position, hash_ in enumerate(hashes, 1) if hash_}


STORE = stored((0, "a"), (1, "b"), (0, "c"), (1, "d"), (0, "e"))


def mark(position: int, hash_: str) -> Mark:
    return Mark(position, position, position, hash_)


@pytest.mark.parametrize(
    ("hashes", "marks"),
    [
        ((), {}),
        (("a", "b", "c", "d", "e"), {0: mark(5, "e"), 1: mark(4, "d")}),
        (("a", "", "c", "", "e"), {0: mark(5, "e")}),
        (("a", "b"), {0: mark(1, "a"), 1: mark(2, "b")}),
    ],
)
def test_a_partition_that_is_behind_parts_nothing(hashes: Sequence[str], marks: dict[int, Mark]) -> None:
    assert parting(applied(*hashes), marks, STORE) is None


def test_they_part_at_the_first_event_that_is_another_though_later_ones_are_the_same() -> None:
    found = parting(applied("a", "b", "lost", "d"), {0: mark(3, "lost"), 1: mark(4, "d")}, STORE)
    assert found == Parting(2, {0: Mark(1, 1, 1, "a"), 1: Mark(2, 1, 1, "b")})


def test_an_event_that_was_passed_over_parts_them() -> None:
    """It took the place of a lost one, and was taken for a repetition of it."""
    found = parting(applied("a", "b", "", "d", "e"), {0: mark(5, "e"), 1: mark(4, "d")}, STORE)
    assert found == Parting(2, {0: Mark(1, 1, 1, "a"), 1: Mark(2, 1, 1, "b")})


@pytest.mark.parametrize("marks", [{0: mark(7, "g"), 1: mark(4, "d")}, {0: mark(5, "e"), 1: mark(4, "d")}])
def test_what_is_behind_the_stores_end_parts_them(marks: dict[int, Mark]) -> None:
    found = parting(applied("a", "b", "c", "d", "e", "", "g"), marks, STORE)
    assert found == Parting(5, {0: Mark(5, 3, 3, "e"), 1: Mark(4, 2, 2, "d")})


def test_a_mark_alone_is_a_witness() -> None:
    assert parting(applied("a"), {0: mark(7, "g")}, STORE[:1]) == Parting(1, {0: Mark(1, 1, 1, "a")})


def test_what_was_not_applied_yet_is_not_in_the_marks_up_to_there() -> None:
    found = parting(applied("a", "", "lost"), {0: mark(3, "lost")}, STORE)
    assert found == Parting(2, {0: Mark(1, 1, 1, "a")})


def test_marks_of_other_partitions_are_refused_and_nothing_is_taken_back_by_them() -> None:
    with pytest.raises(LogBroken, match="XUSHI_KAFKA_PARTITIONS"):
        parting(applied("a", "b", "c"), {0: mark(3, "c")}, STORE)
