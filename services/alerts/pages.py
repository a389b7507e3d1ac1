"""The pages 预警 and 外发: server-rendered, complete without JavaScript."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool

from services.alerts.channels import CHANNEL_NAMES
from services.alerts.channels.outbox import OutboxChannel
from services.alerts.queries import StateFilter
from services.alerts.reading import Reading, Sent
from services.alerts.wording import LOOKS
from shared.periods import CHINA, Clock, Month

_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted")
_FILTERS: tuple[tuple[StateFilter, str], ...] = (("open", "未结"), ("closed", "已结"), ("all", "全部"))


class Renderer:
    """Fills the templates; everything written into them is escaped."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["china"] = china
        self._environment.filters["month"] = lambda period: Month.parse(period).chinese
        self._environment.filters["channel"] = lambda name: CHANNEL_NAMES.get(name, name)
        self._environment.globals["looks"] = LOOKS

    def page(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A whole page."""
        made_at = china(self._clock.now())
        html = self._environment.get_template(template).render(made_at=made_at, **content)
        return HTMLResponse(html, status)


def china(instant: datetime) -> str:
    """An instant as a page writes it: Chinese time to the minute."""
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def router(reading: Reading, outbox: OutboxChannel, renderer: Renderer, *, mail_server: str = "") -> APIRouter:
    """The pages of the alerts service.

    ``outbox`` makes the files that can be downloaded, whichever channel carried a message:
    the mail is the same to the byte. ``mail_server`` is named as the way messages take; empty:
    they are written to the outbox folder.
    """
    routes = APIRouter(include_in_schema=False)
    _add_alerts(routes, reading, renderer)
    _add_outbox(routes, reading, outbox, renderer, mail_server)
    return routes


def _add_alerts(routes: APIRouter, reading: Reading, renderer: Renderer) -> None:
    @routes.get("/alerts")
    async def alerts(request: Request) -> Response:
        asked = request.query_params.get("state")
        chosen = next((state for state, _ in _FILTERS if state == asked), _FILTERS[0][0])
        found = await run_in_threadpool(reading.alerts, chosen)
        return renderer.page("alerts.html", here="/alerts", alerts=found, chosen=chosen, filters=_FILTERS)

    @routes.get("/alerts/{number}")
    async def alert(number: str) -> Response:
        episodes = await run_in_threadpool(reading.alert, number)
        if not episodes:
            return _missing(renderer, "/alerts", f"没有编号为“{number[:40]}”的预警")
        return renderer.page("alert.html", here="/alerts", episodes=episodes, alert=episodes[0])


def _add_outbox(
    routes: APIRouter, reading: Reading, outbox: OutboxChannel, renderer: Renderer, mail_server: str
) -> None:
    @routes.get("/outbox")
    async def messages(request: Request) -> Response:
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
        found, more = await run_in_threadpool(reading.outbox, before)
        content: dict[str, Any] = {
            "messages": found,
            "more": more,
            "folder": str(outbox.folder),
            "mail_server": mail_server,
        }
        return renderer.page("outbox.html", here="/outbox", **content)

    @routes.get("/outbox/{notification}.eml")
    async def mail(notification: str) -> Response:
        sent = await run_in_threadpool(reading.sent, notification)
        built = _mail(sent, outbox) if sent is not None else None
        if built is None:
            return _missing(renderer, "/outbox", "没有这封邮件")
        return _download(built.as_bytes(), f"{notification}.eml", "message/rfc822")

    @routes.get("/outbox/{notification}.json")
    async def document(notification: str) -> Response:
        sent = await run_in_threadpool(reading.sent, notification)
        if sent is None:
            return _missing(renderer, "/outbox", "没有这条消息")
        return _download(outbox.document(sent.outgoing), f"{notification}.json", "application/json")

    @routes.get("/outbox/{notification}")
    async def message(notification: str) -> Response:
        sent = await run_in_threadpool(reading.sent, notification)
        if sent is None:
            return _missing(renderer, "/outbox", "没有这条消息")
        return renderer.page("message.html", here="/outbox", **_shown(sent, outbox))


def _mail(sent: Sent, outbox: OutboxChannel) -> EmailMessage | None:
    """The mail; None when its recipient has no valid address, so that it was never one."""
    try:
        return outbox.build(sent.outgoing)
    except ValueError:
        return None


def _shown(sent: Sent, outbox: OutboxChannel) -> dict[str, Any]:
    built = _mail(sent, outbox)
    headers = [(name, str(built[name])) for name in _HEADERS if built is not None and built[name] is not None]
    content = sent.outgoing.message
    return {"sent": sent.view, "headers": headers, "message": content, "simulated": content.facts["simulated"]}


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _missing(renderer: Renderer, here: str, text: str) -> Response:
    return renderer.page("missing.html", 404, here=here, text=text)
