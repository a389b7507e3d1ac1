"""Several processes that start at the same moment migrate the same databases: one does it, the others wait."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import sqlalchemy as sa

from services.aggregator.main import MIGRATIONS as AGGREGATOR
from services.alerts.main import MIGRATIONS as ALERTS
from services.intake.main import MIGRATIONS as INTAKE
from shared.database.engine import Database
from tests.migrations.worker import PATIENCE, migrate
from tests.postgresql import Server

PROCESSES = 2


def migrate_at_once(databases: list[tuple[str, Path]]) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(PROCESSES)
    processes = [spawn.Process(target=migrate, args=(databases, ready)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    for url, _ in databases:
        database = Database(url)
        with database.read() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM event_head")).scalar_one() == 1
            assert connection.execute(sa.text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        database.dispose()


def test_the_services_databases_on_postgresql(postgresql_server: Server) -> None:
    with (
        postgresql_server.database() as intake,
        postgresql_server.database() as aggregator,
        postgresql_server.database() as alerts,
    ):
        migrate_at_once([(intake, INTAKE), (aggregator, AGGREGATOR), (alerts, ALERTS)])


def test_the_services_databases_in_files(tmp_path: Path) -> None:
    scripts = {"intake": INTAKE, "aggregator": AGGREGATOR, "alerts": ALERTS}
    migrate_at_once([(f"sqlite:///{tmp_path / name}.sqlite", each) for name, each in scripts.items()])
