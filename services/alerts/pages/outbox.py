"""The page 外发: every message, what became of it, and the dead letters, which ops may send again."""

from __future__ import annotations

import secrets
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.delivery.resending import NoDeadLetter, Resending
from services.alerts.messages.rendering import CHART
from services.alerts.pages.alerts import AlertsRenderer, missing
from services.alerts.pages.forms import back, by_form
from services.alerts.panel.numbers import district_of
from services.alerts.reading.alerts import AlertsReading, SentMessage
from services.alerts.reading.visibility import Discretion
from shared.security.access import Access, not_yours
from shared.security.authentication import Authentication
from shared.security.keys import Role
from shared.security.sent_forms import sent_form
from shared.web.pages import china
from shared.web.problems import Problem

_HEADERS = {
    "From": "发件人",
    "To": "收件人",
    "Subject": "主题",
    "Date": "时间",
    "Message-ID": "邮件编号",
    "In-Reply-To": "接着哪一封",
    "References": "同一期的邮件",
}
"""The heads of a mail that a page shows, and what it calls them."""


class OutboxPages:
    """The routes, for ops, auditors and the reviewers of the area that a message is about.

    ``outbox`` makes the files that can be downloaded, whichever channel carried a message: the mail is the same to
    the byte. ``mail_server`` is named as the way that mails take; empty: they are written to the outbox folder.
    """

    def __init__(
        self,
        reading: AlertsReading,
        resending: Resending,
        outbox: OutboxChannel,
        renderer: AlertsRenderer,
        access: Access,
        authentication: Authentication,
        *,
        mail_server: str = "",
    ) -> None:
        self._reading = reading
        self._resending = resending
        self._outbox = outbox
        self._renderer = renderer
        self._access = access
        self._authentication = authentication
        self._mail_server = mail_server

    async def messages(self, request: Request) -> Response:
        """The dead letters, then a page of all messages."""
        discretion = self._discretion(request)
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
        found, more = await run_in_threadpool(self._reading.outbox, before, discretion.reads_messages)
        dead = await run_in_threadpool(self._reading.dead_letters, discretion.reads_messages) if before is None else []
        viewer = discretion.viewer
        return self._renderer.page(
            "outbox.html",
            here="/outbox",
            messages=found,
            more=more,
            dead=dead,
            mail_server=self._mail_server,
            resends=viewer is not None and viewer.role is Role.OPS,
            form_token=self._authentication.form_token(request),
            key=secrets.token_urlsafe(16),
        )

    async def mail(self, request: Request, notification: str) -> Response:
        """The message as a mail file."""
        sent = await self._sent(request, notification)
        built = self._mail(sent) if sent is not None else None
        if built is None:
            return missing(self._renderer, "/outbox", "没有这封邮件")
        return _download(built.as_bytes(), f"{notification}.eml", "message/rfc822")

    async def document(self, request: Request, notification: str) -> Response:
        """The message for machines."""
        sent = await self._sent(request, notification)
        if sent is None:
            return missing(self._renderer, "/outbox", "没有这条消息")
        return _download(self._outbox.document(sent.outgoing), f"{notification}.json", "application/json")

    async def picture(self, request: Request, notification: str) -> Response:
        """The chart that the message holds."""
        sent = await self._sent(request, notification)
        chart = sent.outgoing.message.chart if sent is not None else None
        if sent is None or chart is None:
            return missing(self._renderer, "/outbox", "没有这幅图")
        simulated = bool(sent.outgoing.message.facts["simulated"])
        from services.alerts.messages.png_chart import png  # with Pillow, which only the first picture waits for

        drawn = await run_in_threadpool(png, chart, simulated=simulated)
        return Response(drawn, media_type="image/png")

    async def message(self, request: Request, notification: str) -> Response:
        """The message as it was sent."""
        sent = await self._sent(request, notification)
        if sent is None:
            return missing(self._renderer, "/outbox", "没有这条消息")
        built, content = self._mail(sent), sent.outgoing.message
        heads = [] if built is None else [(_HEADERS[name], _head(built, name)) for name in _HEADERS if built[name]]
        return self._renderer.page(
            "message.html",
            here="/outbox",
            sent=sent.view,
            headers=heads,
            message=content,
            html=content.html.replace(CHART, f"/outbox/{notification}.png"),
            simulated=content.facts["simulated"],
        )

    async def resend(self, request: Request, notification: str) -> Response:
        """Send a dead letter again; a form that comes twice does it once."""
        operator, fields = await sent_form(self._authentication, request, Role.OPS)
        try:
            await run_in_threadpool(self._resending.resend, by_form(request, operator.id, fields), notification)
        except NoDeadLetter:
            raise Problem(409, "no-dead-letter", "只有发送失败的消息可以重新发送", detail="请刷新页面") from None
        return back("/outbox")

    def _discretion(self, request: Request) -> Discretion:
        """Through whose eyes.

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for a role that reads no messages.
        """
        viewer = self._authentication.page(request, Role.OPS, Role.AUDITOR, Role.REVIEWER)
        return Discretion(self._access, viewer)

    async def _sent(self, request: Request, notification: str) -> SentMessage | None:
        """The message; None when there is none of that name.

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for a message about another's area.
        """
        sent = await run_in_threadpool(self._reading.sent, notification)
        discretion = self._discretion(request)
        if sent is not None and not self._reads(discretion, sent):
            raise not_yours()
        return sent

    def _reads(self, discretion: Discretion, sent: SentMessage) -> bool:
        """What is told of a sample enterprise is read by its own district only."""
        if (district := district_of(sent.view.alert)) is None:
            return discretion.reads_messages(sent.region)
        viewer = discretion.viewer
        return viewer is not None and viewer.region == district and viewer.role in (Role.REVIEWER, Role.AUDITOR)

    def _mail(self, sent: SentMessage) -> EmailMessage | None:
        """The mail; None when its recipient has no valid address, so that it was never one."""
        try:
            return self._outbox.build(sent.outgoing)
        except ValueError:
            return None


def router(pages: OutboxPages) -> APIRouter:
    """Every route."""
    routes = APIRouter(include_in_schema=False)
    routes.get("/outbox")(pages.messages)
    routes.get("/outbox/{notification}.eml")(pages.mail)
    routes.get("/outbox/{notification}.json")(pages.document)
    routes.get("/outbox/{notification}.png")(pages.picture)
    routes.get("/outbox/{notification}")(pages.message)
    routes.post("/outbox/{notification}/resend")(pages.resend)
    return routes


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _head(mail: EmailMessage, name: str) -> str:
    """A head as a page writes it: its instant in Chinese time."""
    text = str(mail[name])
    return china(parsedate_to_datetime(text)) if name == "Date" else text
