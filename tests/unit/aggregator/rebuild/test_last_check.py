from __future__ import annotations

from datetime import UTC, datetime

from services.aggregator.main import MIGRATIONS
from services.aggregator.rebuild import last_check as checks
from services.aggregator.rebuild.last_check import RebuildCheck
from shared.database.engine import Database


def test_the_last_check_is_what_every_instance_sees(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    with database.read() as connection:
        assert checks.load(connection) is None
    for number in (3, 0):
        check = RebuildCheck(10 + number, number, datetime(2024, 3, 1, number, tzinfo=UTC))
        with database.write() as connection:
            checks.save(connection, check)
        with database.read() as connection:
            assert checks.load(connection) == check
    database.dispose()
