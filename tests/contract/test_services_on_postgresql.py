"""Each service over PostgreSQL: what it stores is what it stores over SQLite, and a server that is away is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from services.aggregator.main import MIGRATIONS
from services.aggregator.rebuild.rebuild import rebuild_figures
from services.aggregator.tables import FIGURES
from services.alerts.channels.port import Delivered, RefusedByChannel
from services.alerts.handling.requests import By
from services.alerts.reminders.repository import reported
from services.standalone import Standalone
from shared.catalogue import Catalogue, load_catalogue
from shared.database.engine import Database
from shared.events import ReportReturned
from shared.periods import SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from shared.store import verify
from tests.builders import a_report
from tests.postgresql import Server
from tests.unit.aggregator.progress_world import World
from tests.unit.aggregator.report_builders import the_catalogue
from tests.unit.alerts.reminding import Reminding
from tests.unit.alerts.setting import Setting, levels
from tests.unit.alerts.test_routed import DINGTALK, HOUR, WECOM, Line, pass_time, routed, states
from tests.unit.intake.support import CORRECTION, JIULONGPO, NOW, SIBLING, UNIT, Service, line, ratio, report, running

JOBS = "urban_new_employment"
IMPOSSIBLE_NAMES = ("/v1/alerts/a%00b", "/alerts/a%00b", "/outbox/a%00b")
"""PostgreSQL refuses a text with NUL in it: such a name must not get so far."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return the_catalogue()


def test_intake_stores_the_same_on_either_engine(tmp_path: Path, catalogue: Catalogue, postgresql_url: str) -> None:
    stored = []
    for name, settings in (("files", {}), ("server", {"intake_database": postgresql_url})):
        with running(tmp_path / name, catalogue, **settings) as service:
            answers = play_reports(service)
            stored.append((answers, service.read_model(), [_lasting(each) for each in service.events()]))
            with service.intake.database.read() as connection:
                assert verify(service.intake.store, connection).whole
    assert stored[0] == stored[1]
    assert len(stored[1][2]) == 7


def play_reports(service: Service) -> list[int]:
    """Reports, a repetition, a key used twice, a correction, reviews, a closing, and something refused."""
    answers = [
        service.post(report(lines=[line(), ratio()]), "k1"),
        service.post(report(lines=[line(), ratio()]), "k1"),
        service.post(report(lines=[line(value=5)]), "k1"),
        service.post(report(SIBLING), "k2", SIBLING),
        service.post(report(JIULONGPO), "k3", JIULONGPO),
        service.accept(),
        service.post(report(lines=[line(value=1_300)], correction=CORRECTION), "k4"),
        service.review({"region": SIBLING, "period": "2023-03", "decision": "return", "reason": "请核实"}, key="r2"),
        service.close_month(),
        service.close_month(),
        service.post({"region": UNIT}, "k5"),
    ]
    return [answer.status_code for answer in answers]


def _lasting(event: Any) -> tuple[Any, ...]:
    """All of a stored event but its correlation id, which is drawn anew, and the hashes over it."""
    return (event.position, event.stream, event.version, event.type, event.data, event.recorded_at, event.actor)


def test_a_database_that_is_away_is_told_and_nothing_is_half_written(
    tmp_path: Path, catalogue: Catalogue, postgresql_server: Server, postgresql_url: str
) -> None:
    with running(tmp_path, catalogue, intake_database=postgresql_url) as service:
        assert service.post(report(), "k1").status_code == 201
        with away(postgresql_server, postgresql_url):
            answers = [service.post(report(SIBLING), "k2", SIBLING) for _ in range(3)]
            assert [(each.status_code, each.headers.get("retry-after")) for each in answers] == [(503, "2")] * 3
        assert service.post(report(SIBLING), "k2", SIBLING).status_code == 201
        assert [event.position for event in service.events()] == [1, 2]


@contextmanager
def away(server: Server, url: str) -> Iterator[None]:
    """Nobody can connect to the database, and whoever was connected is thrown out."""
    name = sa.make_url(url).database
    server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    yield
    server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_the_aggregator_assesses_the_same_on_either_engine(tmp_path: Path, postgresql_url: str) -> None:
    told = []
    for where in (tmp_path, postgresql_url):
        world = World(where)
        for month, stocks in (("2021-01", (250, 250, 110)), ("2021-02", (250, 240, 110)), ("2021-03", (1, 2, 3))):
            world.submit(month, stocks)
        world.accept("2021-02")
        world.submit("2021-02", (250, 250, 120))
        told.append((world.assessed(), dict(world.stored())))
        world.database.dispose()
    assert told[0] == told[1]
    assert len(told[1][0]) > 9


