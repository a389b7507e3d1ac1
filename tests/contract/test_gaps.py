"""A reader that tails PostgreSQL while several processes write: of the store it misses nothing.

Beside it the same is done with a table whose positions come from a sequence. There a reader that
asks for what lies above the last position it saw misses what commits late: that shows that this
test can see a gap. XUSHI_LONG_TESTS=1 runs the long form.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import SystemClock
from shared.store import EventStore, store_tables, verify
from tests import postgresql
from tests.builders import a_new, a_report, a_store

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
ROUNDS, SECONDS = (3, 8.0) if LONG else (1, 2.0)
WRITERS = 4
ATTEMPTS = 5
LONGEST_PAUSE = 0.003
_GLANCE_SECONDS = 0.001
_PATIENCE = 60.0
NAIVE = sa.Table("naive", sa.MetaData(), sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=True))


class Round(NamedTuple):
    """How many rows there are at the end, and which positions the reader saw, in its order."""

    stored: int
    seen: Sequence[int]
    naive_stored: int
    naive_seen: Sequence[int]


def write(url: str, name: int, ready: Barrier, seconds: float) -> None:
    """One writing process: into the store, and at the same time into the naive table."""
    databases = [Database(url) for _ in (write_store, write_naive)]
    for database in databases:
        with database.read():
            pass  # connected before the others begin
    ready.wait(_PATIENCE)
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(databases)) as threads:
        running = [
            threads.submit(each, database, random.Random(name), until)
            for each, database in zip((write_store, write_naive), databases, strict=True)
        ]
    for each in running:
        each.result()
    for database in databases:
        database.dispose()


def write_store(database: Database, chance: random.Random, until: float) -> None:
    store = EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())
    while time.monotonic() < until:
        events = [a_new(a_report(), f"stream-{chance.randint(1, 50)}") for _ in range(chance.randint(1, 3))]
        with database.write() as connection:
            store.append(connection, events)
            time.sleep(chance.uniform(0, LONGEST_PAUSE))


def write_naive(database: Database, chance: random.Random, until: float) -> None:
    while time.monotonic() < until:
        with database.write() as connection:
            connection.execute(NAIVE.insert())
            time.sleep(chance.uniform(0, LONGEST_PAUSE))


def play(url: str, seconds: float) -> Round:
    """Write from several processes and tail both until they have ended and nothing comes any more."""
    database, store = a_store(url)
    with database.write() as connection:
        NAIVE.create(connection)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(WRITERS)
    writers = [spawn.Process(target=write, args=(url, name, ready, seconds)) for name in range(WRITERS)]
    for writer in writers:
        writer.start()
    ended = threading.Event()
    with ThreadPoolExecutor(2) as readers:
        seen = readers.submit(tail, database, partial(read_store, store), ended)
        naive_seen = readers.submit(tail, database, read_naive, ended)
        for writer in writers:
            writer.join(_PATIENCE + seconds)
        ended.set()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with database.read() as connection:
        verdict = verify(store, connection)
        naive_stored = connection.execute(sa.select(sa.func.count()).select_from(NAIVE)).scalar_one()
    assert verdict.whole
    database.dispose()
    return Round(verdict.checked, seen.result(), naive_stored, naive_seen.result())


def read_store(store: EventStore, connection: sa.Connection, after: int) -> list[int]:
    return [event.position for event in store.read(connection, after, 1_000)]


def read_naive(connection: sa.Connection, after: int) -> list[int]:
    query = sa.select(NAIVE.c.position).where(NAIVE.c.position > after).order_by(NAIVE.c.position)
    return list(connection.execute(query).scalars())


def tail(database: Database, read: Callable[[sa.Connection, int], list[int]], ended: threading.Event) -> Sequence[int]:
    """What a reader sees that asks for what lies above the last position it has seen."""
    seen: list[int] = []
    while True:
        last = ended.is_set()
        with database.read() as connection:
            page = read(connection, seen[-1] if seen else 0)
        seen += page
        if last and not page:
            return seen
        time.sleep(_GLANCE_SECONDS)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_reader_of_the_store_misses_nothing_where_a_reader_of_a_sequence_does(
    postgresql_server: postgresql.Server, record_testsuite_property: Callable[[str, object], None], number: int
) -> None:
    for _ in range(ATTEMPTS):  # that the naive reader misses something is likely, not certain
        with postgresql_server.database() as url:
            played = play(url, SECONDS)
        assert played.stored > WRITERS
        assert played.seen == list(range(1, played.stored + 1))
        missed = played.naive_stored - len(played.naive_seen)
        record_testsuite_property(
            f"round {number + 1}", f"{played.stored} events; naive: {missed} of {played.naive_stored} missed"
        )
        if missed > 0:
            return
    pytest.fail(f"the naive reader missed nothing in {ATTEMPTS} attempts: this test cannot see a gap here")
