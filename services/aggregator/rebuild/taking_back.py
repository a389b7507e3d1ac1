"""Takes reports out of the figures again that are in no store: the one they were read from came back older.

It is the same way that reports go in, walked back: the months that lost reports are put to what the others make
of them, and what that changes is rolled up, told and judged. Reading then goes on where both are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures.batch import FigureBatch
from services.aggregator.figures.projection import Projection
from services.aggregator.model import RegionMonth
from services.aggregator.panel import repository as panel_repository
from services.aggregator.rebuild.parting import Parting, parting
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import history
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.history import RecordedReport
from services.aggregator.reports.months import UnitMonth
from services.aggregator.tables import UNIT_AMOUNTS
from shared.codec import Codec
from shared.database.engine import Database
from shared.log.spread import Placed

Stored = Callable[[int], Iterable[Placed]]
"""The producer's store behind a position, in order, each event with the partition it stands in."""

LowerVersions = Callable[[sa.Connection, int], None]
"""Lets nothing that is held against targets tell a later data version than this."""

JudgePanel = Callable[[sa.Connection, Mapping[tuple[str, str], str]], None]
"""Judges sample enterprises' periods anew, each with the correlation id of what is told."""

NOWHERE = "taken-back"
"""The correlation id of what changes without a report."""


class TakenBack(NamedTuple):
    """``common``: the last position up to which the figures and the store hold the same events (0: at none). ``lost``:
    the reports behind it that stood in the figures and in no store any more, in order."""

    common: int
    lost: tuple[RecordedReport, ...]


Keep = Callable[[TakenBack], None]
"""Keeps what is about to be taken out."""


class TakingBack:
    """Puts the aggregator's database back to where it and the store of ``reports`` part."""

    def __init__(
        self, database: Database, projection: Projection, codec: Codec, lower: LowerVersions, judge: JudgePanel
    ) -> None:
        self._database = database
        self._projection = projection
        self._codec = codec
        self._lower = lower
        self._judge_panel = judge

    def parted(self, stored: Stored) -> Parting | None:
        """Where the store and what was applied part; None where the store holds it.

        Raises:
            LogBroken: the reader's marks are of other partitions.
        """
        with self._database.read(patient=True) as connection:
            return _parting(connection, stored)

    def run(self, stored: Stored, keep: Keep) -> TakenBack | None:
        """In one transaction, in which no instance applies anything; None where the store holds what was applied.

        ``keep`` is told before anything is taken out: where it raises, nothing is.
        """
        with self._database.write(patient=True) as connection:
            reader_position.lock_out(connection)
            found = _parting(connection, stored)
            if found is None:
                return None
            common = found.common
            out = history.after(connection, common)
            taken = TakenBack(common, _lost(out, stored(common)))
            keep(taken)
            history.forget_after(connection, common)
            reader_position.put_back(connection, found.marks)
            self._lower(connection, common)
            self._take_back(connection, out, common)
            return taken

    def _take_back(self, connection: sa.Connection, out: Sequence[RecordedReport], common: int) -> None:
        amended = amendments_repository.forget_after(connection, common)
        keys = list(dict.fromkeys((each.region, each.period) for each in out if each.period))
        before = reports_repository.load_months(connection, keys)
        after = {key: self._as_of(connection, key, common) for key in before}
        changed = [key for key, state in after.items() if not state.same_figures(before[key])]
        correlations = dict.fromkeys(after, NOWHERE)
        self._projection.apply(connection, FigureBatch(before, after, correlations, [], changed), common)
        reports_repository.delete_months(connection, [key for key, state in after.items() if not state.position])
        connection.execute(sa.delete(UNIT_AMOUNTS))  # told apart by positions, which are given a second time
        if amended:
            self._projection.revise(connection, amended, common, NOWHERE)
        watched = panel_repository.forget_after(connection, common)
        self._judge_panel(connection, {(each.event.enterprise, each.event.period): NOWHERE for each in watched})

    def _as_of(self, connection: sa.Connection, key: RegionMonth, common: int) -> UnitMonth:
        """What the reports up to ``common`` make of a month; at position 0 where there is none."""
        region, period = key
        state: UnitMonth | None = None
        for each in history.of_units(connection, [region], [period], common):
            event = self._codec.decode(each.type, each.schema_version, each.data)
            assert isinstance(event, IntakeEvent)  # nothing else is about a month
            state = evolve(state, event, each.position, each.recorded_at, each.actor)
        return state or UnitMonth("withdrawn", 0, 0, None, None, False, False)


def _parting(connection: sa.Connection, stored: Stored) -> Parting | None:
    """Also by the marks, and by what was held back: that stands in no history."""
    applied = history.hashes(connection) | reader_position.held_hashes(connection)
    return parting(applied, reader_position.marks(connection), stored(0))


def _lost(out: Sequence[RecordedReport], stored: Iterable[Placed]) -> tuple[RecordedReport, ...]:
    """Those of what is taken out that the store does not hold; the others are read again."""
    there = {event.hash for _, event in stored}
    return tuple(each for each in out if each.hash not in there)
