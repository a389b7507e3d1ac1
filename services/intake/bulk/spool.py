"""An answer that is written while the request is still being read.

Most HTTP clients send their whole body before they read a byte of the answer. If sending the answer
held up the reading of the body, both would wait for each other for ever; so what the client does
not take yet is kept in a temporary file, and memory stays as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import IO

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Emit = Callable[[bytes], None]

_IN_MEMORY = 1_000_000
_PIECE = 65_536


class SpooledResponse(Response):
    """Runs ``work``, which emits pieces of the answer, and sends them as the client takes them; while it has its
    ``place``, over a ``temporary`` file."""

    def __init__(
        self,
        work: Callable[[Emit], Awaitable[None]],
        media_type: str,
        place: AbstractContextManager[None],
        temporary: Callable[[int], IO[bytes]],
    ) -> None:
        super().__init__(media_type=media_type)
        del self.headers["content-length"]
        self._work = work
        self._place = place
        self._temporary = temporary

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer as ASGI messages.

        Raises:
            Problem: 503, there is no place for one more.
        """
        with self._place, self._temporary(_IN_MEMORY) as file:
            await self._send(file, send)

    async def _send(self, file: IO[bytes], send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        spool = _Spool(file)
        working = asyncio.ensure_future(self._run(spool))
        try:
            while piece := await spool.take():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            await working
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _run(self, spool: _Spool) -> None:
        try:
            await self._work(spool.put)
        finally:
            spool.end()


class _Spool:
    """Bytes in, bytes out, in order. Used by the event loop only."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._written = self._read = 0
        self._ended = False
        self._news = asyncio.Event()

    def put(self, piece: bytes) -> None:
        self._file.seek(self._written)
        self._file.write(piece)
        self._written += len(piece)
        self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()

    async def take(self) -> bytes:
        """The next bytes, once there are any; none at the end."""
        while self._read == self._written and not self._ended:
            self._news.clear()
            await self._news.wait()
        if self._read == self._written:
            return b""
        self._file.seek(self._read)
        piece = self._file.read(min(_PIECE, self._written - self._read))
        self._read += len(piece)
        if self._read == self._written:  # all taken: begin again, so that the file does not grow for ever
            self._file.seek(0)
            self._file.truncate()
            self._read = self._written = 0
        return piece
