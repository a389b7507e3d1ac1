"""Xushi's store: ``python xushi_store.py FOLDER BATCH COUNT``, in a checkout of the release to be measured."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from measured import LINES, measure  # type: ignore[import-not-found]  # beside this script, whatever the release

from shared.codec import Codec
from shared.events import ReportLine, ReportSubmitted
from shared.periods import SystemClock
from shared.store import EventStore, NewEvent, create_store_tables, store_tables

_ENGINE = "shared.database.engine" if find_spec("shared.database") else "shared.db"
"""The second name is that of 219c035."""

_LINES = tuple(ReportLine(indicator=indicator, value=value) for indicator, value in LINES)


def _event(number: int) -> NewEvent:
    report = ReportSubmitted(region=str(510_000 + number), period="2023-03", lines=_LINES, digest="d" * 64)
    return NewEvent(
        stream=f"report-{number}", event=report, actor="bench", correlation_id="b" * 32, idempotency_key=f"b-{number}"
    )


def main(folder: Path, batch: int, count: int) -> None:
    """Measure and print."""
    database = import_module(_ENGINE).Database(f"sqlite:///{folder / 'store.sqlite'}")
    store = EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())
    with database.write() as connection:
        create_store_tables(connection)

    def append(first: int, many: int) -> None:
        with database.write() as connection:
            store.append(connection, [_event(number) for number in range(first, first + many)])

    measure(append, batch, count, None)
    database.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
