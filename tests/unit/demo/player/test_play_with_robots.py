"""A demonstration with group robots set: its clock stands or jumps, theirs is the real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.events import NotificationDelivered, NotificationFailed, ProgressAssessed
from shared.store import NewEvent
from tests.builders import an_assessment
from tests.unit.alerts.robot_server import KEY, SECRET, RobotServer, a_robot_server
from tests.unit.demo.office import BEGIN, PLAN, Office, an_office

BURST = 12


@pytest.fixture
def feishu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RobotServer]:
    """飞书 by the real clock, and its robot in the settings."""
    book = tmp_path / "robots.toml"
    book.write_text(f'[feishu-cq-injury]\nkey = "{KEY}"\nsecret = "{SECRET}"\n', "utf-8")
    monkeypatch.setenv("XUSHI_ROBOTS_FILE", str(book))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with a_robot_server("feishu", now=time.time) as server:
        monkeypatch.setenv("XUSHI_FEISHU_URL", server.url)
        yield server


def turn_red(office: Office, count: int) -> None:
    """So many areas of the plan turn red in one moment."""
    runtime = office.standalone.runtime
    events = [
        ProgressAssessed(
            plan=PLAN,
            row=8,
            indicator="work_injury_insurance_insured",
            region=str(500_101 + place),
            period="2025-02",
            binding=True,
            assessment=an_assessment(level="red", data_version=200 + place, progress=-1_000, accepted_progress=-1_000),
        )
        for place in range(count)
    ]
    stream = f"progress-{PLAN}-8"
    with runtime.database("aggregator").write() as connection:
        news = [NewEvent(stream=stream, event=each, actor="test", correlation_id="c") for each in events]
        runtime.store.append(connection, news)


def outcomes(office: Office, kind: type[NotificationDelivered | NotificationFailed]) -> list[str]:
    alerts = office.standalone.alerts
    with alerts.database.read() as connection:
        events = [alerts.store.decode(each) for each in alerts.store.read(connection, 0, 10_000)]
    return [each.notification for each in events if isinstance(each, kind) and "-feishu-" in each.notification]


def test_a_demonstration_waits_for_the_pace_of_its_robots(tmp_path: Path, feishu: RobotServer) -> None:
    with an_office(tmp_path / "data") as office:
        turn_red(office, BURST)
        office.standalone.settle(20)
        assert len(feishu.taken) == len(outcomes(office, NotificationDelivered)) == BURST
    assert feishu.over == 0


def test_a_demonstration_goes_on_while_a_robot_s_service_takes_nothing(tmp_path: Path, feishu: RobotServer) -> None:
    feishu.misbehave.append(11_232)
    with an_office(tmp_path / "data") as office:
        turn_red(office, BURST)
        office.standalone.settle(20)
        office.set_time(BEGIN + timedelta(days=40))
        office.standalone.settle(20)
        assert feishu.taken == []
        assert outcomes(office, NotificationFailed) == []


def test_a_demonstration_goes_on_while_a_robot_s_service_is_away(tmp_path: Path, feishu: RobotServer) -> None:
    few = BURST // 2  # a process that has just begun sends 20 in its first minute
    feishu.misbehave += ["error"] * few
    with an_office(tmp_path / "data") as office:
        turn_red(office, few)
        office.standalone.settle(20)
        assert feishu.taken == []
        office.set_time(BEGIN + timedelta(hours=1))
        office.standalone.settle(20)
        assert len(feishu.taken) == few
