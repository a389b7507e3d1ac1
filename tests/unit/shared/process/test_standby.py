from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import sqlalchemy as sa

from shared.database.lease import Lease
from shared.observe import Metrics
from shared.process import standby
from shared.process.background import Background
from shared.process.standby import Standby
from tests.waiting import until


class Granted:
    """A lease that says what it is told to: a fault of the real one cannot be had at will."""

    name = "work"

    def __init__(self) -> None:
        self.answer: bool | Exception = False
        self.released = False

    def held(self) -> bool:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def release(self) -> None:
        self.released = True


class Work:
    """Counts how often it was begun, and knows whether it is going on."""

    def __init__(self) -> None:
        self.begun = 0
        self.going_on = threading.Event()
        self.fail = False

    def make(self) -> Background:
        background = Background(Metrics())
        background.loop("work", self._run)
        return background

    def _run(self, stop: threading.Event) -> None:
        self.begun += 1
        if self.fail:
            raise ValueError("broken")
        self.going_on.set()
        stop.wait()
        self.going_on.clear()


@contextmanager
def running(lease: Granted, work: Work, metrics: Metrics | None = None) -> Iterator[Standby]:
    made = Standby(cast(Lease, lease), work.make, metrics or Metrics())
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


def test_work_begins_with_the_lease_and_ends_with_it() -> None:
    lease, work, metrics = Granted(), Work(), Metrics()
    with running(lease, work, metrics) as made:
        assert made.check() == "stands by"
        lease.answer = True
        assert until(work.going_on.is_set)
        assert made.check() == "1 loops run"
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


def test_work_that_died_is_seen_by_the_health_check(dead_loops: list[str]) -> None:
    lease, work = Granted(), Work()
    lease.answer, work.fail = True, True
    with running(lease, work) as made:
        assert until(lambda: work.begun == 1)

        def unhealthy() -> bool:
            try:
                made.check()
            except RuntimeError as error:
                return "broken" in str(error)
            return False

        assert until(unhealthy)
    assert dead_loops.pop() == "work: ValueError('broken')"
