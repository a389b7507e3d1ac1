"""Results in the order of what was read, while a bounded number of them is under way."""

from __future__ import annotations

import asyncio
from collections import deque

from services.intake.bulk.spool import Emit

WINDOW = 1_000
"""Reports that are under way at once."""

WINDOW_BYTES = 8_000_000
"""Bytes of the reports that are under way at once."""


class PostingWindow:
    """Reports that are being posted, each with its size in bytes. Used by the event loop only."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._under_way: deque[tuple[asyncio.Task[bytes], int]] = deque()
        self._bytes = 0

    async def room(self, size: int) -> None:
        """Emit what is done, and wait until one more report of ``size`` bytes fits in."""
        waiting = self._under_way
        while waiting and (len(waiting) >= WINDOW or self._bytes + size > WINDOW_BYTES):
            await self._settle()
        while waiting and waiting[0][0].done():
            await self._settle()

    def add(self, task: asyncio.Task[bytes], size: int) -> None:
        """One more report."""
        self._under_way.append((task, size))
        self._bytes += size

    async def drain(self) -> None:
        """Wait for all of them."""
        while self._under_way:
            await self._settle()

    async def _settle(self) -> None:
        task, size = self._under_way.popleft()
        self._emit(await task)
        self._bytes -= size
