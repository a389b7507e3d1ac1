"""The pages on which people answer for an alert: by the link of a message, or signed in as a reviewer.

A link opens a page and does nothing by itself: 签收 needs a click. What a form did is shown by the
page that it leads to, so that going back or reloading sends nothing twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool

from services.alerts.handlers.people import HandlingRefused, People
from services.alerts.handling import links
from services.alerts.handling.answering import Answer, HandlingRefusal
from services.alerts.handling.links import Link, LinkKey
from services.alerts.pages.alerts import AlertsRenderer
from services.alerts.pages.forms import (
    back,
    by_form,
    multipart,
    text_of,
    texts_refused,
    uploads_of,
)
from services.alerts.reading.alerts import AlertsReading
from services.alerts.reading.visibility import outside
from shared.periods import Clock, today_in_china
from shared.security.access import Access, not_yours
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.security.sent_forms import sent_form
from shared.web.forms import read_form
from shared.web.problems import Problem
from shared.web.uploads.attached import disposition, files_of
from shared.web.uploads.multipart import MultipartReader
from shared.web.uploads.receiving import Uploads

_ANSWERED = ("signer", "cause", "measures", "expected")
"""The texts of an answer."""

_MOST_SIGNED = 50_000
"""Bytes of the form of 签收, which is read before its link is known."""

_ATTACHMENT_HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


class PeoplePages:
    """The routes, over what people may do (:class:`People`) and what they read."""

    def __init__(
        self,
        people: People,
        reading: AlertsReading,
        renderer: AlertsRenderer,
        access: Access,
        authentication: Authentication,
        clock: Clock,
        uploads: Uploads,
    ) -> None:
        self._people = people
        self._reading = reading
        self._renderer = renderer
        self._access = access
        self._authentication = authentication
        self._clock = clock
        self._uploads = uploads

    async def open(self, request: Request, number: str, token: str = "", done: str = "") -> Response:
        """What a message's link opens: the alert, and the forms to sign for it and to answer."""
        return await self._page(await self._link(number, token), token, {}, (), done)

    async def acknowledge(self, request: Request, number: str) -> Response:
        """签收 by whoever holds the link."""
        fields = await read_form(request, _MOST_SIGNED)
        link = await self._link(number, fields.get("token", ""))
        by = by_form(request, link.actor, fields)
        if refused_texts := texts_refused(fields, ("signer",)):
            return await self._page(link, fields["token"], fields, refused_texts)
        try:
            await run_in_threadpool(self._people.acknowledge, by, link.alert, link.episode, text_of(fields, "signer"))
        except HandlingRefused as refused:
            return await self._page(link, fields["token"], fields, refused.refusals)
        return back(f"/alerts/{number}/answer?token={fields['token']}&done=acknowledged")

    async def answer(self, request: Request, number: str) -> Response:
        """反馈 by whoever holds the link, with files, which are read when the link has been found good."""
        key = await self._key(number)
        with ExitStack() as held:

            def gate(fields: Mapping[str, str]) -> None:
                link = self._opened(key, number, fields.get("token", ""))
                held.enter_context(self._uploads.place(f"{link.actor}:{link.alert}"))

            async with multipart(request, self._uploads, gate) as form:
                return await self._answered(request, self._opened(key, number, form.fields.get("token", "")), form)

    async def _answered(self, request: Request, link: Link, form: MultipartReader) -> Response:
        fields = form.fields
        uploads, refused_files = await run_in_threadpool(lambda: uploads_of(files_of(form)))
        faults = refused_files + texts_refused(fields, _ANSWERED)
        signer, cause, measures, expected = (text_of(fields, name) for name in _ANSWERED)
        given = Answer(signer, cause, measures, expected)
        if not faults:
            try:
                by = by_form(request, link.actor, fields)
                await run_in_threadpool(self._people.answer, by, link.alert, link.episode, given, uploads)
            except HandlingRefused as refused:
                faults = refused.refusals
        if faults:
            return await self._page(link, fields["token"], fields, faults)
        return back(f"/alerts/{link.alert}/answer?token={fields['token']}&done=answered")

    async def attachment(
        self, request: Request, number: str, sha256: str, name: str | None = None, token: str = ""
    ) -> Response:
        """A file that came with an answer: for the link's holder, and for who reads the area's messages."""
        if token:
            await self._link(number, token)
        else:
            viewer = self._authentication.page(request, Role.OPS, Role.AUDITOR, Role.REVIEWER)
            if not self._access.may_read(viewer, await self._region(number)):
                raise not_yours()
        found = await run_in_threadpool(self._reading.attachment, number, sha256, name)
        if found is None:
            raise Problem(404, "attachment-unknown", "没有这个附件")
        attachment, content = found
        headers = {**_ATTACHMENT_HEADERS, "Content-Disposition": disposition(attachment.name)}
        return Response(content, media_type=attachment.media_type, headers=headers)

    async def review(self, request: Request, number: str) -> Response:
        """会审 by a reviewer of the area."""
        fields, reviewer, episode = await self._reviewer(request, number)
        accept = fields.get("decision") == "accept"
        by = by_form(request, reviewer.id, fields)
        return await self._decided(number, self._people.review, by, number, episode, accept, text_of(fields, "reason"))

    async def sign_off(self, request: Request, number: str) -> Response:
        """销号 by a reviewer of the area."""
        fields, reviewer, episode = await self._reviewer(request, number)
        by = by_form(request, reviewer.id, fields)
        return await self._decided(number, self._people.sign_off, by, number, episode, text_of(fields, "note"))

    async def silence(self, request: Request, number: str) -> Response:
        """静默 by a reviewer of the area."""
        fields, reviewer, episode = await self._reviewer(request, number)
        try:
            until = date.fromisoformat(fields.get("until", ""))
        except ValueError:
            raise Problem(422, "bad-day", "静默的截止日应写作 YYYY-MM-DD") from None
        by = by_form(request, reviewer.id, fields)
        return await self._decided(number, self._people.silence, by, number, episode, until, text_of(fields, "reason"))

    async def _decided(self, number: str, do: Any, *arguments: object) -> Response:
        try:
            await run_in_threadpool(do, *arguments)
        except HandlingRefused as refused:
            raise Problem(409, refused.refusals[0].code, refused.refusals[0].message) from None
        return back(f"/alerts/{number}")

    async def _reviewer(self, request: Request, number: str) -> tuple[dict[str, str], Principal, int]:
        reviewer, fields = await sent_form(self._authentication, request, Role.REVIEWER)
        if refused := texts_refused(fields, ("reason", "note")):
            raise Problem(422, refused[0].code, refused[0].message)
        if not self._access.inside(await self._region(number), reviewer.region):
            raise not_yours()
        episode = fields.get("episode", "")
        if not (episode.isascii() and episode.isdigit() and len(episode) < 6):
            raise Problem(422, "bad-episode", "期号有误")
        return fields, reviewer, int(episode)

    async def _region(self, number: str) -> str:
        region = await run_in_threadpool(self._reading.region, number)
        if region is None:
            raise Problem(404, "alert-unknown", f"没有编号为“{number[:40]}”的预警")
        return region

    async def _link(self, number: str, token: str) -> Link:
        return self._opened(await self._key(number), number, token)

    async def _key(self, number: str) -> LinkKey:
        return await run_in_threadpool(self._reading.link_key, number)

    def _opened(self, key: LinkKey, number: str, token: str) -> Link:
        """The link of a token.

        Raises:
            Problem: 403 for one that we did not sign, whose time is over, or of another alert.
        """
        link = links.read(key.secret, token, today_in_china(self._clock))
        if link is None or link.alert != number or not key.opens(link):
            raise Problem(403, "link-invalid", "链接无效或已过期", detail="请使用最近一封预警消息中的链接")
        return link

    async def _page(
        self, link: Link, token: str, fields: Mapping[str, str], faults: Sequence[HandlingRefusal], done: str = ""
    ) -> Response:
        episodes = await run_in_threadpool(self._reading.alert, link.alert)
        if not episodes:
            raise Problem(404, "alert-unknown", "没有这一预警")
        newest = replace(episodes[0], handling=outside(episodes[0].handling))
        return self._renderer.page(
            "answer.html",
            422 if faults else 200,
            here="/alerts",
            alert=newest,
            current=newest.episode == link.episode,
            months=self._people.promise_months(newest.plan, newest.level, newest.period),
            link=link,
            token=token,
            fields=fields,
            faults=faults,
            done=done,
            key=secrets.token_urlsafe(16),
        )


def router(pages: PeoplePages) -> APIRouter:
    """Every route; each answers GET with a page and POST with a redirect to one."""
    routes = APIRouter(include_in_schema=False)
    routes.get("/alerts/{number}/answer")(pages.open)
    routes.post("/alerts/{number}/acknowledgement")(pages.acknowledge)
    routes.post("/alerts/{number}/answer")(pages.answer)
    routes.get("/alerts/{number}/attachments/{sha256}")(pages.attachment)
    routes.get("/alerts/{number}/attachments/{sha256}/{name}")(pages.attachment)
    routes.post("/alerts/{number}/review")(pages.review)
    routes.post("/alerts/{number}/sign-off")(pages.sign_off)
    routes.post("/alerts/{number}/silence")(pages.silence)
    return routes
