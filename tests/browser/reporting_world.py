"""A city's reporting over two years, behind a real server: for the pages where a clerk and a reviewer work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx

from services.aggregator.board.pages import static_router
from services.demo.player.stage import Login
from services.intake.accounts.played import open_played
from services.intake.main import Intake
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.model import Indicator, Kind
from shared.observe import configure_logging
from shared.periods import Month, SettableClock, months
from shared.process.application import application
from shared.process.runtime import Runtime
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from shared.work_calendar import WorkCalendar
from tests.processes import serving

CITY = "500000"
DEPARTMENT = "重庆市人力社保局就业促进处"
UNIT = "500101"  # 万州区
LAST = Month(2025, 5)
OPEN = Month(2025, 6)
"""The month that is being reported."""
NOW = datetime(2025, 7, 4, 2, 0, tzinfo=UTC)
_SIBLINGS = ("500102", "500103", "500104", "500105", "500106")
_PARTS = ("migrant_worker_training", "senior_title_personnel", "new_senior_skill_certificates")
"""Indicators that are part of another (其中)."""
_LATE = Month(2024, 11)
_FULL = Month(2025, 4)
"""From this month on every unit of the city has reported; before it, only those that are looked at."""


@dataclass
class World:
    """The server's address, and everybody's keys."""

    address: str
    secrets: dict[str, str]
    catalogue: Catalogue
    clock: SettableClock

    def post(self, who: str, path: str, body: Any, key: str) -> dict[str, Any]:
        """Post as somebody's system does; what was answered."""
        headers = {"Authorization": f"Bearer {self.secrets[who]}", "Idempotency-Key": key}
        answer = httpx.post(self.address + path, json=body, headers=headers, timeout=30)
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found

    def report(
        self, unit: str, period: Month, changes: dict[str, dict[str, Any]] | None = None, note: str = ""
    ) -> None:
        """A unit reports a month; ``changes`` stand in the place of its usual lines, a ``note`` explains each."""
        changes = changes or {}
        owed = [self.catalogue.indicators[each] for each in self.catalogue.owed(unit)]
        lines = [changes.get(each.id) or usual_line(each, unit, period) for each in owed]
        if note:
            lines = [line | {"note": note} for line in lines]
        body = {"region": unit, "period": str(period), "lines": lines, "simulated": True}
        self.post(unit, "/v1/reports", body, f"{unit}-{period}")

    def records(self, unit: str, period: Month) -> int:
        """How many revisions of a report are stored."""
        headers = {"Authorization": f"Bearer {self.secrets[unit]}"}
        answer = httpx.get(f"{self.address}/v1/reports/{unit}/{period}/revisions", headers=headers)
        return len(answer.json().get("revisions", []))

    def accept(self, units: list[str], period: Month) -> None:
        """The city's reviewer accepts them."""
        decisions = [{"region": unit, "period": str(period), "decision": "accept"} for unit in units]
        answer = self.post("reviewer", "/v1/reviews", {"decisions": decisions}, f"accept-{period}")
        refused = [each for each in answer["results"] if each["status"] != "accepted"]
        assert refused == []


