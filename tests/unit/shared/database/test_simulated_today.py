from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.alerts.main import MIGRATIONS
from shared.database.engine import Database
from shared.database.simulated_today import publish_today, simulated_day

MACHINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
SIMULATED = datetime(2023, 3, 31, 16, 0, tzinfo=UTC)  # the first of April in China


def test_a_clock_that_goes_with_the_machines_is_not_simulated() -> None:
    assert simulated_day(MACHINE + timedelta(minutes=59), MACHINE) is None
    assert simulated_day(MACHINE, MACHINE) is None


def test_a_simulated_day_is_that_of_china() -> None:
    assert simulated_day(SIMULATED, MACHINE) == date(2023, 4, 1)


@pytest.fixture
def database(postgresql_url: str) -> Database:
    database = Database(postgresql_url)
    database.migrate(MIGRATIONS)
    return database


def today(database: Database) -> date:
    with database.read() as connection:
        found = connection.execute(sa.text("SELECT today FROM grafana.today")).scalar_one()
    assert isinstance(found, date)
    return found


def test_the_views_go_by_the_simulated_clock_while_there_is_one_and_then_by_the_databases_own(
    database: Database,
) -> None:
    with database.read() as connection:
        own = connection.execute(sa.text("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date")).scalar_one()
    assert today(database) == own
    publish_today(database, SIMULATED, MACHINE)
    publish_today(database, SIMULATED, MACHINE)
    assert today(database) == date(2023, 4, 1)
    publish_today(database, SIMULATED + timedelta(days=5), MACHINE)
    assert today(database) == date(2023, 4, 6)
    publish_today(database, MACHINE, MACHINE)
    assert today(database) == own
    database.dispose()


def test_on_sqlite_there_is_nobody_to_tell(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'database.sqlite'}")
    publish_today(database, SIMULATED, MACHINE)
    assert sa.inspect(database.engine).get_table_names() == []
    database.dispose()
