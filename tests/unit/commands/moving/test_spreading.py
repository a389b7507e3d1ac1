"""A reader's place in a store, as it is in the partitions of the topic that a relay makes of it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from services.commands.moving.spreading import spread
from shared.codec import Codec
from shared.database.engine import Database
from shared.log.spread import SpreadLog
from shared.store import EventStore, create_store_tables, store_tables
from tests.builders import a_clock, a_new, a_report

PARTITIONS = 6


def test_a_reader_that_is_spread_has_read_as_much_as_before_and_reads_on_from_there(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    units = [f"5001{number:02d}" for number in range(1, 20)]
    with database.write() as connection:
        create_store_tables(connection)
        new = [
            a_new(a_report(unit, f"2023-{month:02d}"), f"report-{unit}-2023-{month:02d}")
            for month in (1, 2)
            for unit in units
        ]
        recorded = store.append(connection, new)
    log = SpreadLog("reports", database, store, PARTITIONS)
    for read in (0, 1, 7, len(recorded)):
        marks = spread(recorded[:read], PARTITIONS)
        assert sum(mark.events for mark in marks.values()) == read
        assert all(mark.offset == mark.events for mark in marks.values())
        assert log.lag(marks) == len(recorded) - read
        left = sorted(event.position for slice_ in log.read(marks, 1_000).values() for event in slice_.events)
        assert left == list(range(read + 1, len(recorded) + 1))
    database.dispose()
