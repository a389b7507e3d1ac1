from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.periods import SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.builders import NOON, a_clock, a_new, a_report
from tests.narrowing import of

SERVICES = ("intake", "aggregator", "alerts")


@pytest.fixture
def standalone(tmp_path: Path) -> Standalone:
    return Standalone(Settings(data_dir=tmp_path, sweep_seconds=3_600), a_clock())


@pytest.fixture
def secrets(standalone: Standalone) -> dict[Role, str]:
    made = {role: new_key(role, role, "500000") for role in Role}
    save_keys(standalone.runtime.settings.keys_path, [key for key, _ in made.values()])
    return {role: secret for role, (_, secret) in made.items()}


@pytest.fixture
def client(standalone: Standalone, secrets: dict[Role, str]) -> Iterator[TestClient]:
    with TestClient(standalone.app, headers={"Authorization": f"Bearer {secrets[Role.OPS]}"}) as made:
        yield made


def standings(client: TestClient) -> dict[str, Any]:
    return {service: client.get(f"/v1/operations/{service}").json() for service in SERVICES}


def applied(found: dict[str, Any]) -> bool:
    heads = {"reports": "intake", "figures": "aggregator", "alerts": "alerts"}
    return all(
        reader["events"] == found[heads[reader["topic"]]]["store_position"]
        for standing in found.values()
        for reader in standing["consumers"]
    )


def report(standalone: Standalone, months: int) -> None:
    new = [
        a_new(a_report(period=f"2023-{month + 1:02d}"), f"report-500107-2023-{month + 1:02d}")
        for month in range(months)
    ]
    with standalone.intake.database.write() as connection:
        standalone.intake.store.append(connection, new)


def test_a_system_that_begins_stands_at_the_record_of_its_catalogue_alone(client: TestClient) -> None:
    found = standings(client)
    assert [standing["store_position"] for standing in found.values()] == [1, 0, 0]
    assert [standing["recorded_at"] for standing in found.values()] == [NOON.isoformat(), None, None]
    assert {standing["now"] for standing in found.values()} == {NOON.isoformat()}
    readers = [(reader["name"], reader["topic"]) for each in found.values() for reader in each["consumers"]]
    assert readers == [
        ("intake-alerts", "alerts"),
        ("intake-progress", "figures"),
        ("aggregator", "reports"),
        ("board", "alerts"),
        ("alerts", "figures"),
        ("reminders", "reports"),
    ]


def test_when_all_is_applied_each_readers_events_are_its_topics_position(
    standalone: Standalone, client: TestClient
) -> None:
    report(standalone, 3)
    events = 1 + 3  # the record of the catalogue comes first
    deadline = time.monotonic() + 20.0
    while not (applied(found := standings(client)) and found["aggregator"]["consumers"][0]["events"] == events):
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    assert found["intake"]["store_position"] == events
    assert found["aggregator"]["store_position"] > 0
    assert found["intake"]["recorded_at"] == NOON.isoformat()
    assert [standing["parked"] for standing in found.values()] == [0, 0, 0]
    assert found["alerts"]["notifications_waiting"] == 0


def test_a_sweep_looks_at_due_days_now(standalone: Standalone, client: TestClient) -> None:
    report(standalone, 3)
    standalone.settle()
    before = standings(client)["aggregator"]["store_position"]
    of(SettableClock, standalone.runtime.clock).set(NOON.replace(month=5, day=20))
    swept = client.post("/v1/operations/aggregator/sweep")
    assert swept.status_code == 200
    assert swept.json()["store_position"] > before  # April is missing by now
    assert client.post("/v1/operations/alerts/sweep").json()["service"] == "alerts"


def test_intake_has_no_due_days(client: TestClient) -> None:
    assert client.post("/v1/operations/intake/sweep").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"/v1/operations/{service}") for service in SERVICES]
    + [("POST", f"/v1/operations/{service}/sweep") for service in ("aggregator", "alerts")],
)
def test_it_is_for_the_ops_role_alone(client: TestClient, secrets: dict[Role, str], method: str, path: str) -> None:
    statuses = {
        role: client.request(method, path, headers={"Authorization": f"Bearer {secret}"}).status_code
        for role, secret in secrets.items()
    }
    assert statuses == {role: 200 if role is Role.OPS else 403 for role in Role}
    assert client.request(method, path, headers={"Authorization": ""}).status_code == 401
