"""``python -m tests.end_to_end.fuzz_http``: the long fuzz over HTTP, in shards that can be broken off and go on."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from shared.observe import configure_logging
from shared.security.permissions import RULES
from tests.end_to_end.fuzz_http.cells import Asked, Cell, ask, cells, last_asked, open_cells
from tests.end_to_end.fuzz_http.doors import doors
from tests.end_to_end.fuzz_http.world import world
from tests.end_to_end.resumable.commits import commit
from tests.end_to_end.resumable.ledger import Ledger, Origin
from tests.unit.asking import EVERYBODY

TELL_EVERY = 25


def main() -> int:
    """Ask all cells of a shard that were not asked yet; 1 where one of the suite broke the server."""
    asked = _arguments()
    configure_logging("CRITICAL")
    times = -(-asked.cases // (len(RULES) * len(EVERYBODY)))
    ledger = Ledger(asked.state, Asked, Origin(commit(), f"fuzz over HTTP, {times} cases a cell"))
    with tempfile.TemporaryDirectory(prefix="xushi-fuzz-") as folder, world(Path(folder)) as made:
        found = doors(made.document, sorted(RULES), made.sample())
        mine = cells(found, *asked.shard)
        todo = open_cells(mine, ledger.done())
        print(f"{len(todo)} of {len(mine)} cells are open\n{ledger.told()}", flush=True)
        for number, cell in enumerate(todo, start=1):
            ledger.add(done := ask(made, cell, times))
            if done.broken or number % TELL_EVERY == 0:
                print(f"{number}: {cell.name} {done.statuses} {done.broken[:1]}", flush=True)
    print(ledger.told())
    print(summary(mine, ledger.done()))
    return int(any(each.broken for each in last_asked(mine, ledger.done())))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.fuzz_http", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--shard", type=_shard, default=(0, 1), help="which of how many: 0/4")
    parser.add_argument("--state", type=Path, default=Path("var/fuzz-http.jsonl"), help="the cells that were asked")
    return parser.parse_args()


def _shard(text: str) -> tuple[int, int]:
    shard, _, of = text.partition("/")
    return int(shard), int(of)


def summary(mine: Sequence[Cell], asked: Sequence[Asked]) -> str:
    """What the cells of a shard were answered, in figures; what others were is not its business."""
    statuses = Counter[str]()
    answered = last_asked(mine, asked)
    for each in answered:
        statuses.update(each.statuses)
    broken = [f"{each.cell}: {text}" for each in answered for text in each.broken]
    told = dict(sorted(statuses.items()))
    requests = f"{sum(statuses.values())} requests in {len(answered)} of {len(mine)} cells"
    return "\n".join([f"{requests}: {told}, {len(broken)} broken", *broken])


if __name__ == "__main__":
    sys.exit(main())
