from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.aggregator.main import MIGRATIONS
from services.aggregator.tables import METADATA, STORE
from shared.database.engine import Database


def migrated(url: str) -> Database:
    database = Database(url)
    database.migrate(MIGRATIONS)
    return database


def test_the_migrations_make_exactly_the_tables_the_code_declares(database_url: str) -> None:
    database = migrated(database_url)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_store_is_ready_to_append_to(database_url: str) -> None:
    with migrated(database_url).read() as connection:
        assert connection.execute(sa.select(STORE.head.c.position)).scalar_one() == 0


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrated(database_url).dispose()
    tables = set(sa.inspect(migrated(database_url).engine).get_table_names())
    assert {"figures", "unit_months", "events", "event_head", "consumer_marks", "parked_events"} <= tables
