from __future__ import annotations

import threading

from services.aggregator.judging.gathering import MOST_SECONDS, QUIET_SECONDS, LullWait
from shared.log.signal import Signal


class Time:
    """Each look at the time is a while later, and on the way somebody may commit."""

    def __init__(self, signal: Signal, commits: int) -> None:
        self.now = 0.0
        self._signal = signal
        self._commits = commits

    def __call__(self) -> float:
        self.now += QUIET_SECONDS
        if self._commits:
            self._commits -= 1
            self._signal.notify()
        return self.now


def gathered(commits: int, *, hurried: bool = False) -> float:
    signal = Signal()
    time = Time(signal, commits)
    gathering = LullWait(signal, time)
    if hurried:
        gathering.hurry()
    gathering.wait(threading.Event())
    return time.now


def test_once_nothing_comes_it_is_enough() -> None:
    assert gathered(0) <= 3 * QUIET_SECONDS
    assert gathered(3) <= 6 * QUIET_SECONDS


def test_however_much_comes_it_ends() -> None:
    assert MOST_SECONDS <= gathered(1_000) <= MOST_SECONDS + 3 * QUIET_SECONDS


def test_whoever_is_in_a_hurry_waits_for_nothing() -> None:
    assert gathered(1_000, hurried=True) <= 3 * QUIET_SECONDS


def test_the_next_one_waits_again_once_all_is_done() -> None:
    signal = Signal()
    time = Time(signal, 1_000)
    gathering = LullWait(signal, time)
    gathering.hurry()
    gathering.done()
    gathering.wait(threading.Event())
    assert time.now >= MOST_SECONDS


def test_it_ends_where_all_is_to_end() -> None:
    signal, stop = Signal(), threading.Event()
    stop.set()
    time = Time(signal, 1_000)
    LullWait(signal, time).wait(stop)
    assert time.now <= QUIET_SECONDS
