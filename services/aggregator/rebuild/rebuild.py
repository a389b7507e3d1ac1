"""Rebuild the figures from position 0, compare them with the live ones, and swap them in.

A rebuild appends no event and sends no message. It leaves out the events that are parked: the live
figures do not hold them either.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.figures import repository
from services.aggregator.rebuild.compare import Difference, compare
from services.aggregator.rebuild.rebuilder import Progress, Rebuilder, RebuiltFigures, rebuild
from services.aggregator.reports import repository as reports_repository
from services.aggregator.tables import FIGURES, UNIT_MONTHS
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.log import LogReader
from shared.process.runtime import Runtime


class RebuildReport(NamedTuple):
    """What a rebuild found. ``swapped`` tells whether the rebuilt figures are now the live ones."""

    position: int
    seconds: float
    figures: int
    differences: tuple[Difference, ...]
    swapped: bool


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
    """What ``xushi rebuild`` does: rebuild and compare; with ``swap`` also put the result in place.

    Raises:
        AnotherCatalogue: the live figures stand by another catalogue: the difference of the two would be taken for a
            fault, and what is judged by the one would stand beside what is added up by the other.
    """
    database = runtime.database("aggregator")
    with database.read() as connection:
        CatalogueInUse(runtime.catalogue_digest).check(connection)
    work = swap_in if swap else check
    return work(
        database,
        runtime.log("reports", reader_position.CONSUMER_NAME),
        runtime.catalogue,
        progress,
    )
