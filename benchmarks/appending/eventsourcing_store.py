"""The package ``eventsourcing`` with its SQLite recorder: ``python eventsourcing_store.py FOLDER BATCH COUNT``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from eventsourcing.application import Application  # type: ignore[import-not-found]
from eventsourcing.domain import Aggregate, event  # type: ignore[import-not-found]
from measured import LINES, measure  # type: ignore[import-not-found]  # beside this script, whatever the release


class Report(Aggregate):  # type: ignore[misc]
    """A report as an aggregate of its own."""

    @event("Submitted")  # type: ignore[untyped-decorator]
    def __init__(self, region: str, period: str, lines: list[Any], digest: str) -> None:
        self.region, self.period, self.lines, self.digest = region, period, lines, digest


def main(folder: Path, batch: int, count: int) -> None:
    """Measure and print."""
    os.environ.update(PERSISTENCE_MODULE="eventsourcing.sqlite", SQLITE_DBNAME=str(folder / "events.sqlite"))
    application = Application()

    def append(first: int, many: int) -> None:
        numbers = range(first, first + many)
        application.save(
            *(Report(str(510_000 + each), "2023-03", [list(line) for line in LINES], "d" * 64) for each in numbers)
        )

    measure(append, batch, count, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
