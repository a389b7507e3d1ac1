"""The process that tells whoever runs the system: Alertmanager posts to it."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool

from services.alerts.channels.configured import Channels
from services.alerts.channels.port import Channel
from services.alerts.oncall.notice import AlertGroup, read_notice
from services.alerts.oncall.recipients import MAIL, ROBOTS, WAYS, Recipient, recipients_of
from services.alerts.oncall.telling import Reached, Telling
from shared.observe import CheckFailed, Health, Metrics, configure_logging
from shared.periods import SystemClock
from shared.process import health_watch
from shared.process.background import Background
from shared.process.health_watch import HealthWatch
from shared.settings import Settings
from shared.web.install import install
from shared.web.problems import Problem, json_response
from shared.web.requests import read_body
from shared.web.routing.routers import take_over

_MOST_BYTES = 1_000_000
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


class OnCall:
    """Takes notices of Alertmanager, and says by its health whether they can reach anybody.

    Raises:
        WrongRecipients: the settings name some that nothing can be sent to.
        ValueError: the settings of the channels contradict each other.
    """

    def __init__(self, settings: Settings, metrics: Metrics, health: Health) -> None:
        self._recipients = recipients_of(settings.ops_mail, settings.ops_robots)
        self._key_file = settings.oncall_key_file
        self._channels = Channels(settings)
        self._telling = Telling(_real(self._channels), metrics, SystemClock(), settings.public_url)
        health.add("recipients", self._check)
        self.router = self._routes()

    def close(self) -> None:
        """Give the connections back."""
        self._channels.close()

    def _routes(self) -> APIRouter:
        router = APIRouter(tags=["值守"])

        @router.post("/notices/{way}", summary="告知运维：由 Alertmanager 调用")
        async def notices(way: str, request: Request) -> Response:
            self._admit(request)
            if way not in WAYS:
                raise Problem(404, "no-such-way", "没有这条途径", detail=f"只有 {'、'.join(WAYS)}")
            notice = _read(await read_body(request, _MOST_BYTES))
            return _answer(await run_in_threadpool(self._telling.tell, notice, self._recipients[way]))

        return router

    def _admit(self, request: Request) -> None:
        """Refuse whoever does not show the key that the settings name; where they name none, everybody may ask."""
        if self._key_file is None:
            return
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), _key(self._key_file).encode()):
            raise Problem(401, "unknown-key", "密钥无效", headers={"WWW-Authenticate": "Bearer"})

    def _check(self) -> str:
        """For the health check.

        Raises:
            CheckFailed: a notice would not reach everybody it should, or nobody at all.
        """
        faults = list(_faults(self._recipients, self._channels.by_name, self._channels.robots()))
        if faults:
            raise CheckFailed("；".join(faults))
        return "、".join(str(each) for way in WAYS for each in self._recipients[way])


def create_app(settings: Settings) -> FastAPI:
    """The process alone: without a database, so that it can tell that one is gone.

    Raises:
        ValueError: see OnCall.
    """
    configure_logging(settings.log_level)
    metrics, health = Metrics(), Health()
    oncall = OnCall(settings, metrics, health)
    background = Background(metrics)
    background.every("health", health_watch.SWEEP_SECONDS, HealthWatch(health, metrics, SystemClock()).sweep)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        background.start()
        yield
        background.stop()
        oncall.close()

    app = FastAPI(
        title="序时 · 值守", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, telemetry=_NO_TELEMETRY
    )
    take_over(app.router, oncall.router)
    install(app, metrics, health)
    return app


def _real(channels: Channels) -> Mapping[str, Channel]:
    """Those that end at a person: what lies in a folder calls nobody."""
    return {name: channel for name, channel in channels.by_name.items() if name != channels.outbox.name}


def _faults(
    recipients: Mapping[str, Sequence[Recipient]], channels: Mapping[str, Channel], robots: Collection[str]
) -> list[str]:
    if not any(recipients.values()):
        return ["没有设置 XUSHI_OPS_MAIL 或 XUSHI_OPS_ROBOTS：告警不会告知任何人"]
    found = []
    if recipients[MAIL] and "mail" not in channels:
        found.append("设置了 XUSHI_OPS_MAIL，却没有邮件服务器（XUSHI_SMTP_HOST）：告警邮件发不出去")
    found += [
        f"机器人文件（XUSHI_ROBOTS_FILE）中没有“{each.name}”" for each in recipients[ROBOTS] if each.name not in robots
    ]
    return found


def _read(raw: bytes) -> AlertGroup:
    try:
        return read_notice(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Problem(400, "unreadable-notice", "不是 Alertmanager 的通知", detail=str(error)) from None


def _key(file: Path) -> str:
    try:
        key = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key:
        raise Problem(503, "key-away", "读不到密钥文件", detail="XUSHI_ONCALL_KEY_FILE")
    return key


def _answer(told: Reached) -> Response:
    """200 where nothing is left to do. 503 asks Alertmanager to try again soon; 422 tells it that nobody has it."""
    faults = "；".join(f"{recipient}：{reason}" for recipient, reason in told.faults.items())
    if told.later:
        raise Problem(503, "told-later", "暂未全部告知", detail=faults, headers={"Retry-After": "10"})
    if told.refused and not told.delivered:
        raise Problem(422, "told-nobody", "没有告知任何人", detail=faults)
    return json_response({"told": [str(each) for each in told.delivered], "refused": faults})
