"""What every service's application is given: the middleware, the problem answers, health and metrics routes."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.observe import Health, Metrics
from shared.web.answering import ANSWERING, answer_unexpected
from shared.web.answers import answers, answers_in
from shared.web.hot_routes import HotRoutes
from shared.web.middleware import RequestMiddleware
from shared.web.problems import json_response


class HealthCheckAnswer(msgspec.Struct, frozen=True):
    """One check and what it found."""

    name: str
    ok: bool
    detail: str


class HealthAnswer(msgspec.Struct, frozen=True):
    """Every check; ``ok``: none fails."""

    ok: bool
    checks: list[HealthCheckAnswer]


_HEALTH = answers(HealthAnswer, "各项检查")
_HEALTH["responses"] |= answers(HealthAnswer, "有一项检查没有通过", 503)["responses"]


def install(app: FastAPI, metrics: Metrics, health: Health, hot: HotRoutes | None = None) -> None:
    """Give ``app`` the middleware, the problem answers and the ``/healthz`` and ``/metrics`` routes.

    ``hot`` are routes of the application that are to be called past its router (see shared.web.hot_routes).
    """
    app.add_middleware(RequestMiddleware, metrics=metrics, hot=hot or {})
    for kind, answering in ANSWERING.items():
        app.add_exception_handler(kind, answering)
    app.add_exception_handler(Exception, answer_unexpected)
    app.include_router(_operations(metrics, health))


def _operations(metrics: Metrics, health: Health) -> APIRouter:
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="各项健康检查", **_HEALTH)
    async def healthz() -> Response:
        checks = health.report()
        ok = all(check.ok for check in checks)
        return json_response(
            {"ok": ok, "checks": [check._asdict() for check in checks]},
            200 if ok else 503,
        )

    @router.get("/metrics", summary="Prometheus 指标", **answers_in("text/plain", "Prometheus 的文本格式"))
    async def prometheus() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
