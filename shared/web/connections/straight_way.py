"""The straight way: what is usual of a hot route, begun and answered at the connection, past ASGI.

Of a small request that is like thousands before it, the frame (a task, ASGI's messages, the layers around a route)
costs several times what reading and deciding it does. Traded for that: such a request must have come whole, is begun
without waiting for anything, and is answered by the one thing that nearly always becomes of it. Whatever is not so
takes the present way from its beginning; what was begun and became something else is told there (:func:`begun_of`),
so that every refusal, repetition and fault is worded in one place. The rules are the endpoint's own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextvars import copy_context
from typing import Any, Protocol

import structlog
from prometheus_client import Histogram
from starlette.requests import Request
from starlette.types import Scope

from shared.observe import Metrics
from shared.web.middleware import CORRELATION, CorrelationIds

Begun = asyncio.Future[Any]
"""What comes of a request that was begun."""

_BEGUN = "xushi_begun"


class StraightRoute(Protocol):
    """The same endpoint as a hot route's, for what is usual."""

    def begin(self, request: Request, body: bytes) -> Begun | None:
        """Begin what is asked, without waiting for anything; None: it is not usual, and nothing was done.

        ``request`` has a head only. What is begun comes to an end, cancelled where it takes too long.
        """
        ...

    def taken(self, result: Any) -> bytes | None:
        """The JSON that a 201 answers the usual end with, which is counted; None for any other."""
        ...


StraightRoutes = Mapping[bytes, StraightRoute]
"""Routes by the path to which they are posted, as it is written in the request."""


def begun_of(request: Request) -> Begun | None:
    """What was begun of a request on the straight way, and has ended as it seldom does; None: nothing was."""
    found: Begun | None = request.scope.get(_BEGUN)
    return found


class StraightWay:
    """The straight routes of an application, and what stands around each of their requests: its correlation id, which
    its log lines bear as well, and its time in the metrics."""

    def __init__(self, routes: StraightRoutes, metrics: Metrics) -> None:
        self.routes = routes
        self._ids = CorrelationIds()
        self._metrics = metrics
        self._timers: dict[str, Histogram] = {}  # a route that nobody has asked for stands in no metric

    def begin(self, route: StraightRoute, scope: Scope, body: bytes) -> Begun | None:
        """As :meth:`StraightRoute.begin`; the scope gets the request's correlation id."""
        scope[CORRELATION] = correlation = self._ids.of(scope)
        context = copy_context()
        context.run(structlog.contextvars.bind_contextvars, correlation_id=correlation)
        try:
            return context.run(route.begin, Request(scope), body)
        except Exception:
            return None  # the present way comes upon the same, and tells it

    def content(self, route: StraightRoute, scope: Scope, begun: Begun, started: float) -> bytes | None:
        """The JSON of a 201, where that is what became of a request; else it is left for the endpoint to be told."""
        content = None if begun.cancelled() or begun.exception() is not None else route.taken(begun.result())
        if content is None:
            scope[_BEGUN] = begun
        else:
            self._timer(scope["path"]).observe(time.perf_counter() - started)
        return content

    def _timer(self, path: str) -> Histogram:
        timer = self._timers.get(path)
        if timer is None:
            timer = self._timers[path] = self._metrics.requests.labels("POST", path, "201")
        return timer
