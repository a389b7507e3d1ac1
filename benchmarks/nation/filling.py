"""Puts reports straight into a build's store: run by that build's own Python, ``python filling.py FOLDER < reports``.

Each line that comes in is ``{"region": …, "period": …, "lines": [[indicator, value, denominator], …]}``, the months in
their order. It imports nothing but the product, and whatever build the Python that runs it has: what is stored is
encoded, hashed and chained as that build does it. What a service keeps beside its store it makes when it starts.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from services.intake.main import MIGRATIONS
from services.intake.tables import STORE
from shared.codec import Codec
from shared.events import ReportLine, ReportSubmitted
from shared.periods import CHINA, Month
from shared.store import EventStore, NewEvent

_AT_ONCE = 1_000


class Deadline:
    """A clock that stands at the third of the month after the one being filled in: everybody is in time."""

    def __init__(self) -> None:
        self.month = Month(2021, 1)

    def now(self) -> datetime:
        """That instant."""
        after = self.month.shift(1)
        return datetime(after.year, after.month, 3, 9, tzinfo=CHINA)


class Given(NamedTuple):
    """A report as it comes in."""

    period: str
    event: NewEvent


def main(folder: Path) -> None:
    """Store everything that comes in."""
    database, clock = _database(f"sqlite:///{folder / 'intake.sqlite'}"), Deadline()
    database.migrate(MIGRATIONS)
    store = EventStore(STORE, Codec(), clock)
    for period, reports in groupby(map(_given, sys.stdin.buffer), lambda each: each.period):
        clock.month = Month.parse(period)
        for batch in _batches(each.event for each in reports):
            with database.write() as connection:
                store.append(connection, batch)
    database.dispose()


def _database(address: str) -> Any:
    """It has moved since 219c035."""
    try:
        return importlib.import_module("shared.database.engine").Database(address)
    except ModuleNotFoundError:
        return importlib.import_module("shared.db").Database(address)


def _given(line: bytes) -> Given:
    report: dict[str, Any] = msgspec.json.decode(line)
    lines = tuple(ReportLine(*each) for each in report["lines"])
    region, period = report["region"], report["period"]
    event = ReportSubmitted(region=region, period=period, lines=lines, digest="0" * 64, simulated=True)
    stream = f"report-{region}-{period}"
    return Given(period, NewEvent(stream=stream, event=event, actor="key:bench", correlation_id="bench"))


def _batches(events: Iterator[NewEvent]) -> Iterator[list[NewEvent]]:
    batch: list[NewEvent] = []
    for event in events:
        batch.append(event)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    main(Path(sys.argv[1]))
