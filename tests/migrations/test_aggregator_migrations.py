from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.aggregator.main import MIGRATIONS
from services.aggregator.tables import METADATA, STORE
from shared.database.engine import Database


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    yield database
    database.dispose()


def test_the_migrations_make_exactly_the_tables_the_code_declares(migrated: Database) -> None:
    with migrated.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_store_is_ready_to_append_to(migrated: Database) -> None:
    with migrated.read() as connection:
        assert connection.execute(sa.select(STORE.head.c.position)).scalar_one() == 0


def test_migrating_twice_changes_nothing(migrated: Database) -> None:
    migrated.migrate(MIGRATIONS)
    tables = set(sa.inspect(migrated.engine).get_table_names())
    assert {"figures", "unit_months", "events", "event_head", "consumer_marks", "parked_events"} <= tables
