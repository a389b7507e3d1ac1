"""Fills the history of a database that is older than the table it stands in."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.reports.handlers import known
from services.aggregator.reports.history import add
from services.aggregator.tables import UNIT_HISTORY
from shared.codec import Codec
from shared.database.engine import Database
from shared.log import LogReader, Marks


def complete(connection: sa.Connection) -> bool:
    """Whether everything that was applied is in the history."""
    marks = reader_position.marks(connection)
    rows = connection.execute(sa.select(sa.func.count()).select_from(UNIT_HISTORY)).scalar_one()
    held = len(reader_position.parked_positions(connection))
    return int(rows) + held >= sum(mark.events for mark in marks.values())


class Filling:
    """Fills the history of a database that is older than this table, once, from the log."""

    def __init__(self, database: Database, log: LogReader, codec: Codec) -> None:
        self._database = database
        self._log = log
        self._codec = codec
        self._done = False

    def done(self) -> bool:
        """Whether nothing is missing; once it is so it stays so."""
        if not self._done:
            with self._database.read() as connection:
                self._done = complete(connection)
        return self._done

    def run(self) -> None:
        """Fill in what is missing, page by page; what is applied meanwhile is kept by whoever applies it."""
        if self.done():
            return
        with self._database.read() as connection:
            marks, held = reader_position.marks(connection), reader_position.parked_positions(connection)
        self._fill(marks, held)

    def _fill(self, marks: Marks, held: frozenset[int]) -> None:
        for events in self._log.replay({}, marks):
            decoded = [
                (record, known(self._codec.decode(record.type, record.schema_version, record.data)))
                for record in events
                if record.position not in held
            ]
            with self._database.write() as connection:
                add(connection, decoded)
