from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.store import EventStore, GroupCommit, Overloaded
from tests.builders import a_new, a_report, a_store

Stored = tuple[Database, EventStore]


class Refused(Exception):
    """One item's refusal."""


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Stored]:
    database, store = a_store(tmp_path)
    yield database, store
    database.dispose()


def committing(stored: Stored, batches: list[list[str]], **options: Any) -> GroupCommit[str, int]:
    database, store = stored

    def apply(connection: sa.Connection, items: Sequence[str]) -> list[int | Refused]:
        batches.append(list(items))
        if "broken" in items:
            raise RuntimeError("the batch broke")
        results: list[int | Refused] = []
        for item in items:
            if item == "refused":
                results.append(Refused(item))
            else:
                (recorded,) = store.append(connection, [a_new(a_report(), item)])
                results.append(recorded.position)
        return results

    return GroupCommit(database, apply, **options)


async def submit_all(commit: GroupCommit[str, int], items: Sequence[str]) -> list[int | BaseException]:
    answers = await asyncio.gather(*(commit.submit(item) for item in items), return_exceptions=True)
    await commit.close()
    return answers


def test_what_arrives_together_shares_transactions_and_keeps_its_order(stored: Stored) -> None:
    batches: list[list[str]] = []
    items = [f"s{number}" for number in range(50)]
    answers = asyncio.run(submit_all(committing(stored, batches), items))
    assert answers == list(range(1, 51))
    assert [item for batch in batches for item in batch] == items
    assert len(batches) < 10


def test_a_refused_item_touches_no_other(stored: Stored) -> None:
    answers = asyncio.run(submit_all(committing(stored, []), ["a", "refused", "b"]))
    assert [answers[0], answers[2]] == [1, 2]
    assert isinstance(answers[1], Refused)


def test_when_a_batch_breaks_only_the_item_at_fault_gets_the_error(stored: Stored) -> None:
    answers = asyncio.run(submit_all(committing(stored, []), ["a", "broken", "b"]))
    assert [answers[0], answers[2]] == [1, 2]
    assert isinstance(answers[1], RuntimeError)


def test_a_database_that_is_away_is_told_to_everybody_once(stored: Stored) -> None:
    calls = []

    def away(_connection: sa.Connection, items: Sequence[str]) -> list[int | Exception]:
        calls.append(len(items))
        raise sa.exc.OperationalError("gone", {}, Exception("away"))

    commit: GroupCommit[str, int] = GroupCommit(stored[0], away)
    answers = asyncio.run(submit_all(commit, ["a", "b", "c"]))
    assert all(isinstance(answer, sa.exc.OperationalError) for answer in answers)
    assert sum(calls) == 3


def test_more_work_than_is_taken_on_is_refused(stored: Stored) -> None:
    answers = asyncio.run(submit_all(committing(stored, [], waiting=2), ["a", "b", "c"]))
    assert answers[:2] == [1, 2]
    assert isinstance(answers[2], Overloaded)


def test_an_item_is_stored_although_its_caller_went_away(stored: Stored) -> None:
    database, store = stored

    async def go_away() -> None:
        commit = committing(stored, [])
        task = asyncio.create_task(commit.submit("a"))
        await asyncio.sleep(0)
        task.cancel()
        await commit.submit("b")
        await commit.close()

    asyncio.run(go_away())
    with database.read() as connection:
        assert [event.stream for event in store.read(connection, 0, 10)] == ["a", "b"]
