"""``python -m tests.end_to_end.fuzz_http``: the long fuzz over HTTP, in shards that can be broken off and go on."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shared.observe import configure_logging
from shared.security.permissions import RULES
from tests.end_to_end.fuzz_http.cells import Asked, Ledger, ask, cells, open_cells
from tests.end_to_end.fuzz_http.doors import doors
from tests.end_to_end.fuzz_http.world import world
from tests.unit.asking import EVERYBODY

TELL_EVERY = 25


def main() -> int:
    """Ask all cells of a shard that were not asked yet; 1 where one of the suite broke the server."""
    asked = _arguments()
    configure_logging("CRITICAL")
    ledger = Ledger(asked.state)
    times = -(-asked.cases // (len(RULES) * len(EVERYBODY)))
    with tempfile.TemporaryDirectory(prefix="xushi-fuzz-") as folder, world(Path(folder)) as made:
        found = doors(made.document, sorted(RULES), made.sample())
        todo = open_cells(cells(found, *asked.shard), ledger.asked())
        print(f"{len(todo)} cells are open, {times} cases each", flush=True)
        for number, cell in enumerate(todo, start=1):
            ledger.add(done := ask(made, cell, times))
            if done.broken or number % TELL_EVERY == 0:
                print(f"{number}: {cell.name} {done.statuses} {done.broken[:1]}", flush=True)
    last = {each.cell: each for each in ledger.asked()}
    print(summary(last.values()))
    return int(any(each.broken for each in last.values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.fuzz_http", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--shard", type=_shard, default=(0, 1), help="which of how many: 0/4")
    parser.add_argument("--state", type=Path, default=Path("var/fuzz-http.jsonl"), help="the cells that were asked")
    return parser.parse_args()


def _shard(text: str) -> tuple[int, int]:
    shard, _, of = text.partition("/")
    return int(shard), int(of)


def summary(asked: Iterable[Asked]) -> str:
    """What was answered, in figures."""
    statuses = Counter[str]()
    broken, number = [], 0
    for each in asked:
        number += 1
        statuses.update(each.statuses)
        broken += [f"{each.cell}: {text}" for text in each.broken]
    told = dict(sorted(statuses.items()))
    return "\n".join([f"{sum(statuses.values())} requests in {number} cells: {told}, {len(broken)} broken", *broken])


if __name__ == "__main__":
    sys.exit(main())
