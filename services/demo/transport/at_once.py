"""A few requests at once: enough that a day's reports can share a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import TypeVar

from services.demo.transport.client import PlayError

CONNECTIONS = 64
"""Enough that a day's reports (about 50) can share one commit of the service."""
Item = TypeVar("Item")


async def all_at_once(items: Collection[Item], do: Callable[[Item], Awaitable[None]]) -> None:
    """Do something with every item, at most ``CONNECTIONS`` at a time.

    Raises:
        PlayError: the first one that failed; after it nothing more is begun.
    """
    waiting = iter(items)
    failures: list[PlayError] = []

    async def work() -> None:
        for item in waiting:
            if failures:
                return
            try:
                await do(item)
            except PlayError as error:
                failures.append(error)

    async with asyncio.TaskGroup() as workers:
        for _ in range(min(CONNECTIONS, len(items))):
            workers.create_task(work())
    if failures:
        raise failures[0]
