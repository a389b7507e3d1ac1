"""What stands around every request: its correlation id, its time in the metrics, the way past the router."""

from __future__ import annotations

import os
import re
import time

import structlog
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observe import Metrics
from shared.web.answering import ANSWERING
from shared.web.headers import completed
from shared.web.hot_routes import HotRoutes, answer_hot
from shared.web.parameters import holds_nul, refuse_nul

CORRELATION = "xushi_correlation_id"
"""Where the scope of a request has its correlation id."""

_CORRELATION = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STOCK = 256  # correlation ids made at a time


class RequestMiddleware:
    """Gives each request its correlation id and each answer its headers, counts and times it, and calls the hot
    routes. HEAD is answered as GET is, without the body; an address with U+0000 goes no further than here. What
    is left of exceptions is turned into a problem outside, so that no answer is a bare error page."""

    def __init__(self, app: ASGIApp, metrics: Metrics, hot: HotRoutes) -> None:
        self._app = app
        self._metrics = metrics
        self._hot = hot
        self._ids = CorrelationIds()
        self._timers: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation = self._ids.of(scope)
        scope[CORRELATION] = correlation
        method = scope["method"]
        without_body = method == "HEAD"
        asked = {**scope, "method": "GET"} if without_body else scope
        status = 500
        started = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = completed(asked, list(message.get("headers", ())))
                message["headers"] = [*headers, (b"x-correlation-id", correlation.encode())]
            elif without_body:
                message["body"] = b""
            await send(message)

        structlog.contextvars.bind_contextvars(correlation_id=correlation)  # of this request's own task
        hot = self._hot.get((asked["method"], asked["path"]))
        try:
            if holds_nul(asked):
                hot = None
                await answer_hot(refuse_nul, ANSWERING, asked, receive, sending)
            elif hot is not None:
                await answer_hot(hot, ANSWERING, asked, receive, sending)
            else:
                await self._app(asked, receive, sending)
        finally:
            route = getattr(asked.get("route"), "path", "other") if hot is None else scope["path"]
            self._timer(method if method in _METHODS else "other", route, status).observe(time.perf_counter() - started)

    def _timer(self, method: str, route: str, status: int) -> Histogram:
        """The histogram's child; looking it up in the registry on each request would cost more than the rest."""
        key = (method, route, status)
        timer = self._timers.get(key)
        if timer is None:
            timer = self._timers[key] = self._metrics.requests.labels(method, route, str(status))
        return timer


class CorrelationIds:
    """The ids of requests: what they bring along, or 128 random bits.

    The random bits are asked of the system for many requests at once: each asking lets go of the
    interpreter lock, which a busy process is slow to get back.
    """

    def __init__(self) -> None:
        self._stock: list[str] = []

    def of(self, scope: Scope) -> str:
        """The id of one request: the one that it has been given already, if any."""
        given: str | None = scope.get(CORRELATION)
        if given is not None:
            return given
        for name, value in scope["headers"]:
            if name == b"x-correlation-id" and _CORRELATION.fullmatch(value):
                return str(value.decode())
        if not self._stock:
            digits = os.urandom(16 * _STOCK).hex()
            self._stock = [digits[start : start + 32] for start in range(0, len(digits), 32)]
        return self._stock.pop()
