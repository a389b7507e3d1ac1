"""The server of all databases fails over to an asynchronous standby under services apart, over a real Kafka.

Only with XUSHI_LONG_TESTS=1: its short form, in one process and without Kafka, is tests/contract/test_failover.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.security.keys import Role, new_key, save_keys
from tests import kafka as kafkas
from tests import postgresql
from tests.cluster import Cluster, quiet_ports
from tests.waiting import until

JOBS, CITY, MONTH = "urban_new_employment", "500000", "2023-01"
EVERYBODY = ("intake", "aggregator", "alerts", "relay")
SECONDS = 120.0

pytestmark = [
    pytest.mark.skipif(os.environ.get("XUSHI_LONG_TESTS") != "1", reason="minutes: XUSHI_LONG_TESTS=1"),
    pytest.mark.timeout(1_800),
]


class Office:
    """Districts that report to services apart, whose databases are one server's."""

    def __init__(
        self, services: Cluster, primary: postgresql.Killable, standby: postgresql.Killable, ended: ExitStack
    ) -> None:
        """``ended`` ends with the office, and with what is put into it."""
        self.services, self.primary, self.standby, self.ended = services, primary, standby, ended
        self._secrets: dict[str, str] = {}
        keys = []
        for number in range(1, 9):
            key, self._secrets[f"5001{number:02d}"] = new_key(f"clerk-{number}", Role.REPORTER, f"5001{number:02d}")
            keys.append(key)
        key, self._reader = new_key("reader", Role.REVIEWER, CITY)
        save_keys(services.settings.keys_path, [*keys, key])

    def report(self, **values: int) -> None:
        """Each district's (by the end of its code behind an r) report; every one of them is promised to be kept."""
        for name, value in values.items():
            region = f"5001{name[1:]}"
            body = {"region": region, "period": MONTH, "lines": [{"indicator": JOBS, "value": value}]}
            answer = httpx.post(
                f"{self.services.url('intake')}/v1/reports",
                json=body,
                headers={"Authorization": f"Bearer {self._secrets[region]}", "Idempotency-Key": f"{region}-{value}"},
                timeout=30.0,
            )
            assert answer.status_code == httpx.codes.CREATED, answer.text

    def city(self) -> Any:
        """The city's sum, as the aggregator answers."""
        answer = self._asked("aggregator", "/v1/figures", region=CITY, indicator=JOBS, period=MONTH)
        found = answer["figures"] if answer else []
        return found[0]["value"] if found else None

    def refuses(self) -> bool:
        """Whether the relay says that the topic holds what the store does not."""
        text = httpx.get(f"{self.services.url('relay')}/metrics", timeout=10.0).text
        return 'xushi_relay_refuses{topic="reports"} 1.0' in text

    def ready(self) -> bool:
        """Whether intake says that it takes reports."""
        return httpx.get(f"{self.services.url('intake')}/readyz", timeout=10.0).status_code == httpx.codes.OK

    def streamed(self) -> bool:
        """Whether the standby has everything."""
        there = self.primary.ask("SELECT pg_current_wal_lsn()")
        return bool(self.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{there}'::pg_lsn"))

    def fail_over(self) -> None:
        """The primary is gone for good, and the standby answers in its place. Nobody stops the services for it."""
        self.primary.kill()
        then = postgresql.Killable(self.standby.programs, self.standby.folder, self.standby.password, self.primary.port)
        self.ended.callback(then.stop)
        self.ended.callback(then.close)
        then.start()
        then.run("SELECT pg_promote()")

    def xushi(self, *words: str) -> tuple[int, str]:
        done = self.services.run(*words, check=False)
        return done.returncode, (done.stdout + done.stderr).replace("\n", "")

    def _asked(self, member: str, path: str, **question: str) -> Any:
        answer = httpx.get(
            f"{self.services.url(member)}{path}",
            params=question,
            headers={"Authorization": f"Bearer {self._reader}"},
            timeout=30.0,
        )
        return answer.json() if answer.status_code == httpx.codes.OK else None


def made_database(server: postgresql.Killable, name: str) -> str:
    """A new database that lasts as long as the server."""
    server.run(f"CREATE DATABASE {name}")
    return f"postgresql://xushi:{server.password}@127.0.0.1:{server.port}/{name}"


@contextmanager
def made_office(folder: Path, kafka: kafkas.Server) -> Iterator[Office]:
    first, second = quiet_ports(2)
    with ExitStack() as stack:
        primary = stack.enter_context(postgresql.killable(first))
        # the databases go with the server: what a block would drop at its end is not there any more
        databases = {service: made_database(primary, service) for service in ("intake", "aggregator", "alerts")}
        services = stack.enter_context(Cluster(folder, databases, kafka.address, members=EVERYBODY))
        services.migrate()
        standby = stack.enter_context(postgresql.standby(primary, second))
        office = Office(services, primary, standby, stack)
        services.start()
        yield office


@pytest.fixture
def office(tmp_path: Path, kafka: kafkas.Server) -> Iterator[Office]:
    try:
        with made_office(tmp_path, kafka) as made:
            yield made
    except postgresql.NoPostgres as reason:
        pytest.skip(str(reason))


def test_reports_that_an_asynchronous_standby_lacked_are_named_while_reports_are_taken_and_healed_by_the_handbook(
    office: Office,
) -> None:
    office.report(r01=1, r02=10, r03=100)
    assert until(lambda: office.city() == 111, SECONDS)
    assert until(office.streamed, 30.0)
    office.standby.stop()
    office.report(r04=1_000, r05=10_000)
    assert until(lambda: office.city() == 11_111, SECONDS)

    office.fail_over()
    assert until(office.ready, SECONDS)
    office.report(r06=20_000, r07=30_000)
    assert until(office.refuses, SECONDS), "a store that lacks what its topic holds is named"
    assert office.xushi("verify")[0] == 1

    office.services.stop()
    assert office.xushi("lineage", "begin", "--taken-over")[0] == 0
    code, said = office.xushi("rebuild", "--swap")
    assert code == 0, said
    for reader in ("reminders", "alerts", "board", "intake-alerts", "intake-progress"):
        assert office.xushi("readers", "again", reader)[0] == 0
    office.services.start(healthy=False)
    code, said = office.xushi("topics", "rebuild")
    assert code == 0, said
    office.services.wait_healthy()
    assert until(lambda: office.city() == 1 + 10 + 100 + 20_000 + 30_000, SECONDS), office.city()
    office.report(r08=400_000)
    assert until(lambda: office.city() == 450_111, SECONDS)
    code, said = office.xushi("verify")
    assert code == 0, said
    assert "差异 0 项" in office.xushi("rebuild")[1]
