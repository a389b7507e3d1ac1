"""uvicorn's HTTP protocol within bounds: of connections, of a head's bytes, and of the time for a head and a body.

uvicorn itself closes a connection that rests between two requests; it waits for ever for a head or a body that
drips, takes a head of any length, and answers beyond its limit in plain text. Each end that is made here is logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from uvicorn.protocols.http.flow_control import FlowControl

from shared.web.connections.limits import Awaited, ConnectionLimits
from shared.web.connections.refusals import (
    as_bytes,
    body_too_slow,
    head_too_large,
    head_too_slow,
    head_unreadable,
    too_many_connections,
)
from shared.web.connections.straight import StraightProtocol
from shared.web.problems import Problem

_MOST_PASSED_OVER = 65_536  # bytes of a body that is already answered; a short one leaves the connection open
_EMPTY_LINE = b"\r\n\r\n"
_REFUSED_SECONDS = 1.0  # how long a connection beyond the most may go on sending


class _WatchedFlow(FlowControl):
    """Flow control that says when the server stops reading, and when it goes on."""

    def __init__(self, transport: asyncio.Transport, rests: Callable[[], None], goes_on: Callable[[], None]) -> None:
        super().__init__(transport)
        self._rests, self._goes_on = rests, goes_on

    def pause_reading(self) -> None:
        super().pause_reading()
        self._rests()

    def resume_reading(self) -> None:
        super().resume_reading()
        self._goes_on()


def _behind(data: bytes) -> int:
    """Where what stands behind the last empty line begins."""
    return data.rfind(_EMPTY_LINE) + len(_EMPTY_LINE) if _EMPTY_LINE in data else 0


class BoundedProtocol(StraightProtocol):
    """One connection."""

    def __init__(self, limits: ConnectionLimits, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._limits = limits
        self._awaited = Awaited(limits)
        self._look: asyncio.Handle | None = None
        self._looks_at = 0.0  # uvloop's handle of what is due at once does not say when
        self._head_bytes = self._body_bytes = self._passed_over = 0
        self._refused = self._sends_on = self._ended_within = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected: its first head is awaited."""
        super().connection_made(transport)
        self.flow = _WatchedFlow(self.transport, self._rest, self._go_on)
        if len(self.connections) > self._limits.connections:
            self._corked.linger_seconds, self._sends_on = _REFUSED_SECONDS, True
            self._refuse(too_many_connections(), "connection refused", connections=len(self.connections))
        else:
            self._await("head")

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._awaited.begin("", 0.0)
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The client sends."""
        if self._refused:
            return
        self._body_bytes, self._ended_within = 0, False
        super().data_received(data)
        if self._awaited.part == "head":
            self._head_bytes += self._of_head(data)
            self._bound_head(self._head_bytes)

    def _of_head(self, data: bytes) -> int:
        """How many of these bytes are of the head that is awaited, where other requests may have ended before it: it
        holds no empty line yet, and stands behind the last body. Never too many."""
        if not self._ended_within:
            return len(data)
        return max(0, len(data) - _behind(data) - self._body_bytes)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._awaited.part != "head":
            self._await("head")

    def on_headers_complete(self) -> None:
        """The head has come."""
        if self._refused or self._bound_head(
            len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        ):
            return
        self._passed_over = self._body_bytes = 0
        super().on_headers_complete()
        self._await("body")
        if self.flow.read_paused:  # it waits behind another that is being answered
            self._rest()

    def on_body(self, body: bytes) -> None:
        """A piece of the body has come."""
        if self._refused:
            return
        self._body_bytes += len(body)
        self._awaited.came(len(body), self.loop.time())
        if self.cycle.response_complete:
            self._pass_over(len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come whole."""
        if self._refused:
            return
        self._head_bytes, self._ended_within = 0, True
        self._awaited.begin("", 0.0)
        super().on_message_complete()

    def _pass_over(self, size: int) -> None:
        """A body that is answered is for nobody: of a long one that was refused no more is taken than this."""
        self._passed_over += size
        if self._passed_over > _MOST_PASSED_OVER and not self.transport.is_closing():
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._refuse(head_unreadable(), "request unreadable")

    def _await(self, part: Any) -> None:
        self._awaited.begin(part, self.loop.time())
        self._watch()

    def _rest(self) -> None:
        self._awaited.rest(self.loop.time())

    def _go_on(self) -> None:
        self._awaited.go_on(self.loop.time())
        self._watch()

    def _watch(self) -> None:
        """Look when patience ends. A look that comes too early costs less than one that is set anew at each piece."""
        due = self._awaited.due
        if due is None or (self._look is not None and self._looks_at <= due):
            return
        if self._look is not None:
            self._look.cancel()
        self._look, self._looks_at = self.loop.call_at(due, self._see), due

    def _see(self) -> None:
        self._look = None
        due = self._awaited.due
        if due is not None and self.loop.time() >= due:
            self._too_slow()
        else:
            self._watch()

    def _too_slow(self) -> None:
        if self._awaited.part == "body" and self.cycle.response_complete:
            self._end("client too slow", part="body")  # it has its answer
        elif self._awaited.part == "body":
            self._refuse(body_too_slow(self._limits.body_rate), "client too slow", part="body")
        elif self._head_bytes:
            self._refuse(head_too_slow(self._limits.head_seconds), "client too slow", part="head")
        else:
            self._end("client said nothing")

    def _bound_head(self, size: int) -> bool:
        """Whether the head was too large, and is refused."""
        if size <= self._limits.head_bytes or self._refused:
            return self._refused
        self._sends_on = True
        self._refuse(head_too_large(self._limits.head_bytes), "head too large", bytes=size)
        return True

    def _refuse(self, problem: Problem, event: str, **told: object) -> None:
        """Answer in the stead of the application, which hears that the client has left, and close."""
        if not self._answers_another():
            self.transport.write(as_bytes(problem))
        self._end(event, status=problem.status, **told)

    def _answers_another(self) -> bool:
        """Whether an answer has begun, or is due to a request that came whole before what is refused: the client would
        take the refusal for that answer."""
        if self.pipeline:
            return True
        answering = self.cycle is not None and not self.cycle.response_complete
        return answering and (self.cycle.response_started or not self.cycle.more_body)

    def _end(self, event: str, **told: object) -> None:
        self._refused = True
        self._awaited.begin("", 0.0)
        structlog.get_logger().warning(event, client=self.client[0] if self.client else "", **told)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.more_body = False  # it is no longer waited for, by the end of the connection neither
            self.cycle.message_event.set()
        self.transport.close()

    def _is_sent_to(self) -> bool:
        """Whether the client goes on sending what was refused."""
        return self._sends_on or super()._is_sent_to()