def test_alerts_decide_and_deliver_the_same_on_either_engine(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    life = [
        *levels(("2025-01", "yellow"), ("2025-02", "yellow"), ("2025-03", "missing"), ("2025-04", "red")),
        *levels(("2025-05", "normal"), version=10, accepted_progress=10_000),
        *levels(("2025-06", "red"), version=20),
    ]
    stored = []
    for name, address in (("files", None), ("server", postgresql_url)):
        (tmp_path / name).mkdir()
        setting = Setting(tmp_path / name, catalogue, address=address)
        for event in life:
            setting.assess(event)
        delivered = setting.deliver()
        stored.append((setting.events(), delivered, sorted(path.name for path in setting.outbox.folder.iterdir())))
        setting.database.dispose()
    assert stored[0] == stored[1]
    assert stored[1][1] > 1


def test_messages_are_routed_gathered_and_sent_again_the_same_on_either_engine(
    tmp_path: Path, catalogue: Catalogue, postgresql_url: str
) -> None:
    stored = []
    for name, address in (("files", None), ("server", postgresql_url)):
        (tmp_path / name).mkdir()
        setting = Setting(tmp_path / name, catalogue, address=address)
        wecom, dingtalk = Line(setting, "wecom", dead="45009"), Line(setting, "dingtalk")
        mail = Line(setting, "mail")
        routed(setting, (WECOM, DINGTALK), mail, wecom, dingtalk)
        setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "red"), ("2025-04", "yellow")))
        pass_time(setting, 26 * HOUR, HOUR)
        dingtalk.outcome = RefusedByChannel("310000")
        setting.assess(*levels(("2025-05", "red"), version=9))
        setting.deliver()
        for letter in setting.resending.dead_letters():
            setting.resending.resend(By("key:ops", f"key:ops:{letter}", "c-9"), letter)
        dingtalk.outcome = Delivered("ok")
        setting.deliver()
        stored.append((setting.events(), states(setting), mail.numbers, dingtalk.numbers))
        setting.database.dispose()
    assert stored[0] == stored[1]
    assert stored[1][3] == [1, 3, 5]


def test_reminders_are_the_same_on_either_engine(tmp_path: Path, postgresql_url: str) -> None:
    stored = []
    for name, address in (("files", None), ("server", postgresql_url)):
        (tmp_path / name).mkdir()
        reminding = Reminding(Setting(tmp_path / name, load_catalogue(), address=address))
        reminding.everybody_reports("2025-03")
        taken = [reminding.at(2025, 4, day, 16, 0) for day in range(1, 15)]
        reminding.report(a_report("500107", "2025-03"))
        reminding.report(ReportReturned(region="500107", period="2025-03", revision=1, reason="请核实"))
        delivered = reminding.setting.deliver()
        stored.append((taken, reminding.setting.events(), reminding.issued("2025-03"), delivered))
        with reminding.setting.database.read() as connection:
            assert verify(reminding.setting.store, connection).whole
            assert reported(connection, "2025-03")["500107"].status == "returned"
        reminding.setting.database.dispose()
    assert stored[0] == stored[1]
    assert len(stored[1][2]) == 3


def test_the_three_services_run_together_and_start_again(tmp_path: Path, postgresql_server: Server) -> None:
    with (
        postgresql_server.database() as intake,
        postgresql_server.database() as aggregator,
        postgresql_server.database() as alerts,
    ):
        settings = Settings(
            data_dir=tmp_path, intake_database=intake, aggregator_database=aggregator, alerts_database=alerts
        )
        key, secret = new_key("unit", Role.REPORTER, UNIT)
        ops_key, ops = new_key("ops", Role.OPS, "")
        save_keys(settings.keys_path, [key, ops_key])
        for value, expected in ((1_200, 201), (1_200, 200)):
            standalone = Standalone(settings, SettableClock(NOW))
            with TestClient(standalone.app) as client:
                headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k1"}
                answer = client.post("/v1/reports", json=report(lines=[line(JOBS, value)]), headers=headers)
                assert answer.status_code == expected
                standalone.settle(30)
                assert client.get("/healthz").status_code == 200
                answers = [client.get(path, headers={"Authorization": f"Bearer {ops}"}) for path in IMPOSSIBLE_NAMES]
                assert [answer.status_code for answer in answers] == [422] * len(IMPOSSIBLE_NAMES)
                assert rebuild_figures(standalone.runtime).differences == ()
        assert stored_jobs(aggregator) == {"500000": 1_200, "500000-db": 1_200}


def stored_jobs(url: str) -> dict[str, int]:
    database = Database(url)
    database.migrate(MIGRATIONS)
    with database.read() as connection:
        query = sa.select(FIGURES.c.region, FIGURES.c.value).where(FIGURES.c.indicator == JOBS)
        found = {row.region: row.value for row in connection.execute(query)}
    database.dispose()
    return found
