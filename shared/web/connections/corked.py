"""An HTTP protocol that sends an answer in one piece, and closes so that its answer arrives.

The server writes an answer's head and body one after the other, and the event loop's transport
hands each to the kernel at once: two system calls, two packets, and a client that is woken twice.
Here what is written in one turn of the loop is kept together and sent at its end.

A body that is too large is answered before it has come. Closed at once, the kernel would answer what still comes
with a reset, on which clients throw away the answer that they have not read. So the connection is closed in our
direction only, and what comes is passed over until the client has closed its own, or has had its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LINGER_SECONDS = 30.0
"""How long a client may go on sending what was refused."""


class Corked:
    """A transport that collects what is written until the loop's next turn; all else is the transport's own.

    ``lingers`` is asked when the transport is closed: whether the client is still sending.
    """

    def __init__(
        self,
        transport: asyncio.Transport,
        loop: asyncio.AbstractEventLoop,
        lingers: Callable[[], bool] = lambda: False,
        seconds: float = LINGER_SECONDS,
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._lingers = lingers
        self.linger_seconds = seconds
        self._last_call: asyncio.TimerHandle | None = None
        self._pending: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send ``data`` together with what else is written in this turn."""
        if not self._pending:
            self._loop.call_soon(self._flush)
        self._pending.append(data)

    def close(self) -> None:
        """Close, once everything written is sent; while the client is still sending, in our direction first.

        A second call closes for good.
        """
        self._flush()
        if self.lingering or not self._lingers() or self._transport.is_closing():
            self._close()
            return
        self._transport.write_eof()
        self._transport.resume_reading()
        self._last_call = self._loop.call_later(self.linger_seconds, self._close)

    @property
    def lingering(self) -> bool:
        """Whether what comes is no longer read: the answer is sent, and the client has not yet closed."""
        return self._last_call is not None

    def is_closing(self) -> bool:
        """Whether nothing can be written any more."""
        return self.lingering or self._transport.is_closing()

    def _close(self) -> None:
        if self._last_call is not None:
            self._last_call.cancel()
        self._transport.close()

    def _flush(self) -> None:
        pending, self._pending = self._pending, []
        if pending and not self._transport.is_closing():  # else the client is gone
            self._transport.write(b"".join(pending))


class CorkedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol over a corked transport."""

    _corked: Corked

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        self._corked = Corked(transport, self.loop, self._is_sent_to)
        super().connection_made(cast(asyncio.Transport, self._corked))

    def data_received(self, data: bytes) -> None:
        """The client sends; what comes after the answer that closes is passed over."""
        if not self._corked.lingering:
            super().data_received(data)

    def _is_sent_to(self) -> bool:
        """Whether the client is in the middle of a body."""
        return self.cycle is not None and self.cycle.more_body
