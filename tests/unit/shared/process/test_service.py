from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.consume import consumer_tables
from shared.database.lease import Lease
from shared.process.background import Background
from shared.process.calendar.told_days import create_own_told_days, create_told_days
from shared.process.runtime import Runtime
from shared.process.service import StoreService
from shared.settings import Settings
from shared.store import create_store_tables, store_tables
from shared.store.heads import read_heads
from tests.builders import a_clock, a_new, a_report
from tests.waiting import until

FOREVER = 3_600.0


class Reports(StoreService):
    """A service that does nothing of its own but one piece of work for all instances."""

    name = "intake"
    topic = "reports"
    migrations = Path("none")

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime, store_tables(sa.MetaData()))
        self.led = threading.Event()
        self.fails = False

    def lead(self, work: Background) -> None:
        work.loop("own", self._work)

    def _work(self, stop: threading.Event) -> None:
        self.led.set()
        if self.fails:
            raise ValueError("broken")
        stop.wait()


@contextmanager
def running(folder: Path, *, fails: bool = False) -> Iterator[Reports]:
    runtime = Runtime(Settings(data_dir=folder), clock=a_clock())
    service = Reports(runtime)
    service.fails = fails
    with service.database.write() as connection:
        create_store_tables(connection)
        create_told_days(connection)
        create_own_told_days(connection)
        service.store.append(connection, [a_new(a_report())])
    service.start()
    try:
        yield service
    finally:
        asyncio.run(service.stop())
        runtime.close()


def metric(of: Reports, name: str, **labels: str) -> float | None:
    return of.runtime.metrics.registry.get_sample_value(name, labels)


def test_the_leading_instance_proves_the_chain_and_writes_its_head_down_beside_its_own_work(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        assert service.led.wait(10)
        assert until(lambda: metric(service, "xushi_chain_verified_position", service="intake") == 1)
        heads = service.runtime.settings.heads_path
        assert until(lambda: [head.position for head in read_heads(heads, "reports")] == [1])
        assert metric(service, "xushi_leader", work="intake") == 1


def test_everything_that_runs_is_asked_for_its_health(tmp_path: Path, dead_loops: list[str]) -> None:
    with running(tmp_path, fails=True) as service:
        service.know(
            service.runtime.consumer(
                "own", "figures", service.database, consumer_tables(sa.MetaData()), lambda *_: None
            )
        )
        health = service.runtime.health
        names = {check.name for check in health.report()}
        assert {"intake-background", "intake-standby", "own-consumer"} <= names
        assert until(lambda: [check.name for check in health.report() if not check.ok] == ["intake-standby"])
    assert {each.split(":")[0] for each in dead_loops} == {"own"}
    dead_loops.clear()


def test_a_service_that_is_stopped_leads_no_longer(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        assert service.led.wait(10)
    assert not [thread for thread in threading.enumerate() if thread.name == "own" and thread.is_alive()]


def checks(of: Reports) -> dict[str, bool]:
    return {check.name: check.ok for check in of.runtime.health.report(needed=True)}


@contextmanager
def resting(folder: Path) -> Iterator[Reports]:
    """The service with nothing at work beside its routes: its database has one connection, the test's."""
    runtime = Runtime(Settings(data_dir=folder), clock=a_clock())
    service = Reports(runtime)
    with service.database.write() as connection:
        create_store_tables(connection)
        create_told_days(connection)
        create_own_told_days(connection)
    yield service
    runtime.close()


def test_a_service_can_take_requests_while_its_store_can_be_read(tmp_path: Path) -> None:
    with resting(tmp_path) as service:
        assert checks(service) == {"intake-store": True}


def test_after_a_write_that_failed_it_takes_requests_again_once_it_can_write(tmp_path: Path) -> None:
    with resting(tmp_path) as service:
        with pytest.raises(sa.exc.OperationalError), service.database.write() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")  # as a folder that can only be read
            connection.execute(sa.text("UPDATE event_head SET position = position"))
        assert checks(service) == {"intake-store": False}
        with service.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = OFF")
        assert checks(service) == {"intake-store": True}
        assert not service.database.write_failed


def test_a_chain_that_was_found_broken_is_a_fault_of_the_service(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        assert until(lambda: metric(service, "xushi_chain_verified_position", service="intake") == 1)
        assert {each.name: each.ok for each in service.runtime.health.report()}["intake-chain"]
        with service.database.write() as connection:
            connection.execute(sa.text("UPDATE events SET actor = 'nobody'"))
        service._watch.sweep()
        assert not {each.name: each.ok for each in service.runtime.health.report()}["intake-chain"]


def test_readers_wait_for_their_signal_and_nothing_else_keeps_the_end_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.consume.consumer.LOOK_SECONDS", FOREVER)
    tables, applied = consumer_tables(sa.MetaData()), threading.Event()
    runtime = Runtime(Settings(data_dir=tmp_path, poll_seconds=FOREVER), clock=a_clock())
    service = Reports(runtime)
    with service.database.write() as connection:
        create_store_tables(connection)
        create_told_days(connection)
        create_own_told_days(connection)
        tables.marks.metadata.create_all(connection)
    own = runtime.consumer("own", "reports", service.database, tables, lambda *_: applied.set())
    service.follow(own)
    service.start()
    assert until(lambda: metric(service, "xushi_parked_streams", consumer="own") == 0), "it has looked, and waits"
    with service.database.write() as connection:
        service.store.append(connection, [a_new(a_report())])
    assert applied.wait(30)
    asyncio.run(service.stop())
    assert not any(thread.name == "own-consumer" for thread in threading.enumerate())
    runtime.close()


def broken(of: Reports) -> float | None:
    return metric(of, "xushi_chain_broken", service="intake")


def test_a_fault_of_the_chain_is_told_by_who_leads_and_judged_anew_by_who_leads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another instance cannot be had over SQLite: the lease is lost by word."""
    with running(tmp_path) as service:
        assert until(lambda: broken(service) == 0)
        with service.database.write() as connection:
            connection.execute(sa.text("UPDATE events SET actor = 'x' || actor"))
        monkeypatch.setattr(Lease, "held", lambda _lease: False)
        assert until(lambda: metric(service, "xushi_leader", work="intake") == 0 and broken(service) is None)
        monkeypatch.undo()
        health = service.runtime.health
        assert until(lambda: [each.name for each in health.report() if not each.ok] == ["intake-chain"])
        assert broken(service) == 1
        monkeypatch.setattr(Lease, "held", lambda _lease: False)
        assert until(lambda: all(each.ok for each in health.report()))
        assert until(lambda: broken(service) is None)
