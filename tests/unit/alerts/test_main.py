from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from services.alerts.channels.configured import mail_channel
from services.alerts.main import Alerts, create_app
from services.alerts.tables import NOTIFICATIONS
from shared.catalogue.catalogue import Catalogue
from shared.observe import configure_logging
from shared.periods import SettableClock
from shared.process.runtime import Runtime
from shared.settings import Settings
from shared.store import EventStore, NewEvent, create_store_tables, store_tables
from tests.builders import a_clock
from tests.narrowing import of
from tests.unit.alerts.mail_server import MailServer, a_mail_server
from tests.unit.alerts.robot_server import KEY, a_robot_server
from tests.unit.alerts.setting import an_assessed
from tests.waiting import until


@pytest.fixture
def runtime(tmp_path: Path, catalogue: Catalogue) -> Runtime:
    runtime = Runtime(Settings(data_dir=tmp_path), clock=a_clock(), catalogue=catalogue)
    for service in ("intake", "aggregator"):
        with runtime.database(service).write() as connection:
            create_store_tables(connection)
    return runtime


def produce(runtime: Runtime, period: str = "2025-03", **changes: Any) -> None:
    store = EventStore(store_tables(sa.MetaData()), runtime.codec, runtime.clock)
    new = NewEvent(
        stream="progress-chongqing-2021-2025-8",
        event=an_assessed(period, **changes),
        actor="aggregator",
        correlation_id="c-1",
    )
    with runtime.database("aggregator").write() as connection:
        store.append(connection, [new])


def test_an_assessment_becomes_an_alert_and_a_file_in_the_outbox(runtime: Runtime, tmp_path: Path) -> None:
    alerts = Alerts(runtime)
    alerts.migrate()
    alerts.start()
    try:
        produce(runtime)
        assert until(lambda: bool(list((tmp_path / "outbox").glob("*.eml"))))
        assert until(lambda: alerts.reading.alerts("open")[0].messages[0].state == "delivered")
        assert all(check.ok for check in runtime.health.report())
    finally:
        asyncio.run(alerts.stop())
        runtime.close()


def mailing(server: MailServer, tmp_path: Path) -> Settings:
    reached = server.server()
    return Settings(
        data_dir=tmp_path,
        smtp_host=reached.host,
        smtp_port=reached.port,
        smtp_security=reached.security,
        smtp_user=reached.user,
        smtp_password_file=reached.password_file,
        smtp_ca_file=reached.ca_file,
    )


def test_with_a_mail_server_an_alert_is_mailed_and_what_waited_for_the_outbox_still_goes_there(
    runtime: Runtime, tmp_path: Path
) -> None:
    produce(runtime)
    before = Alerts(runtime)
    before.migrate()
    before.consumer.catch_up()
    produce(runtime, "2025-04", row=7)
    with a_mail_server(tmp_path, login=True) as server:
        mails = Runtime(mailing(server, tmp_path), clock=a_clock(), catalogue=runtime.catalogue)
        alerts = Alerts(mails)
        alerts.start()
        assert until(lambda: alerts.consumer.lag() == 0 and alerts.waiting_notifications() == 0)
        assert server.open_connections == 1
        asyncio.run(alerts.stop())
        assert until(lambda: server.open_connections == 0)
        views = [view for each in alerts.reading.alerts("open") for view in each.messages]
        [file] = (tmp_path / "outbox").glob("*.eml")
        [mail] = server.received
    by_channel = {view.channel: view for view in views}
    assert by_channel["outbox"].detail == file.name
    assert by_channel["mail"].detail == "250 queued as 4XY"
    assert str(by_channel["mail"].notification).startswith("CQ-07-e1.1-mail-")
    assert b"Message-ID: <alert-CQ-07-e1.1@xushi.example>" in mail.content
    assert mail.encrypted
    assert mail.logged_in
    value = mails.metrics.registry.get_sample_value
    assert value("xushi_notifications_total", {"channel": "mail", "outcome": "delivered"}) == 1
    mails.close()
    runtime.close()


def test_without_a_mail_server_there_is_no_mail_channel() -> None:
    assert mail_channel(Settings()) is None


