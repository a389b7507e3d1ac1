from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.alerts.main import MIGRATIONS
from services.alerts.tables import METADATA, NOTIFICATIONS, STORE
from shared.database.engine import Database


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    yield database
    database.dispose()


def test_migrating_an_empty_database_gives_the_tables_the_code_uses(migrated: Database) -> None:
    with migrated.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrating_twice_changes_nothing(migrated: Database) -> None:
    version = sa.text("select version_num from alembic_version")
    with migrated.read() as connection:
        before = connection.execute(version).scalar_one()
    migrated.migrate(MIGRATIONS)
    with migrated.read() as connection:
        assert connection.execute(version).scalar_one() == before


def test_the_store_begins_at_position_zero(migrated: Database) -> None:
    with migrated.read() as connection:
        head = STORE.head
        assert connection.execute(sa.select(head.c.position)).scalar_one() == 0


def test_a_message_to_a_recipient_can_be_queued_only_once(migrated: Database) -> None:
    table = NOTIFICATIONS
    row = {
        "stream": "s",
        "alert": "CQ-08",
        "episode": 1,
        "sequence": 1,
        "channel": "outbox",
        "recipient": "a@b.example",
        "subject": "s",
        "title": "t",
        "content": b"{}",
        "state": "queued",
        "attempts": 0,
        "queued_at": 1,
        "next_attempt_at": 1,
        "detail": "",
        "correlation_id": "c",
    }
    with migrated.write() as connection:
        connection.execute(table.insert().values(notification="one", **row))
    with pytest.raises(sa.exc.IntegrityError), migrated.write() as connection:
        connection.execute(table.insert().values(notification="two", **row))
