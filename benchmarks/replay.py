"""How fast reports become figures: applied one batch after another, and rebuilt from position 0.

    python -m benchmarks.replay [--reports 13740] [--batch 1000]

Makes a synthetic store of monthly reports (20 lines, every unit of the catalogue, month after
month) in a temporary folder and prints reports/s applied and rebuilt, each also as a ratio to a
plain Python dictionary that sums the same decoded events in the same run; then the cost of a
report on top of ten times the history, as a ratio to its cost on a short one.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.synthetic import Bench, timed
from services.aggregator.rebuild.rebuilder import rebuild
from shared.catalogue import load_catalogue
from shared.events import ReportSubmitted
from shared.process.application import spare_the_collector


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
    """Measure and print."""
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
