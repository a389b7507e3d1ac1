"""uvicorn's HTTP protocol with a straight way beside ASGI (shared.web.connections.straight_way).

What such a request needs of uvicorn is in its place: it stands in the line of its connection as any other does, those
that come behind it wait, a server that ends lets it end first, and a client that has left is not written to. From its
head on until it is whole it is held back here, within one piece of what the client sends: where the rest of it comes
later, or the route does not begin it, it is handed on as if it had just come.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from shared.web.connections.corked import CorkedProtocol
from shared.web.connections.straight_way import Begun, StraightRoute, StraightWay
from shared.web.middleware import CORRELATION

_CREATED = b"HTTP/1.1 201 Created\r\n"
_CONTENT = b"content-length: %d\r\ncontent-type: application/json\r\nx-correlation-id: %b\r\n"


class _Unheard:
    """Nobody waits for messages of a request that is whole."""

    def set(self) -> None:
        """uvicorn tells that the connection is over."""


_UNHEARD = _Unheard()


class StraightCycle:
    """Stands where uvicorn has a request and its answer (RequestResponseCycle), with what a connection asks of it."""

    __slots__ = (
        "before",
        "disconnected",
        "keep_alive",
        "message_event",
        "more_body",
        "parts",
        "response_complete",
        "response_started",
        "route",
        "scope",
        "started",
    )

    def __init__(self, route: StraightRoute, scope: Scope, before: RequestResponseCycle | None) -> None:
        self.route = route
        self.scope = scope
        self.before = before
        self.parts: list[bytes] = []
        self.started = time.perf_counter()
        self.keep_alive = self.more_body = True
        self.disconnected = self.response_started = self.response_complete = False
        self.message_event = _UNHEARD

    @property
    def body(self) -> bytes:
        """What has come of the body."""
        return self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)


class StraightProtocol(CorkedProtocol):
    """One connection. Without a ``straight`` way each request goes the present one."""

    def __init__(self, *arguments: Any, straight: StraightWay | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        usable = (
            straight is not None
            and not self.root_path
            and not self.config.access_log
            and self.limit_concurrency is None
        )
        self._straight = straight if usable else None

    def data_received(self, data: bytes) -> None:
        """The client sends."""
        super().data_received(data)
        held = self._held()
        if held is not None:
            self._hand_on(held)

    def on_headers_complete(self) -> None:
        """The head has come."""
        route = self._straight_route()
        if route is None:
            super().on_headers_complete()
            return
        scope = cast(Scope, self.scope)
        scope.update(method="POST", path=self.url.decode("ascii"), raw_path=self.url, query_string=b"")
        self.cycle = cast(RequestResponseCycle, StraightCycle(route, scope, self.cycle))

    def on_body(self, body: bytes) -> None:
        """A piece of the body has come."""
        held = self._held()
        if held is None:
            super().on_body(body)
        else:
            held.parts.append(body)

    def on_message_complete(self) -> None:
        """The request has come whole."""
        held = self._held()
        if held is None:
            super().on_message_complete()
            return
        assert self._straight is not None
        held.more_body = False
        begun = self._straight.begin(held.route, held.scope, held.body)
        if begun is None:
            self._take_present_way(held)
        else:
            begun.add_done_callback(partial(self._end_straight, held))

    def _straight_route(self) -> StraightRoute | None:
        """The route that may begin the request, of which the head is there; None where anything of it is not usual."""
        if self._straight is None:
            return None
        route = self._straight.routes.get(self.url)
        if route is None or self.parser.get_method() != b"POST" or self.parser.get_http_version() != "1.1":
            return None
        if self.expect_100_continue or self.parser.should_upgrade() or not self.parser.should_keep_alive():
            return None
        free = self.cycle is None or self.cycle.response_complete
        return route if free and not self.flow.write_paused else None

    def _held(self) -> StraightCycle | None:
        """The request that is held back until it is whole."""
        cycle: object = self.cycle
        return cycle if isinstance(cycle, StraightCycle) and cycle.more_body else None

    def _hand_on(self, held: StraightCycle) -> None:
        """The rest of the body comes later: all goes on as if the head had just come."""
        self.cycle = cast(RequestResponseCycle, held.before)
        super().on_headers_complete()
        for part in held.parts:
            super().on_body(part)

    def _take_present_way(self, cycle: StraightCycle) -> None:
        """What is whole goes through the application."""
        present = RequestResponseCycle(
            scope=cast(Any, cycle.scope),
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=cycle.keep_alive,
            on_response=self.on_response_complete,
        )
        present.body += cycle.body
        present.more_body = False
        present.disconnected = cycle.disconnected
        present.message_event.set()
        if cast(object, self.cycle) is cycle:
            self.cycle = present
        self._start_asgi_task(present, self.app)

    def _end_straight(self, cycle: StraightCycle, begun: Begun) -> None:
        assert self._straight is not None
        content = self._straight.content(cycle.route, cycle.scope, begun, cycle.started)
        if content is None:
            self._take_present_way(cycle)
            return
        cycle.response_started = cycle.response_complete = True
        if cycle.disconnected:
            return
        heads = [b"%b: %b\r\n" % each for each in self.server_state.default_headers]
        heads.append(_CONTENT % (len(content), cycle.scope[CORRELATION].encode()))
        if not cycle.keep_alive:
            heads.append(b"connection: close\r\n")
        self.transport.write(b"".join((_CREATED, *heads, b"\r\n", content)))
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
