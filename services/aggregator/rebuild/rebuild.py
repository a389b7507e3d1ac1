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
from services.aggregator.model import NOTHING
from services.aggregator.rebuild.compare import Difference, compare, differing_figures, differing_months
from services.aggregator.rebuild.expected import MonthPages
from services.aggregator.rebuild.rebuilder import Progress, Rebuilder, RebuiltFigures, rebuild
from services.aggregator.rebuild.segments.shelf import Shelf
from services.aggregator.reports import repository as reports_repository
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


def check(
    database: Database,
    log: LogReader,
    catalogue: Catalogue,
    progress: Progress | None = None,
    shelf: Shelf | None = None,
    codec: Codec | None = None,
) -> RebuildReport:
    """Rebuild up to where the live figures stand, and compare them there.

    ``codec`` knows the shapes that come with a topic's messages, and those of stretches that ``shelf`` holds.
    """
    started = time.monotonic()
    with database.read(patient=True) as connection:
        marks, held = reader_position.marks(connection), reader_position.parked_positions(connection)
        rebuilt = rebuild(log, marks, catalogue, progress, codec=codec, held=held, shelf=shelf)
        differences = tuple(compare(connection, rebuilt))
    figures = rebuilt.count()
    return RebuildReport(rebuilt.position, time.monotonic() - started, figures, differences, False)


def swap_in(
    database: Database,
    log: LogReader,
    catalogue: Catalogue,
    progress: Progress | None = None,
    shelf: Shelf | None = None,
    codec: Codec | None = None,
) -> RebuildReport:
    """Rebuild, compare, and put the rebuilt figures in the place of those that differ, in one transaction.

    Most of the reading is done beside the live figures. Then all instances are locked out, what
    came meanwhile is read too, and everybody sees the old figures until the new ones are complete.
    """
    started = time.monotonic()
    rebuilder = Rebuilder(log, catalogue, codec or Codec(), shelf)
    with database.read() as connection:
        marks, held = reader_position.marks(connection), reader_position.parked_positions(connection)
    rebuilder.read(marks, held, progress)
    with database.write(patient=True) as connection:
        reader_position.lock_out(connection)
        marks = reader_position.marks(connection)
        if reader_position.parked_positions(connection) != held:
            held = reader_position.parked_positions(connection)
            rebuilder = Rebuilder(log, catalogue, codec or Codec(), shelf)
        rebuilder.read(marks, held, progress)
        rebuilt = rebuilder.result()
        differences = replace(connection, rebuilt)
    return RebuildReport(rebuilt.position, time.monotonic() - started, rebuilt.count(), differences, True)


def replace(connection: sa.Connection, rebuilt: RebuiltFigures) -> tuple[Difference, ...]:
    """Put the rebuilt rows in the place of those that differ, and tell them.

    The others stand as they are, at the version since which they stand: a rebuild would write the same.
    """
    figures = list(differing_figures(connection, rebuilt))
    pages = MonthPages(rebuilt.replay)
    months = list(differing_months(connection, pages))
    repository.delete_figures(connection, (each.key for each in figures if each.rebuilt == NOTHING))
    repository.save_figures(
        connection,
        (
            (each.key.period, each.key.region, each.key.indicator, *each.rebuilt, rebuilt.position)
            for each in figures
            if each.rebuilt != NOTHING
        ),
    )
    reports_repository.delete_months(connection, (each.key for each in months if each.rebuilt is None))
    reports_repository.save_month_rows(
        connection, [each.rebuilt for each in months if each.rebuilt is not None], pages.writer
    )
    return (*(each.told() for each in figures), *(each.told() for each in months))


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
        shelf_of(runtime),
        runtime.codec,
    )


def shelf_of(runtime: Runtime) -> Shelf | None:
    """Where stretches of ``reports`` are kept decoded; None where they come over Kafka, in partitions."""
    return None if runtime.settings.kafka_servers else Shelf(runtime.settings.data_dir / "segments")
