"""A whole system in one process with a clock of its own, into which assessments are put by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from services.demo.player.clock import PlayClock
from services.demo.player.keys import demo_keys
from services.demo.player.stage import Login
from services.intake.accounts.played import open_played
from services.standalone import Standalone
from shared.events import ProgressAssessed
from shared.periods import SystemClock
from shared.process.serving import serving
from shared.security.keys import Role
from shared.settings import Settings
from shared.store import NewEvent
from tests.builders import an_assessment
from tests.processes import free_ports

BEGIN = datetime(2025, 4, 9, 2, tzinfo=UTC)
PLAN = "chongqing-2021-2025"


@dataclass
class Office:
    """Where the departments' mails lie, who may review, and the means to raise an alert and end it."""

    standalone: Standalone
    clock: PlayClock
    url: str
    mails: Path
    reviewers: dict[str, Login]
    ops: str
    now: datetime = BEGIN
    versions: list[int] = field(default_factory=lambda: [100])

    def set_time(self, instant: datetime) -> None:
        self.clock.set(max(instant, self.clock.now()))

    def sweep(self) -> None:
        self.standalone.alerts.sweep()
        self.standalone.settle()

    def raise_alert(self, indicator: str, row: int) -> None:
        self._assess(indicator, row, "2025-02", "red")

    def resolve_alert(self, indicator: str, row: int) -> None:
        self._assess(indicator, row, "2025-03", "normal")

    def _assess(self, indicator: str, row: int, period: str, level: str) -> None:
        self.versions.append(self.versions[-1] + 1)
        progress = 10_000 if level == "normal" else -1_000
        assessment = an_assessment(
            level=level, data_version=self.versions[-1], progress=progress, accepted_progress=progress
        )
        event = ProgressAssessed(
            plan=PLAN,
            row=row,
            indicator=indicator,
            region="500000",
            period=period,
            binding=True,
            assessment=assessment,
        )
        runtime = self.standalone.runtime
        with runtime.database("aggregator").write() as connection:
            stream = f"progress-{PLAN}-{row}"
            runtime.store.append(connection, [NewEvent(stream=stream, event=event, actor="test", correlation_id="c")])
        self.standalone.settle()


@contextmanager
def an_office(folder: Path) -> Iterator[Office]:
    """The office over an empty data folder, answering on a port of its own."""
    (port,) = free_ports(1)
    settings = Settings(
        second_factor="optional",
        data_dir=folder,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        sweep_seconds=3_600.0,
        log_level="WARNING",
    )
    clock = PlayClock(BEGIN)
    standalone = Standalone(settings, clock, people_clock=SystemClock())
    standalone.migrate()
    keys = demo_keys(settings, standalone.runtime.catalogue)
    open_played(standalone.intake.database, keys.people, SystemClock().now())
    with serving(standalone.app, settings):
        yield Office(
            standalone, clock, f"http://127.0.0.1:{port}", settings.outbox_path, keys.logins(Role.REVIEWER), keys.ops
        )
