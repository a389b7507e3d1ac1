"""Intake's database fails over to a streaming standby: what a synchronous one keeps, what heals an asynchronous one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from services.aggregator.figures import repository
from services.cli import app
from services.standalone import Standalone
from shared.codec import Codec
from shared.database.engine import Database
from shared.settings import Settings
from shared.store import EventStore, store_tables
from tests import postgresql
from tests.builders import a_clock, a_new
from tests.cluster import quiet_ports
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import a_line
from tests.waiting import until

JOBS = "urban_new_employment"
CITY = "500000"


class Halls:
    """Intake's database on a server with a standby, the others' on another server."""

    def __init__(
        self, folder: Path, primary: postgresql.Killable, standby: postgresql.Killable, others: dict[str, str]
    ) -> None:
        self._folder = folder
        self._others = others
        self.primary, self.standby = primary, standby
        self._port = primary.port

    @property
    def settings(self) -> Settings:
        address = f"postgresql://xushi:{self.primary.password}@127.0.0.1:{self._port}/postgres"
        return Settings(
            data_dir=self._folder,
            intake_database=address,
            aggregator_database=self._others["aggregator"],
            alerts_database=self._others["alerts"],
        )

    def xushi(self, *words: str) -> Result:
        chosen = self.settings
        names = ("intake_database", "aggregator_database", "alerts_database", "data_dir")
        return CliRunner().invoke(app, list(words), env={f"XUSHI_{n.upper()}": str(getattr(chosen, n)) for n in names})

    def report(self, **values: int) -> None:
        """Each district's (by its code behind an r) report of January, read by everybody."""
        database = Database(self.settings.database_url("intake"))
        store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
        events = [make.submitted(name[1:], "2023-01", a_line(JOBS, value)) for name, value in values.items()]
        with database.write() as connection:
            store.append(connection, [a_new(each, f"report-{each.region}-2023-01") for each in events])
        database.dispose()

    def read(self) -> int | None:
        """Let every reader catch up; the city's sum then."""
        standalone = Standalone(self.settings)
        for consumer in standalone.consumers:
            consumer.catch_up()
        with standalone.aggregator.database.read() as connection:
            found = {key: sums for key, sums in repository.all_figures(connection) if key.region == CITY}
        standalone.runtime.close()
        return next((sums.value for key, sums in found.items() if key.indicator == JOBS), None)

    def streamed(self) -> bool:
        """Whether the standby has everything."""
        there = self.primary.ask("SELECT pg_current_wal_lsn()")
        return bool(self.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{there}'::pg_lsn"))

    def fail_over(self) -> None:
        """The primary is gone for good, the standby takes over."""
        self.primary.kill()
        if not self.standby.runs:
            self.standby.start()
        self.standby.run("SELECT pg_promote()")
        self._port = self.standby.port


@pytest.fixture
def halls(tmp_path: Path, postgresql_server: postgresql.Server) -> Iterator[Halls]:
    first, second = quiet_ports(2)
    try:
        with (
            postgresql_server.database() as aggregator,
            postgresql_server.database() as alerts,
            postgresql.killable(first) as primary,
            postgresql.standby(primary, second) as standby,
        ):
            made = Halls(tmp_path, primary, standby, {"aggregator": aggregator, "alerts": alerts})
            assert made.xushi("migrate").exit_code == 0
            yield made
    except postgresql.NoPostgres as reason:
        pytest.skip(str(reason))


def test_what_an_asynchronous_standby_lacked_is_named_and_healed_by_the_commands_of_the_handbook(halls: Halls) -> None:
    halls.report(r500101=1, r500102=10, r500103=100)
    assert until(halls.streamed, 30.0)
    halls.standby.stop()
    halls.report(r500104=1_000, r500105=10_000)
    assert halls.read() == 11_111
    halls.fail_over()
    assert "见过位置 5，库中没有这个位置" in halls.xushi("verify").stdout.replace("\n", "")
    halls.report(r500106=20_000, r500107=30_000)
    assert halls.xushi("lineage", "begin", "--taken-over").exit_code == 0
    assert halls.xushi("rebuild").exit_code == 1
    healed = halls.xushi("rebuild", "--swap")
    assert healed.exit_code == 0, healed.output
    assert halls.xushi("readers", "again", "reminders").exit_code == 0
    assert halls.xushi("readers", "list").exit_code == 0
    verified = halls.xushi("verify")
    assert (verified.exit_code, "reports：第 2 代，备库接管于" in verified.stdout) == (0, True), verified.output
    assert halls.read() == 1 + 10 + 100 + 20_000 + 30_000
    assert "差异 0 项" in halls.xushi("rebuild").stdout


def test_a_synchronous_standby_keeps_everything_that_was_answered(halls: Halls) -> None:
    halls.primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
    halls.primary.run("SELECT pg_reload_conf()")
    assert until(lambda: halls.primary.ask("SHOW synchronous_standby_names") == "*")
    halls.report(r500101=1, r500102=10, r500103=100)
    assert halls.read() == 111
    halls.fail_over()
    assert halls.xushi("verify").exit_code == 0
    halls.report(r500104=1_000)
    assert halls.read() == 1_111
