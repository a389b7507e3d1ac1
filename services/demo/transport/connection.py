"""A kept-alive HTTP/1.1 connection with one request under way at a time.

The demonstration posts some 14,000 reports on the machine that also serves them, so the sender must
cost little: a request here takes about a tenth of the processor time of a general HTTP client's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

import httptools

from services.demo.transport.origin import Origin


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer's status and its whole body."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection; :meth:`open` makes it, :meth:`request` uses it, one caller at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[HttpAnswer] | None = None
        self._body: list[bytes] = []

    @classmethod
    async def open(cls, origin: Origin) -> Connection:
        """Connect.

        Raises:
            OSError: nobody answers there.
        """
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(cls, origin.host, origin.port, ssl=origin.secure or None)
        return connection

    @property
    def usable(self) -> bool:
        """Whether another request can be sent on it."""
        return self._transport is not None and not self._transport.is_closing()

    async def request(self, message: bytes) -> HttpAnswer:
        """Send a whole request and wait for its answer.

        Raises:
            ConnectionError: the connection broke before the answer was complete.
        """
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the connection is closed")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        try:
            return await self._waiting
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Close it; a request under way fails."""
        if self._transport is not None:
            self._transport.close()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ConnectionError(f"not HTTP: {error}"))
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail(ConnectionResetError(str(exc or "the connection was closed")))

    def _fail(self, error: ConnectionError) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    # the parser's side

    def on_message_begin(self) -> None:
        self._body.clear()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        status, keep = self._parser.get_status_code(), self._parser.should_keep_alive()
        if not keep:
            self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(HttpAnswer(status, b"".join(self._body)))
