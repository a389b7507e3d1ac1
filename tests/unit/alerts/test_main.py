from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from services.alerts.main import Alerts, create_app
from shared.catalogue.catalogue import Catalogue
from shared.runtime import Runtime
from shared.settings import Settings
from shared.store import EventStore, NewEvent, create_store_tables, store_tables
from tests.builders import a_clock
from tests.unit.alerts.setting import an_assessed


@pytest.fixture
def runtime(tmp_path: Path, catalogue: Catalogue) -> Runtime:
    runtime = Runtime(Settings(data_dir=tmp_path), clock=a_clock(), catalogue=catalogue)
    with runtime.database("aggregator").write() as connection:
        create_store_tables(connection)
    return runtime


def produce(runtime: Runtime, period: str = "2025-03", **changes) -> None:
    store = EventStore(store_tables(sa.MetaData()), runtime.codec, runtime.clock)
    new = NewEvent(
        stream="progress-chongqing-2021-2025-8",
        event=an_assessed(period, **changes),
        actor="aggregator",
        correlation_id="c-1",
    )
    with runtime.database("aggregator").write() as connection:
        store.append(connection, [new])


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_an_assessment_becomes_an_alert_and_a_file_in_the_outbox(runtime: Runtime, tmp_path: Path) -> None:
    alerts = Alerts(runtime)
    alerts.migrate()
    alerts.start()
    try:
        produce(runtime)
        assert until(lambda: bool(list((tmp_path / "outbox").glob("*.eml"))))
        assert until(lambda: alerts.reading.alerts("open")[0]["messages"][0]["state"] == "delivered")
        assert all(check.ok for check in runtime.health.report())
    finally:
        asyncio.run(alerts.stop())
        runtime.close()


def lived(runtime: Runtime, tmp_path: Path) -> int:
    """Start the service, let it work off everything, stop it; the last position of its store."""
    alerts = Alerts(runtime)
    alerts.migrate()
    alerts.start()
    assert until(lambda: alerts.consumer.lag() == 0 and alerts.waiting_notifications() == 0)
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    asyncio.run(alerts.stop())
    with alerts.database.read() as connection:
        return alerts.store.head(connection).position


def test_nothing_is_told_twice_after_a_restart(runtime: Runtime, tmp_path: Path) -> None:
    produce(runtime)
    assert [lived(runtime, tmp_path) for _ in range(2)] == [3, 3]
    runtime.close()


def test_the_gauges_show_open_alerts_and_waiting_messages(runtime: Runtime) -> None:
    alerts = Alerts(runtime)
    alerts.migrate()
    produce(runtime)
    produce(runtime, "2025-04", level="missing", row=7)
    alerts.consumer.catch_up()
    alerts.measure()
    value = runtime.metrics.registry.get_sample_value
    assert value("xushi_open_alerts", {"level": "red"}) == 1
    assert value("xushi_open_alerts", {"level": "yellow"}) == 0
    assert value("xushi_notifications_waiting") == 1
    assert value("xushi_store_position", {"service": "alerts"}) == 2
    produce(runtime, "2025-05", level="missing", data_version=20_000)
    alerts.consumer.catch_up()
    alerts.measure()
    assert value("xushi_open_alerts", {"level": "red"}) == 0
    assert value("xushi_open_alerts", {"level": "missing"}) == 1
    runtime.close()


def test_the_service_runs_alone(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path))) as client:
        assert client.get("/v1/alerts").json() == {"alerts": []}
        assert client.get("/alerts").status_code == 200
        assert client.get("/metrics").status_code == 200
