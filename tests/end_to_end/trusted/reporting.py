"""Units report by hand to the whole system in one process, whose clock a test sets: reports in, messages out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from fastapi.testclient import TestClient

from services.aggregator.progress import repository
from services.standalone import Standalone
from shared.events import Assessment, Event, ReportAccepted, ReportLine, ReportSubmitted
from shared.periods import CHINA, Month, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.builders import a_new
from tests.narrowing import there

INJURY, UNEMPLOYMENT = "work_injury_insurance_insured", "unemployment_insurance_insured"


class Reporting:
    """A system at 17:00 of the day that the test has come to."""

    def __init__(self, folder: Path, year: int, month: int, day: int) -> None:
        self.outbox = folder / "outbox"
        settings = Settings(data_dir=folder, sweep_seconds=3_600)
        key, secret = new_key("ops", Role.OPS, "")
        save_keys(settings.keys_path, [key])
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._clock = SettableClock(_china(year, month, day))
        self.standalone = Standalone(settings, self._clock)
        self.client = TestClient(self.standalone.app)

    def units(self, area: str, period: str) -> tuple[str, ...]:
        return self.standalone.runtime.catalogue.units_under(area, Month.parse(period))

    def report(self, period: str, amounts: dict[str, dict[str, int]], *, accepted: bool = True) -> None:
        """By unit and indicator what is reported, and accepted, as intake stores it."""
        events: list[ReportSubmitted | ReportAccepted] = []
        for unit, lines in amounts.items():
            told = tuple(ReportLine(indicator, value) for indicator, value in lines.items())
            events.append(ReportSubmitted(region=unit, period=period, lines=told, digest="d" * 64))
            if accepted:
                events.append(ReportAccepted(region=unit, period=period, revision=1))
        self.store(events)

    def store(self, events: Iterable[Event]) -> None:
        """As intake stores them."""
        runtime = self.standalone.runtime
        with runtime.database("intake").write() as connection:
            new = [a_new(event, f"report-{event.region}-{event.period}") for event in events]  # type: ignore[attr-defined]
            runtime.store.append(connection, new)

    def on(self, year: int, month: int, day: int, hour: int = 17) -> None:
        """Everything up to this hour is done."""
        self._clock.set(_china(year, month, day, hour))
        self.standalone.settle(30)

    def progress(self, plan: str, row: int, period: str) -> Assessment:
        """How a target stands assessed for a month."""
        month = Month.parse(period)
        with self.standalone.runtime.database("aggregator").read() as connection:
            (found,) = repository.load_row(connection, plan, row, month, month).values()
        return found

    def mails(self, number: str) -> list[str]:
        """The text of each mail about an alert, in the order in which they were queued."""
        found = []
        for path in self.outbox.glob(f"{number}-*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            found.append((mail["Date"].datetime, there(mail.get_body(("plain",))).get_content()))
        return [text for _, text in sorted(found)]

    def page(self, path: str) -> str:
        return self.client.get(path, headers=self._headers).text


def _china(year: int, month: int, day: int, hour: int = 17) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA).astimezone(UTC)
