from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import sqlalchemy as sa

from shared.database.lease import Lease
from shared.observe import Metrics
from shared.process import background, standby
from shared.process.background import WELL_SECONDS, Background
from shared.process.standby import ASIDE_SECONDS, DEATHS, FORGOTTEN_SECONDS, SILENT_SECONDS, Standby
from tests.waiting import until


class Granted:
    """A lease that says what it is told to: a fault of the real one cannot be had at will."""

    name = "work"

    def __init__(self) -> None:
        self.answer: bool | Exception = False
        self.released = False
        self.shared = True
        self.answering = threading.Event()
        self.answering.set()
        self.asked = 0

    def held(self) -> bool:
        self.answering.wait()
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def release(self) -> None:
        self.released = True

    def looked_at(self) -> bool:
        """Whether it is asked for once more from now on."""
        asked = self.asked
        return until(lambda: self.asked > asked + 1)


class Work:
    """Counts how often it was begun, and knows whether it is going on."""

    def __init__(self) -> None:
        self.monotonic: Callable[[], float] = time.monotonic
        self.begun = 0
        self.going_on = threading.Event()
        self.fail = False
        self.may_fail = threading.Semaphore(0)

    def make(self) -> Background:
        made = Background(Metrics(), self.monotonic)
        made.loop("work", self._run)
        return made

    def _run(self, stop: threading.Event) -> None:
        self.begun += 1
        while self.fail and not stop.is_set():
            if self.may_fail.acquire(timeout=0.01):
                raise ValueError("broken")
        self.going_on.set()
        stop.wait()
        self.going_on.clear()


@contextmanager
def running(
    lease: Granted,
    work: Work,
    metrics: Metrics | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Standby]:
    work.monotonic = monotonic
    made = Standby(cast(Lease, lease), work.make, metrics or Metrics(), monotonic)
    stop = threading.Event()
    thread = threading.Thread(target=made.run, args=(stop,))
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join(10)


@pytest.fixture(autouse=True)
def quick(monkeypatch: Any) -> None:
    monkeypatch.setattr(standby, "_GLANCE_SECONDS", 0.01)
    monkeypatch.setattr(background, "pause", lambda _failures: 0.0)


def test_work_begins_with_the_lease_and_ends_with_it() -> None:
    lease, work, metrics = Granted(), Work(), Metrics()
    with running(lease, work, metrics) as made:
        assert made.check() == "待命"
        lease.answer = True
        assert until(work.going_on.is_set)
        assert made.check() == "1 个后台任务在运行"
        assert metrics.registry.get_sample_value("xushi_leader", {"work": "work"}) == 1
        lease.answer = False
        assert until(lambda: not work.going_on.is_set())
        lease.answer = True
        assert until(work.going_on.is_set)
    assert work.begun == 2
    assert lease.released and not work.going_on.is_set()


def test_a_database_that_is_away_ends_the_work() -> None:
    lease, work = Granted(), Work()
    lease.answer = True
    with running(lease, work):
        assert until(work.going_on.is_set)
        lease.answer = sa.exc.OperationalError("select 1", {}, Exception("gone"))
        assert until(lambda: not work.going_on.is_set())


def told(made: Standby) -> str:
    """What the health check says against it; nothing when it is content."""
    try:
        made.check()
    except RuntimeError as error:
        return str(error)
    return ""


def test_work_that_died_is_seen_by_the_health_check(dead_loops: list[str]) -> None:
    lease, work = Granted(), Work()
    lease.answer, work.fail = True, True
    with running(lease, work) as made:
        work.may_fail.release()
        assert until(lambda: work.begun == 2)
        assert until(lambda: "broken" in told(made))
        work.fail = False
    assert dead_loops.pop(0) == "work: ValueError('broken')"
    dead_loops.clear()


