"""A plan's end, and a plan that is loaded late, through the whole system: reports in the store, mails in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared import catalogue
from shared.events import ReportAccepted, ReportLine, ReportSubmitted
from shared.periods import CHINA, SettableClock
from shared.settings import Settings
from tests.builders import a_new
from tests.narrowing import there

UNIT, NUMBER = "500107", "JLP-07"
"""九龙坡's 基本医疗保险参保率, a binding floor of 95 % that the district reports itself."""


class Running:
    """The system in one process, its clock at the end of the plan."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.outbox = folder / "outbox"
        self._clock = SettableClock(datetime(2025, 10, 9, 9, 30, tzinfo=CHINA))
        self.standalone = Standalone(Settings(data_dir=folder, sweep_seconds=3_600, **changes), self._clock)
        self.client = TestClient(self.standalone.app)

    def on(self, year: int, month: int, day: int) -> None:
        """Everything up to 10:00 of a day in China is done."""
        self._clock.set(datetime(year, month, day, 10, tzinfo=CHINA))
        self.standalone.settle(30)

    def report(self, period: str, of_hundred: int, *, accepted: bool = True) -> None:
        """As intake stores it."""
        lines = (ReportLine(indicator="medical_insurance_coverage_rate", value=of_hundred, denominator=100),)
        submitted = ReportSubmitted(region=UNIT, period=period, lines=lines, digest="d" * 64)
        self._store(submitted, period)
        if accepted:
            self.accept(period)

    def accept(self, period: str) -> None:
        self._store(ReportAccepted(region=UNIT, period=period, revision=1), period)

    def _store(self, event: ReportSubmitted | ReportAccepted, period: str) -> None:
        runtime = self.standalone.runtime
        with runtime.database("intake").write() as connection:
            runtime.store.append(connection, [a_new(event, f"report-{UNIT}-{period}")])

    def mails(self, number: str = NUMBER) -> list[str]:
        """What the mails about an alert are called, in the order of their numbers."""
        found = {}
        for path in self.outbox.glob(f"{number}-e1*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            text = there(mail.get_body(("plain",))).get_content()
            found[int(path.name.split("-e1.")[1].split("-")[0])] = text.split("】")[0].removeprefix("【")
        return [found[number] for number in sorted(found)]

    def listed(self, state: str) -> list[str]:
        alerts = self.client.get("/v1/alerts", params={"state": state}).json()["alerts"]
        return [each["state_name"] for each in alerts if each["number"] == NUMBER]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """The floor was broken in the last two months but one, and an alert raised."""
    made = Running(tmp_path)
    with made.client:
        made.report("2025-10", 90)
        made.on(2025, 11, 12)
        made.report("2025-11", 90)
        made.on(2025, 12, 9)
        assert made.listed("open") == ["预警中"]
        yield made


@pytest.mark.timeout(240)
def test_an_accepted_last_month_ends_the_alert_which_urges_nobody_before_or_after(running: Running) -> None:
    running.report("2025-12", 90, accepted=False)
    running.on(2026, 1, 5)
    before = running.mails()
    for day in (6, 8, 12):
        running.on(2026, 1, day)
    assert running.mails() == before, "the plan is over: nobody is urged"
    running.accept("2025-12")
    running.on(2026, 1, 13)
    assert running.mails()[len(before) :] == ["期满未完成"]
    assert (running.listed("open"), running.listed("expired")) == ([], ["期满未完成"])
    assert NUMBER in running.client.get("/alerts?state=expired").text
    for day in (14, 21, 28):
        running.on(2026, 1, day)
    assert running.mails()[len(before) :] == ["期满未完成"]


@pytest.mark.timeout(240)
def test_a_last_month_that_is_accepted_too_late_ends_provisionally_and_its_other_result_is_told_once(
    running: Running,
) -> None:
    running.on(2026, 1, 16)
    assert (running.listed("open"), running.listed("expired")) == ([], ["期满（缺报）"])
    told = running.mails()
    running.report("2025-12", 97)
    running.on(2026, 1, 20)
    running.on(2026, 1, 21)
    assert running.mails()[len(told) :] == ["期满完成"]
    assert running.listed("expired") == ["期满完成"]


PLAN_FILE = """
id = "late-2021-2025"
name = "后补的规划"
prefix = "LATE"
region = "500107"
first = "2021-01"
last = "2025-12"
owed_from = "2025-12"
document = "后补的规划"

[tables]
targets = "专栏1"
"""


def a_late_plan(folder: Path) -> Path:
    """九龙坡's floor once more, as the one row of a plan that is owed from December 2025 on."""
    shipped = Path(catalogue.__file__).parent / "data" / "plans" / "jiulongpo-2021-2025" / "targets.csv"
    head, *rows = shipped.read_text(encoding="utf-8-sig").splitlines()
    (row,) = [each for each in rows if each.startswith("7,")]
    folder.mkdir()
    (folder / "plan.toml").write_text(PLAN_FILE, encoding="utf-8")
    (folder / "targets.csv").write_text(f"{head}\n1{row[1:].replace(',7.', ',1.')}\n", encoding="utf-8")
    return folder


@pytest.mark.timeout(240)
def test_a_plan_that_is_loaded_after_its_months_were_reported_alerts_at_once(tmp_path: Path) -> None:
    before = Running(tmp_path / "data")
    with before.client:
        before.report("2025-10", 90)
        before.report("2025-11", 90)
        before.on(2025, 12, 9)
        assert before.mails() != []
        assert before.mails("LATE-01") == []
    after = Running(tmp_path / "data", plan_folders=[a_late_plan(tmp_path / "late")])
    with after.client:
        after.on(2025, 12, 10)
        assert after.mails("LATE-01") == ["橙"]
