"""催报 through the whole system: reports in the one store, reminders as mails in the outbox and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.events import ReportReturned, ReportSubmitted
from shared.periods import CHINA, Month, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.builders import a_new
from tests.narrowing import there
from tests.whole_reports import a_whole_report

PERIOD, SILENT, RETURNED = "2025-09", "500107", "500108"


class Running:
    """The system in one process, its clock in October 2025: 国庆 to the 8th, Saturday the 11th a working day."""

    def __init__(self, folder: Path) -> None:
        self.outbox = folder / "outbox"
        settings = Settings(data_dir=folder, sweep_seconds=3_600)
        key, self._secret = new_key("ops", Role.OPS, "")
        save_keys(settings.keys_path, [key])
        self._clock = SettableClock(_china(9, 9))
        self.standalone = Standalone(settings, self._clock)
        self.client = TestClient(self.standalone.app)

    def whole(self, region: str) -> ReportSubmitted:
        """A report of the month with nothing left blank."""
        return a_whole_report(self.standalone.runtime.catalogue, region, PERIOD)

    def report(self, *events: ReportSubmitted | ReportReturned) -> None:
        """As intake stores them."""
        runtime = self.standalone.runtime
        with runtime.database("intake").write() as connection:
            runtime.store.append(
                connection, [a_new(event, f"report-{event.region}-{event.period}") for event in events]
            )

    def on(self, day: int, hour: int = 16) -> None:
        """Everything up to this hour of October is done."""
        self._clock.set(_china(day, hour))
        self.standalone.settle(30)

    def mails(self, region: str) -> list[str]:
        """The titles of the mails about a region, in the order in which they were queued; a leader's after a ``+``."""
        found = []
        for path in self.outbox.glob(f"CB-{region}-{PERIOD}-*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            title = there(mail.get_body(("plain",))).get_content().split("】")[0].removeprefix("【")
            found.append((mail["Date"].datetime, title + ("+" if str(mail["To"]).startswith("leader@") else "")))
        return [title for _, title in sorted(found)]

    def page(self) -> str:
        return self.client.get("/reminders", headers={"Authorization": f"Bearer {self._secret}"}).text


def _china(day: int, hour: int) -> datetime:
    return datetime(2025, 10, day, hour, tzinfo=CHINA).astimezone(UTC)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    with made.client:
        inside = ["500000", *made.standalone.runtime.catalogue.units_under("500000", Month(2025, 12))]
        made.report(*(made.whole(region) for region in inside if region != SILENT))
        yield made


@pytest.mark.timeout(120)
def test_three_reminders_in_order_and_a_returned_report_after_its_new_due_day(running: Running) -> None:
    for day in range(9, 16):
        running.on(day, 9)  # in the morning nobody is reminded
        running.on(day)
    assert running.mails(SILENT) == ["到期前提醒", "逾期催报"]
    assert running.mails(RETURNED) == []

    running.report(ReportReturned(region=RETURNED, period=PERIOD, revision=1, reason="请核实"))  # due again on the 20th
    for day in range(15, 24):
        running.on(day, 17)
    assert running.mails(SILENT) == ["到期前提醒", "逾期催报", "报请领导督促", "报请领导督促+"]
    assert running.mails(RETURNED) == ["到期前提醒", "逾期催报", "报请领导督促", "报请领导督促+"]

    page = running.page()
    assert page.count("重庆市九龙坡区") == page.count("重庆市南岸区") == 3
    assert "2025-10-14" in page
    assert "2025-10-20" in page
    running.report(running.whole(SILENT), running.whole(RETURNED))
    for day in range(27, 32):
        running.on(day)
    assert len(list(running.outbox.glob("CB-*.eml"))) == 8
    assert running.page().count('data-label="现在">待审核</td>') == 6


@pytest.mark.timeout(120)
def test_a_unit_that_reports_after_the_first_reminder_gets_no_more(running: Running) -> None:
    running.on(13)
    running.report(running.whole(SILENT))
    for day in range(14, 25):
        running.on(day)
    assert running.mails(SILENT) == ["到期前提醒"]
