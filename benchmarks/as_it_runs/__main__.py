"""What a report costs as the aggregator runs: applied, and judged beside it, with its forecasts; in processor time.

    python -m benchmarks.as_it_runs [--months 60] [--batches 1000 50] [--old FOLDER] [--rounds 1]

Has each build make a synthetic store of every unit's monthly reports of the plans' years, applies it in batches
of each size, and judges whenever the judge would: after half a second of work, and at the end. Beside it the same
without judging; then what a report of two more months costs on top of that, and on top of ten times as much. With
``--old`` the same is measured of another checkout, in its own environment, by turns. Everything is a process of its
own: what one has warmed or left lying is not another's.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.as_it_runs.builds import Stores, builds_of, run_in, store_of
from shared.periods import Month

_SECONDS = 0.5
"""Of work, between two times that the judge looks (services.aggregator.judging.gathering): processor time, so that what
else the machine does makes no judgement more."""
_LAST = Month(2025, 12)
_MEASURED = 2
"""Months of every unit's reports that are measured on top of a history."""

_WORK = """
import shutil, sys, tempfile, time
from pathlib import Path
stored, batch, judged, behind = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "judged", int(sys.argv[4])
from shared.settings import Settings
from shared.observe import configure_logging
configure_logging("ERROR")
try:
    from shared.process.runtime import Runtime
    from shared.process.application import spare_the_collector
    from services.aggregator.progress.handler import ProgressHandler
except ModuleNotFoundError:  # before the rooms were cut
    from shared.runtime import Runtime
    from shared.application import spare_the_collector
    from services.aggregator.progress_handler import ProgressHandler
if not judged:
    ProgressHandler.assess = lambda *_: []
    ProgressHandler.bears_on = lambda *_: []
from services.aggregator.main import Aggregator
folder = Path(tempfile.mkdtemp(prefix="xushi-as-it-runs-"))
try:
    shutil.copy(stored, folder / "intake.sqlite")
    aggregator = Aggregator(Runtime(Settings(data_dir=folder, batch_size=batch)))
    aggregator.migrate()
    spare_the_collector()
    judge = getattr(aggregator, "judge", None)
    begun = looked = time.process_time()
    taken = done = 0
    while True:
        some = aggregator.consumer.step()
        taken += some
        if judge and (not some or time.process_time() - looked >= SECONDS):
            judge.judge_once()
            looked = time.process_time()
        if not some:
            break
        if behind and taken >= behind:
            if judge:
                judge.judge_once()
            begun, done, behind = time.process_time(), taken, 0
    print((time.process_time() - begun) / max(1, taken - done) * 1e6)
finally:
    shutil.rmtree(folder)
""".replace("SECONDS", str(_SECONDS))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--months", type=int, default=60, help="months of reports that are applied")
    parser.add_argument("--batches", type=int, nargs="+", default=[1_000, 50], help="most reports in one transaction")
    parser.add_argument("--old", type=Path, help="another checkout, with its environment in .venv")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-history", action="store_true", help="leave out the run with ten times the history")
    options = parser.parse_args()
    builds = builds_of(options.old)
    folder = Path(tempfile.mkdtemp(prefix="xushi-as-it-runs-"))
    try:
        _measure(folder, builds, options)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, builds: dict[str, Path], options: argparse.Namespace) -> None:
    whole = {name: store_of(build, folder / f"whole-{name}", options.months, _LAST) for name, build in builds.items()}
    print(" " * 31 + "".join(f"{name:>12}" for name in builds) + "   µs of processor a report")
    for batch in options.batches:
        for how in ("judged", "alone"):
            title = f"batches of {batch:>5}, {'as it runs' if how == 'judged' else 'not judged'}"
            _line(title, _by_turns(builds, whole, batch, how, options.rounds))
    if options.no_history:
        return
    short, long = options.months - _MEASURED, options.months * 10 - _MEASURED
    ten = {name: store_of(build, folder / f"ten-{name}", long + _MEASURED, _LAST) for name, build in builds.items()}
    first = _by_turns(builds, whole, 1_000, "judged", options.rounds, short)
    later = _by_turns(builds, ten, 1_000, "judged", options.rounds, long)
    _line("at ten times the history, times", {name: later[name] / first[name] for name in builds})


def _line(title: str, costs: dict[str, float]) -> None:
    first, *others = costs.values()
    ratio = f"   {first / others[0]:.2f} of the other" if others else ""
    print(f"{title:<31}" + "".join(f"{cost:>12,.2f}" for cost in costs.values()) + ratio, flush=True)


def _by_turns(
    builds: dict[str, Path], stores: Stores, batch: int, how: str, rounds: int, behind: int = 0
) -> dict[str, float]:
    """The median of each build; of what comes behind so many months of reports, where they are given."""
    found: dict[str, list[float]] = {name: [] for name in builds}
    for _ in range(rounds):
        for name, build in builds.items():
            path, units = stores[name]
            found[name].append(float(run_in(build, _WORK, str(path), str(batch), how, str(behind * units))))
    return {name: statistics.median(costs) for name, costs in found.items()}


if __name__ == "__main__":
    main()
