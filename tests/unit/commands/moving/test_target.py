"""What counts as a database that nobody used yet: every service's, as its migrations leave it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.main import MIGRATIONS as AGGREGATOR
from services.alerts.main import MIGRATIONS as ALERTS
from services.commands.moving.tables import TABLES, row_count
from services.commands.moving.target import clear_fresh, occupied
from services.intake.main import MIGRATIONS as INTAKE
from shared.database.engine import Database


@pytest.mark.parametrize(
    ("service", "migrations"), [("intake", INTAKE), ("aggregator", AGGREGATOR), ("alerts", ALERTS)]
)
def test_a_database_is_unused_as_its_migrations_leave_it_and_used_with_one_row_more(
    service: str, migrations: Path, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    database.migrate(migrations)
    with database.write() as connection:
        assert occupied(connection, service) == []
        clear_fresh(connection, service)
        assert {table.name: row_count(connection, table) for table in TABLES[service]} == dict.fromkeys(
            (table.name for table in TABLES[service]), 0
        ), "what the migrations put there would stand beside what is moved"
        marks = next(table for table in TABLES[service] if table.name == "consumer_marks")
        connection.execute(sa.insert(marks).values(**dict.fromkeys(marks.columns.keys(), 1)))
        assert occupied(connection, service) == ["consumer_marks"]
    database.dispose()
