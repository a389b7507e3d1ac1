"""Group commit: what arrives while a transaction is on its way shares the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

import sqlalchemy as sa

from shared.database.engine import Database

Item = TypeVar("Item")
Result = TypeVar("Result")

Apply = Callable[[sa.Connection, Sequence[Item]], Sequence[Result | Exception]]
"""Decides a batch inside one transaction: for each item its result, or why it was refused."""


class Overloaded(Exception):
    """More work waits than is taken on; try again shortly."""


class GroupCommit(Generic[Item, Result]):
    """Runs items in batches, one transaction a batch, in the order in which they came.

    The transaction is durable before any of its items is answered. An item that is refused
    touches no other. When a whole batch fails, its items are tried one by one, so that only the
    one at fault gets the exception.
    """

    def __init__(
        self, database: Database, apply: Apply[Item, Result], *, most: int = 500, waiting: int = 10_000
    ) -> None:
        self._database = database
        self._apply = apply
        self._most = most
        self._waiting = waiting
        self._queue: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "commit")

    async def submit(self, item: Item) -> Result:
        """The item's result, once it is on disk.

        Raises:
            Overloaded: too many items wait.
            Exception: whatever ``apply`` refused the item with.
        """
        return await self.put(item)

    def put(self, item: Item) -> asyncio.Future[Result]:
        """The same, without waiting: it is done once the item is on disk.

        Raises:
            Overloaded: too many items wait.
        """
        if len(self._queue) >= self._waiting:
            raise Overloaded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._queue.append((item, future))
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._drain())
        return future

    async def close(self) -> None:
        """Finish what was taken on, then stop the writing thread."""
        if self._running is not None:
            await self._running
        self._thread.shutdown()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._queue:
            batch, self._queue = self._queue[: self._most], self._queue[self._most :]
            items = [item for item, _ in batch]
            results = await loop.run_in_executor(self._thread, self._commit, items)
            for (_, future), result in zip(batch, results, strict=True):
                _answer(future, result)

    def _commit(self, items: list[Item]) -> Sequence[Result | Exception]:
        try:
            with self._database.write() as connection:
                return self._apply(connection, items)
        except sa.exc.OperationalError as error:
            return [error] * len(items)  # the database is away: no item is at fault
        except Exception as error:
            if len(items) == 1:
                return [error]
            return [self._commit([item])[0] for item in items]


def _answer(future: asyncio.Future[Result], result: Result | Exception) -> None:
    if future.done():
        return  # the caller went away; what it asked for is stored all the same
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
