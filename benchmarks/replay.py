"""How fast reports become figures: applied one batch after another, and rebuilt from position 0.

    python benchmarks/replay.py [--reports 13740] [--batch 1000]

Makes a synthetic store of monthly reports (20 lines, every unit of the catalogue, month after
month) in a temporary folder and prints reports/s applied and rebuilt, each also as a ratio to a
plain Python dictionary that sums the same decoded events in the same run; then the cost of a
report on top of ten times the history, as a ratio to its cost on a short one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

from services.aggregator.figures.projection import Projection
from services.aggregator.main import MIGRATIONS
from services.aggregator.rebuild.rebuild import rebuild
from services.aggregator.tables import CONSUMER, STORE
from shared.catalogue import Catalogue, load_catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import ReportLine, ReportSubmitted
from shared.log import DirectLog
from shared.observe import Metrics
from shared.periods import Month, SystemClock
from shared.process.application import spare_the_collector
from shared.store import EventStore, NewEvent, create_store_tables, store_tables

LINES = 20
FIRST = Month(1951, 1)


class Bench:
    """A store of reports and an empty aggregator beside it, in one folder."""

    def __init__(self, folder: Path, catalogue: Catalogue, batch: int) -> None:
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
        self._reports = synthetic_reports(catalogue)

    def add(self, count: int) -> None:
        """Append that many further reports to the store, 2,000 a transaction."""
        while count > 0:
            batch = [next(self._reports) for _ in range(min(count, 2_000))]
            with self.reports.write() as connection:
                self.store.append(connection, batch)
            count -= len(batch)

    def close(self) -> None:
        self.reports.dispose()
        self.figures.dispose()


def synthetic_reports(catalogue: Catalogue) -> Iterator[NewEvent]:
    """One report of every unit, month after month, without end; always the same ones."""
    rng = random.Random(20_210_101)
    lines = {unit: _indicators(catalogue, unit) for unit in catalogue.units()}
    month = FIRST
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
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def dictionary_sum(bench: Bench) -> float:
    """Seconds for the plain sum over the same decoded events: a dictionary, region above by region above."""
    with bench.reports.read() as connection:
        events = [bench.store.decode(record) for record in bench.store.read(connection, 0, 10**9)]
    catalogue = bench.catalogue
    above = {
        (unit, item): catalogue.rollup_nodes(unit, item) for unit in catalogue.units() for item in catalogue.indicators
    }

    def work() -> None:
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        for event in events:
            assert isinstance(event, ReportSubmitted)
            for line in event.lines:
                for region in above[event.region, line.indicator]:
                    sums[region, line.indicator, event.period] += line.value

    return timed(work)


def history_ratio(bench: Bench, present: int) -> float:
    """The cost of a report after ten times the history, as a ratio to its cost now."""
    before = _batch_cost(bench)
    bench.add(present * 9)
    bench.consumer.catch_up()
    return _batch_cost(bench) / before


def _batch_cost(bench: Bench) -> float:
    """Processor seconds of a thousand reports, the median of seven: what else the machine does is left out."""
    seconds = []
    for _ in range(7):
        bench.add(1_000)
        started = time.process_time()
        bench.consumer.catch_up()
        seconds.append(time.process_time() - started)
    return statistics.median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=13_740, help="reports in the store")
    parser.add_argument("--batch", type=int, default=1_000, help="most reports in one transaction")
    parser.add_argument("--no-history", action="store_true", help="leave out the run with ten times the history")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="xushi-replay-"))
    try:
        bench = Bench(folder, load_catalogue(), options.batch)
        bench.add(options.reports)
        spare_the_collector()  # as the service does when it starts
        applied = options.reports / timed(bench.consumer.catch_up)
        rebuilt = options.reports / timed(lambda: rebuild(bench.log, bench.consumer.marks(), bench.catalogue))
        plain = options.reports / dictionary_sum(bench)
        print(f"applied       {applied:>10,.0f} reports/s   {applied / plain:.2f} of a plain dictionary sum")
        print(f"rebuilt       {rebuilt:>10,.0f} reports/s   {rebuilt / plain:.2f} of a plain dictionary sum")
        print(f"dictionary    {plain:>10,.0f} reports/s")
        if not options.no_history:
            ratio = history_ratio(bench, options.reports)
            print(f"ten times the history: a report costs {ratio:.2f} times as much")
        bench.close()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
