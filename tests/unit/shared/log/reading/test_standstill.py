from __future__ import annotations

import pytest

from shared.log import LogBroken
from shared.log.reading.standstill import Standstill

ERROR = LogBroken("differs")


def test_it_is_told_once_at_once_and_then_when_there_is_nothing_else() -> None:
    standstill = Standstill()
    standstill.tell(idle=True)
    standstill.put([1], ERROR, 0.0)
    with pytest.raises(LogBroken):
        standstill.tell(idle=False)
    standstill.tell(idle=False)
    for _ in range(2):
        with pytest.raises(LogBroken):
            standstill.tell(idle=True)


def test_a_partition_is_looked_at_again_ever_less_often() -> None:
    standstill, now, pauses = Standstill(), 0.0, []
    for _ in range(7):
        standstill.put([1], ERROR, now)
        since = now
        while not standstill.due(now):
            now += 0.5
        pauses.append(now - since)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_what_is_looked_at_again_is_read_and_still_told() -> None:
    standstill = Standstill()
    standstill.put([1, 2], ERROR, 0.0)
    assert standstill.paused == {1, 2}
    assert standstill.due(1.0) == [1, 2]
    assert standstill.paused == set()
    with pytest.raises(LogBroken):
        standstill.tell(idle=True)


def test_it_is_over_when_an_event_was_applied_or_nothing_wrong_was_seen_for_a_while() -> None:
    standstill = Standstill()
    standstill.put([1, 2], ERROR, 0.0)
    standstill.due(1.0)
    standstill.goes_on(1)
    assert standstill.due(4.0) == []
    standstill.tell(idle=True)
