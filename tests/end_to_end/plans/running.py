"""The system in one process whose clock a test sets, one unit of which reports one rate."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.events import ReportAccepted, ReportLine, ReportSubmitted
from shared.periods import CHINA, SettableClock
from shared.settings import Settings
from tests.builders import a_new
from tests.narrowing import there

UNIT = "500107"


class Running:
    """The system in one process, from 9 October 2025 on; ``number`` is the alert that it is asked about."""

    def __init__(self, folder: Path, number: str, start: datetime | None = None, **changes: Any) -> None:
        self.outbox = folder / "outbox"
        self.number = number
        self._clock = SettableClock(start or datetime(2025, 10, 9, 9, 30, tzinfo=CHINA))
        self.standalone = Standalone(Settings(data_dir=folder, sweep_seconds=3_600, **changes), self._clock)
        self.client = TestClient(self.standalone.app)

    def on(self, year: int, month: int, day: int) -> None:
        """Everything up to 10:00 of a day in China is done."""
        self._clock.set(datetime(year, month, day, 10, tzinfo=CHINA))
        self.standalone.settle(30)

    def report(self, period: str, line: ReportLine, *, accepted: bool = True) -> None:
        """As intake stores it."""
        submitted = ReportSubmitted(region=UNIT, period=period, lines=(line,), digest="d" * 64)
        self._store(submitted, period)
        if accepted:
            self.accept(period)

    def accept(self, period: str) -> None:
        self._store(ReportAccepted(region=UNIT, period=period, revision=1), period)

    def _store(self, event: ReportSubmitted | ReportAccepted, period: str) -> None:
        runtime = self.standalone.runtime
        with runtime.database("intake").write() as connection:
            runtime.store.append(connection, [a_new(event, f"report-{UNIT}-{period}")])

    def mails(self, number: str = "", episode: int = 1) -> list[str]:
        """The plain texts of the mails of an episode, in the order of their numbers."""
        found = {}
        for path in self.outbox.glob(f"{number or self.number}-e{episode}*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            text = there(mail.get_body(("plain",))).get_content()
            found[int(path.name.split(f"-e{episode}.")[1].split("-")[0])] = f"{mail['Subject']}\n{text}"
        return [found[number] for number in sorted(found)]

    def digests(self) -> list[str]:
        """The plain texts of the mails that gather what is not urgent, oldest first, each below its subject."""
        found = []
        for path in sorted(self.outbox.glob("digest-*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            found.append(f"{mail['Subject']}\n{there(mail.get_body(('plain',))).get_content()}")
        return found

    def events(self) -> list[str]:
        """The types of everything that the alerts service has stored, in order."""
        runtime = self.standalone.runtime
        with runtime.database("alerts").read() as connection:
            return [each.type for each in runtime.store.read(connection, 0, 10_000)]
