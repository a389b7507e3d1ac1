"""What the tests of intake share: bodies, keys, and a service on a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.intake.main import Intake
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import ShapeDefined
from shared.periods import SettableClock
from shared.process.runtime import Runtime
from shared.security.keys import Role, new_key, save_keys
from shared.security.signed_in import look_up_sessions
from shared.security.taken_along import note_what_is_taken_along
from shared.settings import Settings
from shared.store import Recorded
from shared.store.tables import create_store_tables
from shared.web.install import install
from shared.web.routing.routers import take_over
from tests.people.signing_in import session_of_key

UNIT = "500101"  # 万州区: owes 18 indicators of 重庆's plan
SIBLING = "500102"
JIULONGPO = "500107"  # has a plan of its own inside 重庆
CITY = "500000"
NOW = datetime(2023, 4, 3, 2, 0, tzinfo=UTC)

JOBS = "重庆市人力社保局就业促进处"
DEPARTMENTS = (
    ("jobs", CITY, JOBS),
    ("skills", CITY, "重庆市人力社保局职业能力建设处"),
    ("district-jobs", JIULONGPO, "九龙坡区人力资源和社会保障局就业促进科"),
    ("namesake", "510000", JOBS),
)
"""Keys of departments: name, region, subject."""

Json = dict[str, Any]


def line(indicator: str = "urban_new_employment", value: object = 1200, **more: object) -> Json:
    return {"indicator": indicator, "value": value, **more}


def ratio(numerator: object = 97, denominator: object = 100, **more: object) -> Json:
    return {"indicator": "mediation_success_rate", "numerator": numerator, "denominator": denominator, **more}


def report(region: str = UNIT, period: str = "2023-03", lines: Sequence[object] | None = None, **more: object) -> Json:
    return {"region": region, "period": period, "lines": [line()] if lines is None else list(lines), **more}


EARLY = "数据已报齐，系统停机前关账"
"""Why a month is closed though its due day has not passed."""
CORRECTION = {"reason": "漏报两个街道"}
SIGNER = "signer"  # signs for 重庆's units


@dataclass
class Service:
    """Intake behind a client, with a key for each part that is played."""

    client: TestClient
    intake: Intake
    clock: SettableClock
    secrets: dict[str, str]

    def headers(self, who: str, key: str | None = None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.secrets[who]}"}
        return headers if key is None else headers | {"Idempotency-Key": key}

    def signed_in(self, who: str, name: str = "") -> str:
        """The cookie of a session of somebody, whose account is opened where there is none, with this ``name``."""
        return session_of_key(self.intake, self.secrets[who], name)

    def post(
        self, body: object, key: str = "k1", who: str = UNIT, path: str = "/v1/reports", signer: str | None = None
    ) -> Any:
        """``signer``: who signs as the second person; by default whoever may, when the body holds a correction."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        if signer is None and isinstance(body, dict) and body.get("correction") is not None:
            signer = SIGNER
        headers = self.headers(who, key) | ({"Second-Signer": f"Bearer {self.secrets[signer]}"} if signer else {})
        return self.client.post(path, content=content, headers=headers)

    def get(self, path: str, who: str = UNIT, **headers: str) -> Any:
        return self.client.get(path, headers=self.headers(who) | headers)

    def review(self, *decisions: Json, key: str = "r1", who: str = "reviewer") -> Any:
        return self.post({"decisions": list(decisions)}, key, who, "/v1/reviews")

    def accept(self, region: str = UNIT, period: str = "2023-03", key: str = "r1") -> Any:
        """With what is left blank, as a report of these tests leaves most of it."""
        decision = {"region": region, "period": period, "decision": "accept", "with_blanks": True}
        return self.review(decision, key=key)

    def close_month(
        self, period: str = "2023-03", area: str = CITY, key: str = "c1", who: str = "reviewer", early: str = EARLY
    ) -> Any:
        body = {"area": area, "period": period} | ({"early": early} if early else {})
        return self.post(body, key, who, "/v1/periods/closings")

    def events(self) -> list[Recorded]:
        """What somebody did; the definitions of shapes that stand before it are left out."""
        with self.intake.database.read() as connection:
            found = self.intake.store.read(connection, 0, 10_000)
        return [each for each in found if each.type != ShapeDefined.__name__]

    def whole_read_model(self) -> list[tuple[Any, ...]]:
        with self.intake.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM reports ORDER BY region, period").all()
            asked = connection.exec_driver_sql("SELECT * FROM rule_findings ORDER BY region, period, rule, indicator")
            return [tuple(row) for row in [*rows, *asked.all()]]

    def read_model(self) -> list[tuple[Any, ...]]:
        with self.intake.database.read() as connection:
            columns = "region, period, status, revision, accepted_revision, position, lines_position"
            rows = connection.exec_driver_sql(f"SELECT {columns} FROM reports ORDER BY region, period").all()
            return [tuple(row) for row in rows]


def make_runtime(folder: Path, catalogue: Catalogue, **settings: Any) -> tuple[Runtime, SettableClock, dict[str, str]]:
    """A runtime on ``folder`` with keys for two units, a reviewer, an auditor, ops, and departments."""
    keys, secrets = [], {}
    parts = [(region, Role.REPORTER, region) for region in (UNIT, SIBLING, JIULONGPO, CITY, "510100")]
    parts += [("reviewer", Role.REVIEWER, CITY), ("sichuan", Role.REVIEWER, "510000")]
    parts += [("own-reviewer", Role.REVIEWER, JIULONGPO), ("auditor", Role.AUDITOR, ""), ("ops", Role.OPS, "")]
    parts += [(SIGNER, Role.SIGNER, CITY), ("unit-signer", Role.SIGNER, UNIT), ("far-signer", Role.SIGNER, "510000")]
    for name, role, region in parts:
        key, secrets[name] = new_key(f"key-{name}", role, region)
        keys.append(key)
    for name, region, subject in DEPARTMENTS:
        key, secrets[name] = new_key(f"key-{name}", Role.DEPARTMENT, region, subject=subject)
        keys.append(key)
    chosen = Settings(data_dir=folder, **{"second_factor": "optional", **settings})
    save_keys(chosen.keys_path, keys)
    clock = SettableClock(NOW)
    return Runtime(chosen, clock=clock, catalogue=catalogue), clock, secrets


def make_app(runtime: Runtime) -> tuple[FastAPI, Intake]:
    """The service's application; ``start`` and ``stop`` are left to the caller."""
    intake = Intake(runtime)
    app = FastAPI()
    note_what_is_taken_along(app, intake.sessions)
    look_up_sessions(app, intake.sessions)
    install(app, runtime.metrics, runtime.health, intake.hot)
    take_over(app.router, intake.router)
    return app, intake


@contextmanager
def running(folder: Path, catalogue: Catalogue, **settings: Any) -> Iterator[Service]:
    """The service, migrated and started, for as long as the block lasts."""
    runtime, clock, secrets = make_runtime(folder, catalogue, **settings)
    make_stores_beside(runtime.settings)
    app, intake = make_app(runtime)
    intake.migrate()
    intake.start()
    with TestClient(app, raise_server_exceptions=False) as client:
        try:
            yield Service(client, intake, clock, secrets)
        finally:
            assert client.portal is not None
            client.portal.call(intake.stop)
            runtime.close()


def make_stores_beside(settings: Settings) -> None:
    """Empty stores of the services that intake reads from: its readers need not wait for them and complain."""
    for name in ("aggregator", "alerts"):
        database = Database(settings.database_url(name))
        with database.write() as connection:
            if not sa.inspect(connection).has_table("events"):
                create_store_tables(connection)
        database.dispose()
