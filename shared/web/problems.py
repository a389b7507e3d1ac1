"""What every service's HTTP side shares: problems, correlation ids, metrics and health routes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, Histogram, generate_latest
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observe import Health, Metrics
from shared.store import Overloaded
from shared.web.hot_routes import Answering, HotRoutes, answer_hot
from shared.web.problem_page import problem_page, wants_page

PROBLEM = "application/problem+json"
_TYPES = "https://xushi.example/problems/"
_CORRELATION = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STOCK = 256  # correlation ids made at a time
_encoder = msgspec.json.Encoder()


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong and where it stands: ``pointer`` is a JSON pointer, or a parameter's name."""

    code: str
    pointer: str
    message: str


class Problem(Exception):
    """An answer that is an error (RFC 9457): it lists every fault, with a Chinese message each."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        *,
        detail: str = "",
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(title)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.faults = tuple(faults)
        self.headers = headers or {}
        self.extra = extra

    def response(self) -> Response:
        """The problem+json answer."""
        body: dict[str, Any] = {"type": _TYPES + self.code, "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.faults:
            body["faults"] = self.faults
        return Response(_encoder.encode(body | self.extra), self.status, self.headers, PROBLEM)

    def page(self) -> Response:
        """The same for a person's browser."""
        return problem_page(self.status, self.title, self.detail, self.faults, self.headers)


def json_response(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``content`` (msgspec structs included) as JSON."""
    return Response(_encoder.encode(content), status, headers, "application/json")


async def read_body(request: Request, most: int) -> bytes:
    """The request's body.

    Raises:
        Problem: 413 when it is longer than ``most`` bytes; it is not read further than that.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise _too_large(most)
    body = b""
    while True:  # the messages themselves: request.stream() costs more, and most bodies are one message
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        if len(body) + len(part) > most:
            raise _too_large(most)
        body = body + part if body else part
        if not message.get("more_body", False):
            return body


def _too_large(most: int) -> Problem:
    return Problem(
        413, "body-too-large", "请求体过大", detail=f"请求体不得超过 {most} 字节", headers={"Connection": "close"}
    )


def correlation_id(request: Request) -> str:
    """The id that follows this request through every event, message and log line."""
    return str(request.scope["xushi_correlation_id"])


class RequestMiddleware:
    """Gives each request its correlation id, counts and times it, and calls the hot routes. What is
    left of exceptions is turned into a problem outside, so that no answer is a bare error page."""

    def __init__(self, app: ASGIApp, metrics: Metrics, hot: HotRoutes) -> None:
        self._app = app
        self._metrics = metrics
        self._hot = hot
        self._ids = _CorrelationIds()
        self._timers: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation = self._ids.of(scope)
        scope["xushi_correlation_id"] = correlation
        status = 500
        started = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-correlation-id", correlation.encode())]
            await send(message)

        structlog.contextvars.bind_contextvars(correlation_id=correlation)  # of this request's own task
        method = scope["method"]
        hot = self._hot.get((method, scope["path"]))
        try:
            if hot is not None:
                await answer_hot(hot, ANSWERING, scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "other") if hot is None else scope["path"]
            self._timer(method if method in _METHODS else "other", route, status).observe(time.perf_counter() - started)

    def _timer(self, method: str, route: str, status: int) -> Histogram:
        """The histogram's child; looking it up in the registry on each request would cost more than the rest."""
        key = (method, route, status)
        timer = self._timers.get(key)
        if timer is None:
            timer = self._timers[key] = self._metrics.requests.labels(method, route, str(status))
        return timer


class _CorrelationIds:
    """The ids of requests: what they bring along, or 128 random bits.

    The random bits are asked of the system for many requests at once: each asking lets go of the
    interpreter lock, which a busy process is slow to get back.
    """

    def __init__(self) -> None:
        self._stock: list[str] = []

    def of(self, scope: Scope) -> str:
        """The id of one request."""
        for name, value in scope["headers"]:
            if name == b"x-correlation-id" and _CORRELATION.fullmatch(value):
                return str(value.decode())
        if not self._stock:
            digits = os.urandom(16 * _STOCK).hex()
            self._stock = [digits[start : start + 32] for start in range(0, len(digits), 32)]
        return self._stock.pop()


def install(app: FastAPI, metrics: Metrics, health: Health, hot: HotRoutes | None = None) -> None:
    """Give ``app`` the middleware, the problem answers and the ``/healthz`` and ``/metrics`` routes.

    ``hot`` are routes of the application that are to be called past its router (see shared.web.hot_routes).
    """
    app.add_middleware(RequestMiddleware, metrics=metrics, hot=hot or {})
    for kind, answering in ANSWERING.items():
        app.add_exception_handler(kind, answering)
    app.add_exception_handler(Exception, _answer_unexpected)
    app.include_router(_operations(metrics, health))


def _operations(metrics: Metrics, health: Health) -> APIRouter:
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="各项健康检查")
    async def healthz() -> Response:
        checks = health.report()
        ok = all(check.ok for check in checks)
        return json_response(
            {"ok": ok, "checks": [check._asdict() for check in checks]},
            200 if ok else 503,
        )

    @router.get("/metrics", summary="Prometheus 指标")
    async def prometheus() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if error.status >= 400 and wants_page(request):
        return error.page()
    return error.response()


async def _answer_overloaded(request: Request, _error: Exception) -> Response:
    problem = Problem(503, "overloaded", "系统繁忙，请稍后重试", headers={"Retry-After": "1"})
    return await _answer_problem(request, problem)


async def _answer_away(request: Request, _error: Exception) -> Response:
    problem = Problem(503, "store-away", "数据库暂时不可用", headers={"Retry-After": "2"})
    return await _answer_problem(request, problem)


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(str(each["type"]), "/".join(str(part) for part in each["loc"]), f"参数有误：{each['msg']}")
        for each in error.errors()
    ]
    return await _answer_problem(request, Problem(422, "parameters-invalid", "请求参数有误", faults=faults))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    titles = {404: "没有这个地址", 405: "该地址不支持此方法"}
    headers = dict(error.headers or {})
    title = titles.get(error.status_code, error.detail)
    return await _answer_problem(request, Problem(error.status_code, "http", title, headers=headers))


ANSWERING: dict[type[Exception], Answering] = {
    Problem: _answer_problem,
    Overloaded: _answer_overloaded,
    OperationalError: _answer_away,
    RequestValidationError: _answer_validation,
    HTTPException: _answer_http,
}
"""The problem that each of these exceptions is answered with."""


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    structlog.get_logger().error("request failed", path=request.url.path, exc_info=error)
    problem = Problem(500, "internal", "系统内部错误，已记录", correlation_id=correlation_id(request))
    return await _answer_problem(request, problem)