def test_a_user_without_a_password_stops_the_start(tmp_path: Path, catalogue: Catalogue) -> None:
    runtime = Runtime(Settings(data_dir=tmp_path, smtp_host="mail.example", smtp_user="x"), catalogue=catalogue)
    with pytest.raises(ValueError, match="XUSHI_SMTP_PASSWORD_FILE"):
        Alerts(runtime)
    runtime.close()


def lived(runtime: Runtime, tmp_path: Path) -> int:
    """Start the service, let it work off everything, stop it; the last position of its store."""
    alerts = Alerts(runtime)
    alerts.migrate()
    alerts.start()
    assert until(lambda: alerts.consumer.lag() == 0 and alerts.waiting_notifications() == 0)
    alerts.sweep()  # red: the draft of a letter falls due at once
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    asyncio.run(alerts.stop())
    with alerts.database.read() as connection:
        return alerts.store.head(connection).position


def test_nothing_is_told_twice_after_a_restart(runtime: Runtime, tmp_path: Path) -> None:
    produce(runtime)
    assert [lived(runtime, tmp_path) for _ in range(2)] == [4, 4]
    runtime.close()


def test_the_gauges_show_open_alerts_and_waiting_messages(runtime: Runtime) -> None:
    alerts = Alerts(runtime)
    alerts.migrate()
    produce(runtime)
    produce(runtime, "2025-04", level="missing", row=7)
    alerts.consumer.catch_up()
    alerts.refresh_metrics()
    value = runtime.metrics.registry.get_sample_value
    assert value("xushi_open_alerts", {"level": "red"}) == 1
    assert value("xushi_open_alerts", {"level": "yellow"}) == 0
    assert value("xushi_notifications_waiting") == 1
    assert value("xushi_store_position", {"service": "alerts"}) == 2
    produce(runtime, "2025-05", level="missing", data_version=20_000)
    alerts.consumer.catch_up()
    alerts.refresh_metrics()
    assert value("xushi_open_alerts", {"level": "red"}) == 0
    assert value("xushi_open_alerts", {"level": "missing"}) == 1
    runtime.close()


def test_the_service_runs_alone(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path))) as client:
        assert client.get("/v1/alerts").json() == {"alerts": []}
        assert client.get("/alerts").status_code == 200
        assert client.get("/metrics").status_code == 200


def test_with_a_file_of_robots_a_red_alert_is_posted_to_the_group_and_the_key_stays_secret(
    runtime: Runtime, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    configure_logging("DEBUG")
    robots = tmp_path / "robots.toml"
    robots.write_text(f'[wecom-cq-injury]\nkey = "{KEY}"\n', "utf-8")
    with a_robot_server("wecom") as server:
        settings = Settings(data_dir=tmp_path, robots_file=robots, wecom_url=server.url)
        posting = Runtime(settings, clock=a_clock(), catalogue=runtime.catalogue)
        alerts = Alerts(posting)
        alerts.migrate()
        produce(runtime)
        alerts.consumer.catch_up()
        while alerts.delivery.step():
            continue
        asyncio.run(alerts.stop())
        [taken] = server.taken
    assert "第1期 第1号" in taken.body["markdown"]["content"]
    [view] = alerts.reading.alerts("open")
    assert [(each.channel, each.state) for each in view.messages] == [
        ("outbox", "delivered"),
        ("wecom", "delivered"),
    ]
    logged = capfd.readouterr()
    assert "message attempted" in logged.err
    assert KEY not in logged.err + logged.out
    posting.close()
    runtime.close()


def test_the_gauges_show_dead_letters_and_how_long_the_oldest_waits(runtime: Runtime) -> None:
    alerts = Alerts(runtime)
    alerts.migrate()
    produce(runtime)
    alerts.consumer.catch_up()
    of(SettableClock, runtime.clock).advance(timedelta(minutes=2))
    alerts.refresh_metrics()
    value = runtime.metrics.registry.get_sample_value
    assert value("xushi_notifications_oldest_seconds") == 120
    assert value("xushi_notifications_dead_letters") == 0
    with alerts.database.write() as connection:
        table = NOTIFICATIONS
        connection.execute(table.update().values(state="failed"))
    alerts.refresh_metrics()
    assert value("xushi_notifications_oldest_seconds") == 0
    assert value("xushi_notifications_dead_letters") == 1
    runtime.close()
