from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.aggregator.main import MIGRATIONS
from services.aggregator.tables import METADATA, STORE
from shared.db import Database


def migrated(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'aggregator.sqlite'}")
    database.migrate(MIGRATIONS)
    return database


def test_the_migrations_make_exactly_the_tables_the_code_declares(tmp_path: Path) -> None:
    database = migrated(tmp_path)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_store_is_ready_to_append_to(tmp_path: Path) -> None:
    with migrated(tmp_path).read() as connection:
        assert connection.execute(sa.select(STORE.head.c.position)).scalar_one() == 0


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    migrated(tmp_path).dispose()
    tables = set(sa.inspect(migrated(tmp_path).engine).get_table_names())
    assert {"figures", "unit_months", "events", "event_head", "consumer_positions", "parked_events"} <= tables
