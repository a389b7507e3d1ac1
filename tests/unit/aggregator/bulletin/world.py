"""重庆's 38 units over a year and a half, in the embedded form: reports in, bulletins out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.aggregator.bulletin.publish import Bulletins
from services.standalone import Standalone
from shared.events import Event, ReportAccepted, ReportCorrected, ReportLine, ReportSubmitted
from shared.periods import Month, SettableClock, months
from shared.points import Point
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.builders import a_new

AREA = "500000"
INJURY, UNEMPLOYMENT = "work_injury_insurance_insured", "unemployment_insurance_insured"
FIRST, LAST = Month(2023, 1), Month(2024, 6)


class BulletinWorld:
    """A standalone system whose clock stands where the play has come to, for an ``area``."""

    def __init__(self, folder: Path, area: str = AREA) -> None:
        self.area = area
        self.settings = Settings(data_dir=folder)
        self.clock = SettableClock(datetime(2023, 2, 1, tzinfo=UTC))
        self.standalone = Standalone(self.settings, self.clock)
        self.standalone.migrate()
        self.units = self.standalone.runtime.catalogue.units_under(area, Month(2025, 12))
        self.keys = self._keys()

    @property
    def bulletins(self) -> Bulletins:
        return self.standalone.aggregator.bulletins

    def play(self) -> None:
        """Every unit reports every month, and everything is accepted."""
        for step, period in enumerate(months(FIRST, LAST)):
            self.clock.set(datetime(period.year, period.month, 28, tzinfo=UTC) + timedelta(days=7))
            self.append(
                self.submitted(unit, period, 190_000 + 10 * place - 20 * step, 150_000 + 7 * step)
                for place, unit in enumerate(self.units)
            )
            self.append(ReportAccepted(region=unit, period=str(period), revision=1) for unit in self.units)
        self.after_the_play()

    def after_the_play(self) -> None:
        """The clock as it stands when everything has been reported and accepted."""
        self.clock.set(datetime(LAST.year, LAST.month, 28, tzinfo=UTC) + timedelta(days=9))

    def correct(self, period: Month, injury: int) -> None:
        """The first unit corrects a month, and that is accepted."""
        unit = self.units[0]
        before = self.submitted(unit, period, injury, 150_000)
        self.clock.advance(timedelta(days=1))
        corrected = ReportCorrected(
            region=unit, period=str(period), lines=before.lines, digest="c" * 64, reason="漏报", second_signer="王某"
        )
        self.append([corrected, ReportAccepted(region=unit, period=str(period), revision=2)])

    def submitted(self, unit: str, period: Month, injury: int, unemployment: int) -> ReportSubmitted:
        lines = (ReportLine(INJURY, injury), ReportLine(UNEMPLOYMENT, unemployment))
        return ReportSubmitted(region=unit, period=str(period), lines=lines, digest="d" * 64, simulated=True)

    def append(self, events: Iterable[Event]) -> None:
        """As intake would, and wait until they are in the figures."""
        self.append_of((event, f"report-{event.region}-{event.period}") for event in events)  # type: ignore[attr-defined]

    def append_of(self, events: Iterable[tuple[Event, str]]) -> None:
        """The same of events of any stream."""
        runtime = self.standalone.runtime
        with runtime.database("intake").write() as connection:
            runtime.store.append(connection, [a_new(event, stream) for event, stream in events])
        while sum(consumer.step() for consumer in self.standalone.consumers):
            continue  # what one of them wrote may be news to another

    def now(self) -> Point:
        return self.bulletins.now()

    def close(self) -> None:
        self.standalone.runtime.close()

    def headers(self, who: str, key: str = "k-1") -> dict[str, str]:
        """What a request of ``ops``, ``reviewer`` (of 重庆), ``stranger`` (of 四川) or ``reporter`` carries."""
        return {"Authorization": f"Bearer {self.keys[who]}", "Idempotency-Key": key}

    def _keys(self) -> dict[str, str]:
        roles = {
            "ops": (Role.OPS, ""),
            "reviewer": (Role.REVIEWER, self.area),
            "stranger": (Role.REVIEWER, "510000"),
            "reporter": (Role.REPORTER, self.units[0]),
            "auditor": (Role.AUDITOR, ""),
        }
        made = {name: new_key(name, role, region) for name, (role, region) in roles.items()}
        save_keys(self.settings.keys_path, [key for key, _ in made.values()])
        return {name: secret for name, (_, secret) in made.items()}
