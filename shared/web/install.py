"""What every service's application is given: the middleware, the problem answers, health and metrics routes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool

from shared.observe import Health, HealthCheck, Metrics, Status, status_of
from shared.web.answering import ANSWERING, answer_unexpected
from shared.web.answers import answers, answers_in
from shared.web.hot_routes import HotRoutes
from shared.web.middleware import RequestMiddleware
from shared.web.problems import json_response
from shared.web.routing.routers import take_over


class HealthCheckAnswer(msgspec.Struct, frozen=True):
    """One check and what it found; ``needed``: without it no requests are taken."""

    name: str
    ok: bool
    detail: str
    needed: bool


class HealthAnswer(msgspec.Struct, frozen=True):
    """Every check; ``ok``: none fails. ``degraded``: some do, and requests are taken; ``unavailable``: none are."""

    ok: bool
    status: Status
    checks: list[HealthCheckAnswer]


class LifeAnswer(msgspec.Struct, frozen=True):
    """The process answers."""

    ok: bool


_HEALTH = answers(HealthAnswer, "各项检查")
_HEALTH["responses"] |= answers(HealthAnswer, "有一项检查没有通过", 503)["responses"]


def install(app: FastAPI, metrics: Metrics, health: Health, hot: HotRoutes | None = None) -> None:
    """Give ``app`` the middleware, the problem answers and the routes that whoever runs it asks.

    ``/livez``: the process answers (for containers). ``/readyz``: it can take requests, its own database can be read
    and written (for the proxy). ``/healthz``: nothing is wrong (for people and their monitoring). ``/metrics``.

    ``hot`` are routes of the application that are to be called past its router (see shared.web.hot_routes).
    """
    app.add_middleware(RequestMiddleware, metrics=metrics, hot=hot or {})
    for kind, answering in ANSWERING.items():
        app.add_exception_handler(kind, answering)
    app.add_exception_handler(Exception, answer_unexpected)
    take_over(app.router, _operations(metrics, health))


def _operations(metrics: Metrics, health: Health) -> APIRouter:
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="各项健康检查", **_HEALTH)
    async def healthz() -> Response:
        return _answer(await run_in_threadpool(health.report))

    @router.get("/readyz", summary="能否受理请求：自己的数据库可读可写", **_HEALTH)
    async def readyz() -> Response:
        return _answer(await run_in_threadpool(health.report, needed=True))

    @router.get("/livez", summary="进程是否应答", **answers(LifeAnswer, "应答"))
    async def livez() -> Response:
        return json_response({"ok": True})

    @router.get("/metrics", summary="Prometheus 指标", **answers_in("text/plain", "Prometheus 的文本格式"))
    async def prometheus() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _answer(checks: Sequence[HealthCheck]) -> Response:
    ok = all(check.ok for check in checks)
    told = {"ok": ok, "status": status_of(checks), "checks": [check._asdict() for check in checks]}
    return json_response(told, 200 if ok else 503)
