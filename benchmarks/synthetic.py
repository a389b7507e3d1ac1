"""A store of made-up monthly reports, always the same ones, and an empty aggregator beside it.

Every report has 20 lines; every unit of the catalogue reports month after month.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

from services.aggregator.figures.projection import Projection
from services.aggregator.main import MIGRATIONS
from services.aggregator.tables import CONSUMER, STORE
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import ReportLine, ReportSubmitted
from shared.log import DirectLog
from shared.observe import Metrics
from shared.periods import Month, SystemClock
from shared.store import EventStore, NewEvent, create_store_tables, store_tables

LINES = 20
FIRST = Month(1951, 1)


class Bench:
    """A store of reports and an empty aggregator beside it, in one folder."""

    def __init__(self, folder: Path, catalogue: Catalogue, batch: int, first: Month = FIRST) -> None:
        self.catalogue = catalogue
        self.reports = Database(f"sqlite:///{folder / 'intake.sqlite'}")
        with self.reports.write() as connection:
            create_store_tables(connection)
        self.store = EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())
        self.log = DirectLog("reports", self.reports, self.store)
        self.figures = Database(f"sqlite:///{folder / 'aggregator.sqlite'}")
        self.figures.migrate(MIGRATIONS)
        own = EventStore(STORE, Codec(), SystemClock())
        self.consumer = Consumer(
            "aggregator",
            self.log,
            self.figures,
            CONSUMER,
            Projection(own, catalogue),
            metrics=Metrics(),
            clock=SystemClock(),
            batch=batch,
        )
        self._reports = synthetic_reports(catalogue, first)

    def add(self, count: int) -> None:
        """Append that many further reports to the store, 2,000 a transaction."""
        while count > 0:
            batch = [next(self._reports) for _ in range(min(count, 2_000))]
            with self.reports.write() as connection:
                self.store.append(connection, batch)
            count -= len(batch)

    def close(self) -> None:
        """Let go of both databases."""
        self.reports.dispose()
        self.figures.dispose()


def reporting(catalogue: Catalogue) -> list[str]:
    """The units that report: those there are in the first month, in all months."""
    return [unit for unit in catalogue.units() if catalogue.valid_in(unit, FIRST)]


def synthetic_reports(catalogue: Catalogue, first: Month = FIRST) -> Iterator[NewEvent]:
    """One report of every unit, month after month, without end; always the same ones."""
    rng = random.Random(20_210_101)
    lines = {unit: _indicators(catalogue, unit) for unit in reporting(catalogue)}
    month = first
    while True:
        for unit, indicators in lines.items():
            report = ReportSubmitted(
                region=unit,
                period=str(month),
                digest="0" * 64,
                lines=tuple(
                    ReportLine(item, rng.randrange(10**6), 10**6 if catalogue.indicators[item].parts else None)
                    for item in indicators
                ),
            )
            yield NewEvent(stream=f"report-{unit}-{month}", event=report, actor="bench", correlation_id="bench")
        month = month.shift(1)


def _indicators(catalogue: Catalogue, unit: str) -> list[str]:
    """Twenty indicators: those the unit owes, filled up with ones that no figure above needs."""
    return list(dict.fromkeys([*catalogue.owed(unit), *catalogue.indicators]))[:LINES]


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
