"""Rebuild the figures from position 0, compare them with the live ones, and swap them in.

A rebuild appends no event and sends no message. It leaves out the events that are parked: the live
figures do not hold them either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures import repository
from services.aggregator.model import NOTHING, FigureKey, FigureSums
from services.aggregator.rebuild.recompute import YearFigures, recompute
from services.aggregator.rebuild.replay import Replay
from services.aggregator.reports import repository as reports_repository
from services.aggregator.tables import FIGURES, UNIT_MONTHS
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import last_position
from shared.database.engine import Database
from shared.log import LogReader, Marks
from shared.process.runtime import Runtime

Progress = Callable[[int, int], None]
"""Told how many events are read and how many there are."""


class Difference(NamedTuple):
    """A figure, or with an empty ``indicator`` a unit's month, that is not what a rebuild makes of it."""

    region: str
    period: str
    indicator: str
    live: str
    rebuilt: str


class RebuildReport(NamedTuple):
    """What a rebuild found. ``swapped`` tells whether the rebuilt figures are now the live ones."""

    position: int
    seconds: float
    figures: int
    differences: tuple[Difference, ...]
    swapped: bool


class RebuiltFigures:
    """All figures as of ``position``, made from the reports alone."""

    def __init__(self, position: int, replay: Replay, years: list[YearFigures], indicators: tuple[str, ...]) -> None:
        self.position = position
        self.replay = replay
        self._years = years
        self._indicators = indicators

    def figures(self) -> Iterator[tuple[FigureKey, FigureSums]]:
        """Every rolled-up figure that somebody stands behind."""
        for year in self._years:
            yield from year.figures(self._indicators)


class Rebuilder:
    """Reads ``reports`` on from wherever it has got to."""

    def __init__(self, log: LogReader, catalogue: Catalogue, codec: Codec) -> None:
        self._log = log
        self._catalogue = catalogue
        self._codec = codec
        self._replay = Replay(tuple(catalogue.indicators))
        self._marks: Marks = {}

    def read(self, until: Marks, held: frozenset[int], progress: Progress | None = None) -> None:
        """Take every event up to ``until`` but those ``held`` back.

        Raises:
            LogBroken: the log does not hold them all.
        """
        done, total = _events(self._marks), _events(until)
        for events in self._log.replay(self._marks, until):
            for record in events:
                if record.position not in held:
                    event = self._codec.decode(record.type, record.schema_version, record.data)
                    self._replay.add(event, record.position)
            done += len(events)
            if progress is not None:
                progress(done, total)
        self._marks = until

    def result(self) -> RebuiltFigures:
        """The figures of everything read so far."""
        years = recompute(self._replay, self._catalogue)
        return RebuiltFigures(last_position(self._marks), self._replay, years, tuple(self._catalogue.indicators))


def rebuild(
    log: LogReader,
    until: Marks,
    catalogue: Catalogue,
    progress: Progress | None = None,
    *,
    codec: Codec | None = None,
    held: frozenset[int] = frozenset(),
) -> RebuiltFigures:
    """The figures as of ``until``, from position 0, without the events at the ``held`` positions."""
    rebuilder = Rebuilder(log, catalogue, codec or Codec())
    rebuilder.read(until, held, progress)
    return rebuilder.result()


def compare(connection: sa.Connection, rebuilt: RebuiltFigures) -> list[Difference]:
    """What in the live tables differs; ``connection`` must see them as of the rebuilt position."""
    return [*_compare_figures(connection, rebuilt), *_compare_months(connection, rebuilt)]


def check(database: Database, log: LogReader, catalogue: Catalogue, progress: Progress | None = None) -> RebuildReport:
    """Rebuild up to where the live figures stand, and compare them there."""
    started = time.monotonic()
    with database.read(patient=True) as connection:
        marks, held = reader_position.marks(connection), reader_position.parked_positions(connection)
        rebuilt = rebuild(log, marks, catalogue, progress, held=held)
        differences = tuple(compare(connection, rebuilt))
        figures = sum(1 for _ in rebuilt.figures())
    return RebuildReport(rebuilt.position, time.monotonic() - started, figures, differences, False)


def swap_in(
    database: Database, log: LogReader, catalogue: Catalogue, progress: Progress | None = None
) -> RebuildReport:
    """Rebuild, compare, and put the rebuilt figures in the live ones' place, in one transaction.

    Most of the reading is done beside the live figures. Then all instances are locked out, what
    came meanwhile is read too, and everybody sees the old figures until the new ones are complete.
    """
    started = time.monotonic()
    rebuilder = Rebuilder(log, catalogue, Codec())
    with database.read() as connection:
        marks, held = reader_position.marks(connection), reader_position.parked_positions(connection)
    rebuilder.read(marks, held, progress)
    with database.write(patient=True) as connection:
        reader_position.lock_out(connection)
        marks = reader_position.marks(connection)
        if reader_position.parked_positions(connection) != held:
            held = reader_position.parked_positions(connection)
            rebuilder = Rebuilder(log, catalogue, Codec())
        rebuilder.read(marks, held, progress)
        rebuilt = rebuilder.result()
        differences = tuple(compare(connection, rebuilt))
        figures = replace(connection, rebuilt)
    return RebuildReport(rebuilt.position, time.monotonic() - started, figures, differences, True)


def replace(connection: sa.Connection, rebuilt: RebuiltFigures) -> int:
    """Write the rebuilt tables in place of the live ones; how many figures there are."""
    connection.execute(sa.delete(FIGURES))
    connection.execute(sa.delete(UNIT_MONTHS))
    figures = [(key.period, key.region, key.indicator, *sums, rebuilt.position) for key, sums in rebuilt.figures()]
    repository.insert_figures(connection, figures)
    months = (reports_repository.month_row(*key, state) for key, state in rebuilt.replay.unit_months())
    reports_repository.insert_months(connection, months)
    return len(figures)


def rebuild_figures(runtime: Runtime, swap: bool = False, progress: Progress | None = None) -> RebuildReport:
    """What ``xushi rebuild`` does: rebuild and compare; with ``swap`` also put the result in place."""
    work = swap_in if swap else check
    return work(
        runtime.database("aggregator"),
        runtime.log("reports", reader_position.CONSUMER_NAME),
        runtime.catalogue,
        progress,
    )


def _compare_figures(connection: sa.Connection, rebuilt: RebuiltFigures) -> Iterator[Difference]:
    expected = dict(rebuilt.figures())
    for key, sums in repository.all_figures(connection):
        wanted = expected.pop(key, NOTHING)
        if sums != wanted:
            yield Difference(key.region, key.period, key.indicator, str(tuple(sums)), str(tuple(wanted)))
    for key, wanted in expected.items():
        yield Difference(key.region, key.period, key.indicator, "missing", str(tuple(wanted)))


def _compare_months(connection: sa.Connection, rebuilt: RebuiltFigures) -> Iterator[Difference]:
    live = {(row[1], row[0]): tuple(row) for row in connection.execute(sa.select(*UNIT_MONTHS.c)).all()}
    for (region, period), state in rebuilt.replay.unit_months():
        row, wanted = live.pop((region, period), None), reports_repository.month_row(region, period, state)
        if row != wanted:
            yield Difference(region, period, "", _text(row), _text(wanted))
    for (region, period), row in live.items():
        yield Difference(region, period, "", _text(row), "missing")


def _events(marks: Marks) -> int:
    return sum(mark.events for mark in marks.values())


def _text(row: tuple[Any, ...] | None) -> str:
    return "missing" if row is None else f"{row[3]}, revision {row[4]}, position {row[5]}"
