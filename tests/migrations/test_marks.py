"""Readers that had got somewhere before positions were kept by partition stand at the same place after."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator import main as aggregator
from services.alerts import main as alerts
from shared.consume import consumer_tables, read_marks
from shared.database.engine import Database
from shared.log import Mark


@pytest.mark.parametrize("scripts", [aggregator.MIGRATIONS, alerts.MIGRATIONS], ids=["aggregator", "alerts"])
def test_a_reader_goes_on_where_it_was(database_url: str, scripts: Path) -> None:
    database = Database(database_url)
    database.migrate(scripts, "0001")
    with database.write() as connection:
        connection.execute(sa.text("INSERT INTO consumer_positions (consumer, position) VALUES ('reader', 7)"))
    database.migrate(scripts)
    with database.read() as connection:
        assert read_marks(connection, consumer_tables(sa.MetaData()), "reader") == {0: Mark(7, 7, 7)}
    database.dispose()
