"""Where what was applied and what the producer's store holds part. No I/O.

It is not enough to look at the last event: on Kafka one partition may have read of a store that was lost, another
already of the one that came in its place, and a third may have passed over what it took for a repetition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.log import START, LogBroken, Mark, Marks
from shared.log.spread import Placed


class Parting(NamedTuple):
    """``common``: the last position up to which the store holds all that was applied, and nothing else that should
    have been (0: at none). ``marks``: where the reader stood in each partition up to there; its offsets are those of
    a topic that holds every event once."""

    common: int
    marks: Marks


def parting(applied: Mapping[int, str], marks: Marks, stored: Iterable[Placed]) -> Parting | None:
    """Where the two part; None where the store holds what was applied, and it was applied without a gap.

    ``applied``: the hashes of all events that were applied or held back, by position; ``marks``: how far each
    partition was read; ``stored``: the store from its first event on.

    Raises:
        LogBroken: the marks are those of other partitions than the store was shared out to.
    """
    last = max((*applied, *(mark.position for mark in marks.values())), default=0)
    standing: dict[int, Mark] = {}
    common = 0
    for partition, event in stored:
        if event.position > last:
            return None
        mark = marks.get(partition, START)
        read = event.position <= mark.position
        if applied.get(event.position, "") != (event.hash if read else ""):
            _refuse_other_partitions(applied, event.position, event.hash)
            return Parting(common, standing)
        if read:
            count = standing.get(partition, START).events + 1
            standing[partition] = Mark(event.position, count, count, event.hash)
        common = event.position
    return Parting(common, standing) if common < last else None


def _refuse_other_partitions(applied: Mapping[int, str], position: int, hash_: str) -> None:
    if applied.get(position) == hash_:
        raise LogBroken(f"position {position} was read from another partition: XUSHI_KAFKA_PARTITIONS differs")