def usual_line(indicator: Indicator, unit: str, period: Month) -> dict[str, Any]:
    """A figure such as the unit's others: it grows a little, with a wobble of its own."""
    wobble = crc32(f"{unit}{indicator.id}{period}".encode()) % 997
    size = 20_000 + crc32(f"{unit}{indicator.id}".encode()) % 60_000
    if indicator.id in _PARTS:
        size //= 10
    amount = size + size * (period.ordinal - 24_200) // 400 + wobble * size // 40_000
    line: dict[str, Any] = {"indicator": indicator.id}
    if indicator.kind is Kind.DIRECT:
        return line | {"value": f"5.{wobble % 10}"}
    if indicator.kind is Kind.RATIO:
        return line | {"numerator": amount * 93 // 100 + wobble % 7, "denominator": amount}
    if indicator.kind is Kind.FLOW:
        odd_then_even = amount // 40 * 2 + period.ordinal % 2  # never the same as the month before
        return line | {"value": odd_then_even if odd_then_even % 100 else odd_then_even + 2}
    return line | {"value": amount}


@contextmanager
def running(folder: Path) -> Iterator[World]:
    """The city, from 2023 to the month that is open, and its server."""
    configure_logging("ERROR")
    catalogue = load_catalogue()
    settings = Settings(data_dir=folder, second_factor="optional")
    secrets = _make_keys(settings, catalogue)
    clock = SettableClock(datetime(2023, 2, 6, 2, 0, tzinfo=UTC))
    runtime = Runtime(settings, clock=clock, catalogue=catalogue)
    intake = Intake(runtime)
    app = application("序时", runtime, [intake], intake.hot, intake.sessions)
    app.include_router(static_router())
    with serving(app) as address:
        _open_accounts(intake, secrets)
        world = World(address, secrets, catalogue, clock)
        _play(world)
        yield world


def _open_accounts(intake: Intake, secrets: dict[str, str]) -> None:
    """People sign in by the names of the keys, with the secret as their password."""
    people = []
    for name, secret in secrets.items():
        principal = intake.runtime.keyring.find(secret, intake.runtime.clock.now())
        assert principal is not None
        people.append(Login(name, secret, name, "", principal.role, principal.region, principal.subject))
    open_played(intake.database, people, NOW)


def _make_keys(settings: Settings, catalogue: Catalogue) -> dict[str, str]:
    parts = [(unit, Role.REPORTER, unit) for unit in catalogue.units_under(CITY, LAST)]
    parts += [
        ("reviewer", Role.REVIEWER, CITY),
        ("signer", Role.SIGNER, UNIT),
        ("auditor", Role.AUDITOR, ""),
        ("ops", Role.OPS, ""),
    ]
    keys, secrets = [], {}
    for name, role, region in parts:
        key, secrets[name] = new_key(f"{name}-key" if name == region else name, role, region)
        keys.append(key)
    key, secrets["department"] = new_key("department", Role.DEPARTMENT, CITY, subject=DEPARTMENT)
    save_keys(settings.keys_path, [*keys, key])
    return secrets


def _play(world: World) -> None:
    units = list(world.catalogue.units_under(CITY, LAST))
    known: set[str] = set()
    for period in months(Month(2023, 1), LAST):
        day = WorkCalendar().after(period.last_day, 7 if period == _LATE else 3)
        world.clock.set(datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC))
        reporting = units if period >= _FULL else [UNIT, _SIBLINGS[1]]
        for unit in reporting:
            # made up, a first month is far from the plans' baselines and rates
            world.report(unit, period, note="" if unit in known else "首次报送，已核对")
        known.update(reporting)
        world.accept(reporting, period)
    world.clock.set(NOW)
    copied = usual_line(world.catalogue.indicators["urban_new_employment"], _SIBLINGS[0], LAST)
    jumped = {"indicator": "work_injury_insurance_insured", "value": 310_000}
    falling = {"indicator": "urban_new_employment", "value": 900, "basis": "year_to_date"}
    planted: dict[str, dict[str, dict[str, Any]]] = {
        _SIBLINGS[0]: {"urban_new_employment": copied},
        _SIBLINGS[1]: {"work_injury_insurance_insured": jumped},
        _SIBLINGS[2]: {"urban_new_employment": falling},
    }
    for unit in _SIBLINGS:
        world.report(unit, OPEN, planted.get(unit))


if __name__ == "__main__":
    import sys

    with running(Path(sys.argv[1])) as made:
        sys.stdout.write(f"{made.address}\n")
        for who in (UNIT, "reviewer", "signer", "auditor"):
            sys.stdout.write(f"{who} {made.secrets[who]}\n")
        sys.stdout.flush()
        threading.Event().wait()
