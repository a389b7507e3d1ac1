"""What a report takes on the disk, in the intake's store and in the aggregator's database, by table.

    python -m benchmarks.as_it_runs.disk [--months 60] [--batch 1000] [--old FOLDER]

Every unit's monthly reports of 20 lines are applied in batches, and not judged: what is told of figures is told once a
batch. Indexes count to their tables. With ``--old`` the same of another checkout.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from benchmarks.as_it_runs.builds import builds_of, run_in, store_of
from shared.periods import Month

_LAST = Month(2025, 12)
_SHOWN = 20
"""Bytes a report from which on a table is named."""

_WORK = """
import json, shutil, sqlite3, sys, tempfile
from pathlib import Path
stored, batch = sys.argv[1], int(sys.argv[2])
from benchmarks import replay
from shared.catalogue import load_catalogue
try:
    from benchmarks import synthetic
except ImportError:  # before it had a module of its own
    synthetic = replay
synthetic.create_store_tables = lambda connection: None
folder = Path(tempfile.mkdtemp(prefix="xushi-disk-"))
try:
    shutil.copy(stored, folder / "intake.sqlite")
    bench = synthetic.Bench(folder, load_catalogue(), batch)
    reports = bench.consumer.catch_up()
    bench.close()
    found = {}
    for name in ("intake", "aggregator"):
        database = sqlite3.connect(folder / f"{name}.sqlite")
        query = "SELECT m.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name GROUP BY 1"
        found |= {f"{name}: {table}": size / reports for table, size in database.execute(query)}
        database.close()
    print(json.dumps(found))
finally:
    shutil.rmtree(folder)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--months", type=int, default=60, help="months of reports that are applied")
    parser.add_argument("--batch", type=int, default=1_000, help="most reports in one transaction")
    parser.add_argument("--old", type=Path, help="another checkout, with its environment in .venv")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="xushi-disk-"))
    try:
        for name, build in builds_of(options.old).items():
            store = store_of(build, folder / name.replace(" ", "-"), options.months, _LAST)
            _show(name, json.loads(run_in(build, _WORK, str(store.path), str(options.batch))))
    finally:
        shutil.rmtree(folder)


def _show(name: str, found: dict[str, float]) -> None:
    print(f"{name}: {sum(found.values()):,.0f} bytes a report")
    for table, size in sorted(found.items(), key=lambda each: -each[1]):
        if size >= _SHOWN:
            print(f"    {size:>8,.0f} {table}")


if __name__ == "__main__":
    main()
