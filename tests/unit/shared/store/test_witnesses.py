from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.store import EventStore
from shared.store.witnesses import Contradiction, Witness, contradictions
from tests.builders import a_new, a_report, a_store


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[tuple[EventStore, sa.Connection, list[str]]]:
    database, store = a_store(tmp_path)
    with database.write() as connection:
        hashes = [each.hash for each in store.append(connection, [a_new(a_report(), f"s{n}") for n in range(4)])]
    with database.read() as connection:
        yield store, connection, hashes
    database.dispose()


def test_witnesses_that_saw_what_stands_there_contradict_nothing(
    stored: tuple[EventStore, sa.Connection, list[str]],
) -> None:
    store, connection, hashes = stored
    seen = [Witness("reader", "reports", position, hash_) for position, hash_ in enumerate(hashes, 1)]
    assert contradictions(store, connection, seen) == ()


def test_one_that_saw_more_than_there_is_or_something_else_contradicts(
    stored: tuple[EventStore, sa.Connection, list[str]],
) -> None:
    store, connection, hashes = stored
    further, other = Witness("reader", "reports", 5, "e" * 64), Witness("bulletin", "reports", 2, "f" * 64)
    fine = Witness("board", "reports", 4, hashes[3])
    assert contradictions(store, connection, [further, fine, other]) == (
        Contradiction(further, ""),
        Contradiction(other, hashes[1]),
    )
