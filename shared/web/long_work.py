"""Work that takes longer than the event loop may be held: in a few threads, each piece with its time.

It ends when its time is over and when the client has left, at the next of its steps (:mod:`shared.steps`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import structlog
from fastapi import Request
from starlette.requests import ClientDisconnect

from shared.steps import Work, WorkEnded, under
from shared.web.problems import Problem

LONG = 16_384
"""Bytes of a body beyond which it is worked on in a thread: a report of a unit has a few thousand."""

TOO_LONG = "work-too-long"
"""The code of what was not done in time: the same again may well be, but not at once."""

Left = Callable[[], Awaitable[None]]
"""Comes to its end when the client has left."""

Result = TypeVar("Result")


class LongWork:
    """So many pieces of work ``at_once``; each has so many ``seconds``, its waiting for a thread included."""

    def __init__(self, at_once: int, seconds: float) -> None:
        self._threads = ThreadPoolExecutor(at_once, "long-work")
        self._seconds = seconds

    def close(self) -> None:
        """Wait for what is being worked on; nothing more is begun."""
        self._threads.shutdown(cancel_futures=True)

    async def of_body(self, work: Callable[[bytes], Result], raw: bytes, left: Left | None = None) -> Result:
        """What ``work`` makes of a body: of a short one at once, of a long one as :meth:`run`.

        Raises:
            Problem: as ``work`` and :meth:`run`.
        """
        return await self.run(partial(work, raw), left) if len(raw) > LONG else work(raw)

    async def run(self, do: Callable[[], Result], left: Left | None = None) -> Result:
        """What ``do`` makes, in a thread. ``left`` is asked meanwhile, where all of the request has been read.

        Raises:
            Problem: 503, it has taken too long.
            ClientDisconnect: nobody waits for it any more.
            Exception: as ``do``.
        """
        work = Work(self._seconds)
        doing = asyncio.get_running_loop().run_in_executor(self._threads, under, work, do)
        leaving = asyncio.ensure_future(left()) if left is not None else None
        try:
            waiting: set[asyncio.Future[Any]] = {doing} if leaving is None else {doing, leaving}
            await asyncio.wait(waiting, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return doing.result()
        except WorkEnded:
            pass  # its own clock was a little faster than ours
        finally:
            work.call_off()
            doing.cancel()  # where it has not begun yet
            if leaving is not None:
                leaving.cancel()
        if leaving is not None and leaving.done() and not leaving.cancelled():
            raise ClientDisconnect
        raise self._too_long()

    def _too_long(self) -> Problem:
        structlog.get_logger().warning("work took too long", seconds=self._seconds)
        detail = (
            f"这份内容在 {self._seconds:g} 秒内没有处理完（XUSHI_WORK_SECONDS），没有入库；请稍后重试，"
            "或把它分成几份（It could not be worked on in time; nothing was stored.）"
        )
        return Problem(503, TOO_LONG, "处理超时", detail=detail, headers={"Retry-After": "5"})


def leaving_of(request: Request) -> Left:
    """Tells when the client of a request has left, once all of its body has been read."""

    async def left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            continue  # what is left of the body, which is for nobody

    return left