@contextmanager
def dying(lease: Granted, work: Work, now: list[float], metrics: Metrics) -> Iterator[Standby]:
    """A leader whose work has just died so often that it has stood aside, at the instant 0."""
    lease.answer, work.fail = True, True
    with running(lease, work, metrics, lambda: now[0]) as made:
        for _ in range(DEATHS):
            work.may_fail.release()
        assert until(lambda: lease.released and "已让给别的实例" in told(made))
        yield made
        work.fail = False


def leads(metrics: Metrics) -> float | None:
    return metrics.registry.get_sample_value("xushi_leader", {"work": "work"})


def test_a_leader_whose_work_keeps_dying_lets_go_and_stands_aside_for_a_while(dead_loops: list[str]) -> None:
    lease, work, now, metrics = Granted(), Work(), [0.0], Metrics()
    with dying(lease, work, now, metrics) as made:
        asked, begun = lease.asked, work.begun
        now[0] = ASIDE_SECONDS - 1
        time.sleep(0.05)
        assert (lease.asked, work.begun, leads(metrics)) == (asked, begun, 0), "the lease is left to others"
        lease.answer = False
        now[0] = ASIDE_SECONDS
        assert lease.looked_at()
        assert "work 在这个实例上屡次中断" in told(made), "whoever stands by soon after is not well"
        now[0] += FORGOTTEN_SECONDS
        assert until(lambda: told(made) == "") and made.check() == "待命"
    dead_loops.clear()


def test_where_nobody_else_took_the_lease_it_leads_again_and_bears_with_more(dead_loops: list[str]) -> None:
    lease, work, now, metrics = Granted(), Work(), [0.0], Metrics()
    with dying(lease, work, now, metrics) as made:
        begun = work.begun
        now[0] = ASIDE_SECONDS
        assert until(lambda: work.begun == begun + 1 and leads(metrics) == 1)
        lease.released = False
        for _ in range(2 * DEATHS - 1):
            work.may_fail.release()
        assert until(lambda: work.begun == begun + 2 * DEATHS)
        assert lease.looked_at() and not lease.released
        work.fail = False
        assert until(work.going_on.is_set)
        assert told(made), "it has not run well yet"
        now[0] += WELL_SECONDS
        assert until(lambda: told(made) == "") and made.check() == "1 个后台任务在运行"
    dead_loops.clear()


def test_a_lease_that_nobody_else_can_take_is_kept(dead_loops: list[str]) -> None:
    lease, work = Granted(), Work()
    lease.shared, lease.answer, work.fail = False, True, True
    with running(lease, work):
        for _ in range(2 * DEATHS):
            work.may_fail.release()
        assert until(lambda: work.begun > 2 * DEATHS)
        assert lease.looked_at() and not lease.released
        work.fail = False
    dead_loops.clear()


def test_a_leader_whose_database_session_hangs_is_seen_and_leads_by_no_metric() -> None:
    lease, work, now, metrics = Granted(), Work(), [0.0], Metrics()
    lease.answer = True
    with running(lease, work, metrics, lambda: now[0]) as made:
        assert until(work.going_on.is_set) and leads(metrics) == 1
        lease.answering.clear()
        asked = lease.asked
        assert not until(lambda: lease.asked > asked + 1, 0.05)
        now[0] = SILENT_SECONDS + 1
        assert "问不到由哪个实例工作" in told(made) and leads(metrics) == 0
        lease.answering.set()
        assert until(lambda: told(made) == "" and leads(metrics) == 1)


def test_whoever_fails_at_an_error_of_the_lease_itself_ends_the_work_and_lets_go() -> None:
    lease, work = Granted(), Work()
    lease.answer = True
    made = Standby(cast(Lease, lease), work.make, Metrics())

    def gone() -> None:
        assert work.going_on.wait(10)
        lease.answer = ValueError("an error that nobody expects")

    thread = threading.Thread(target=gone)
    thread.start()
    with pytest.raises(ValueError, match="nobody expects"):
        made.run(threading.Event())
    thread.join()
    assert lease.released and not work.going_on.is_set()
