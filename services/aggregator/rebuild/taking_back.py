"""Takes reports out of the figures again that are in no store: the one they were read from came back older.

It is the same way that reports go in, walked back: the months that lost reports are put to what the others make
of them, and what that changes is rolled up, told and judged. Reading then goes on where both are one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures.batch import FigureBatch
from services.aggregator.figures.projection import Projection
from services.aggregator.model import RegionMonth
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import history
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.history import RecordedReport
from services.aggregator.reports.months import UnitMonth
from services.aggregator.tables import UNIT_AMOUNTS
from shared.codec import Codec
from shared.database.engine import Database
from shared.log import START, Mark

HashAt = Callable[[int], str]
"""The hash of the event that the store holds at a position; '' where it holds none."""

LowerVersions = Callable[[sa.Connection, int], None]
"""Lets nothing that is held against targets tell a later data version than this."""

NOWHERE = "taken-back"
"""The correlation id of what changes without a report."""


class TakenBack(NamedTuple):
    """``common``: the last position at which the figures and the store hold the same event (0: at none). ``lost``:
    the reports behind it that stood in the figures and do no longer, in order."""

    common: int
    lost: tuple[RecordedReport, ...]


Keep = Callable[[TakenBack], None]
"""Keeps what is about to be taken out."""


class TakingBack:
    """Puts the aggregator's database back to where it and the store of ``reports`` part."""

    def __init__(self, database: Database, projection: Projection, codec: Codec, lower: LowerVersions) -> None:
        self._database = database
        self._projection = projection
        self._codec = codec
        self._lower = lower

    def parted(self, hash_at: HashAt) -> bool:
        """Whether the store does not hold what was applied."""
        with self._database.read() as connection:
            return not _same(connection, hash_at)

    def run(self, hash_at: HashAt, keep: Keep) -> TakenBack | None:
        """In one transaction, in which no instance applies anything; None where the store holds what was applied.

        ``keep`` is told before anything is taken out: where it raises, nothing is.
        """
        with self._database.write(patient=True) as connection:
            reader_position.lock_out(connection)
            if _same(connection, hash_at):
                return None
            common = _common(connection, hash_at)
            taken = TakenBack(common, tuple(history.after(connection, common)))
            keep(taken)
            history.forget_after(connection, common)
            reader_position.put_back(connection, _mark(connection, common))
            self._lower(connection, common)
            self._take_back(connection, taken.lost, common)
            return taken

    def _take_back(self, connection: sa.Connection, lost: Sequence[RecordedReport], common: int) -> None:
        amended = amendments_repository.forget_after(connection, common)
        keys = list(dict.fromkeys((each.region, each.period) for each in lost if each.period))
        before = reports_repository.load_months(connection, keys)
        after = {key: self._as_of(connection, key, common) for key in before}
        changed = [key for key, state in after.items() if not state.same_figures(before[key])]
        correlations = dict.fromkeys(after, NOWHERE)
        self._projection.apply(connection, FigureBatch(before, after, correlations, [], changed), common)
        reports_repository.delete_months(connection, [key for key, state in after.items() if not state.position])
        connection.execute(sa.delete(UNIT_AMOUNTS))  # told apart by positions, which are given a second time
        if amended:
            self._projection.revise(connection, amended, common, NOWHERE)

    def _as_of(self, connection: sa.Connection, key: RegionMonth, common: int) -> UnitMonth:
        """What the reports up to ``common`` make of a month; at position 0 where there is none."""
        region, period = key
        state: UnitMonth | None = None
        for each in history.of_units(connection, [region], [period], common):
            event = self._codec.decode(each.type, each.schema_version, each.data)
            assert isinstance(event, IntakeEvent)  # nothing else is about a month
            state = evolve(state, event, each.position)
        return state or UnitMonth("withdrawn", 0, 0, None, None, False, False)


def _same(connection: sa.Connection, hash_at: HashAt) -> bool:
    """Also by its own mark: what was held back stands in no history, and moves the mark all the same."""
    last, mark = history.last(connection), reader_position.marks(connection).get(0, START)
    if mark.hash and hash_at(mark.position) != mark.hash:
        return False
    return last is None or hash_at(last.position) == last.hash


def _common(connection: sa.Connection, hash_at: HashAt) -> int:
    """The last position at which both hold the same event: each event holds the hash of the one before, so that
    where one is the same, all before it are."""
    known = history.hashes(connection)
    alike = bisect_left(known, True, key=lambda each: hash_at(each[0]) != each[1])
    return known[alike - 1][0] if alike else 0


def _mark(connection: sa.Connection, common: int) -> Mark:
    last = history.last(connection)
    return Mark(common, common, common, last.hash if last else "")
