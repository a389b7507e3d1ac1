from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.intake.main import MIGRATIONS
from services.intake.tables import METADATA
from shared.database.engine import Database


def test_the_migrations_lead_to_exactly_the_declared_tables(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        head = connection.execute(sa.text("SELECT position, hash FROM event_head")).all()
    assert [tuple(row) for row in head] == [(0, "0" * 64)]
    database.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM event_head")).scalar_one() == 1
    database.dispose()
