"""What the reviewer sends: decisions on one report or many, and the closing of a month."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request, Response

from services.intake.pages.render import Viewer
from services.intake.pages.reviewer_asks import chosen_of, narrowing_of
from services.intake.pages.reviewer_shows import RefusedForm, closing_page, queue_page, report_page
from services.intake.pages.site import Listed, Site, key_of, month, number, reading, see, told
from services.intake.submission.bodies import ClosingBody, DecisionBody
from shared.periods import Month
from shared.security.keys import Role
from shared.web.forms import last_of
from shared.web.problems import Problem
from shared.web.requests import correlation_id

_NO_REASON = ("reason", "退回须写明理由")


def router(site: Site) -> APIRouter:
    """The routes that change something."""
    routes, forms = APIRouter(include_in_schema=False), ReviewerForms(site)
    routes.post("/reviews")(forms.many)
    routes.post("/reviews/closing")(forms.close)
    routes.post("/reviews/{region}/{period}")(forms.one)
    return routes


class ReviewerForms:
    """Each form goes the way of the API, and is answered with a page that can be loaded again."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def many(self, request: Request) -> Response:
        """Decisions on the ticked reports of the queue, or the way to the page of what accepting them does: its address
        holds what was ticked, and nothing of the form that proves where it came from."""
        viewer, fields, values = await self._read(request)
        chosen, period = chosen_of(values), month(fields.get("period", ""))
        if fields.get("decision") == "effect":
            return see(f"/reviews/effect?{_asked_of(fields, period, values)}")
        listed: Listed = [] if chosen else [("", "没有选中任何报表")]
        if _returns(fields) and not _reason(fields):
            listed.append(_NO_REASON)
        if not listed:
            posted = [_decision(fields, region, str(period), revision) for region, revision in chosen]
            try:
                await self._decide(viewer, fields, posted, correlation_id(request))
            except Problem as problem:
                listed = [("", words) for _, words in told(problem)]
            else:
                return see(f"/reviews?period={period}{narrowing_of(fields).address}&done={fields['key']}")
        refused = RefusedForm(listed, chosen=[region for region, _ in chosen], reason=_reason(fields))
        return await reading(partial(queue_page, self._site, viewer, fields, refused))

    async def one(self, request: Request, region: str, period: str) -> Response:
        """A decision on one report; the next one of the queue comes after it."""
        viewer, fields, _ = await self._read(request)
        self._site.access.require_read(viewer.principal, region)
        wanted, status, narrowed = month(period), 422, narrowing_of(fields)
        beside = await reading(lambda: self._site.bench.beside(viewer.principal.region, wanted, narrowed, region))
        if _returns(fields) and not _reason(fields):
            listed: Listed = [_NO_REASON]
        else:
            posted = [_decision(fields, region, str(wanted), number(fields.get("revision", "")))]
            try:
                results = await self._decide(viewer, fields, posted, correlation_id(request))
                listed = [("", each["reason"]) for each in results if each["status"] == "refused"]
            except Problem as problem:
                listed, status = [("", words) for _, words in told(problem)], problem.status
            if not listed:
                said = f"{narrowed.address}&done={fields['key']}"
                if beside.after and beside.after != region:
                    return see(f"/reviews/{beside.after}/{wanted}?{said[1:]}")
                return see(f"/reviews?period={wanted}{said}")
        refused = RefusedForm(listed, status, reason=_reason(fields))
        return await reading(partial(report_page, self._site, viewer, region, wanted, fields, refused))

    async def close(self, request: Request) -> Response:
        """The closing of the area's month, once what is open has been seen."""
        viewer, fields, _ = await self._read(request)
        principal, period = viewer.principal, self._site.ended(month(fields.get("period", "")), viewer.principal.region)
        key, status = key_of(fields.get("key", "")), 422
        shown = await reading(lambda: self._site.bench.closing(principal.region, period))
        if shown.open and not fields.get("sure"):
            listed: Listed = [("sure", "请先看过还没有办完的单位，再确认关账")]
        elif shown.due and not fields.get("early", "").strip():
            listed = [("early", "应报日还没有过，提前关账请写明理由")]
        else:
            submitting = self._site.submitting
            try:
                despite, early = (fields.get(name, "").strip() for name in ("despite", "early"))
                body = ClosingBody(principal.region, str(period), despite, early)
                command = submitting.asking.closing(principal, body)
                digest = hashlib.sha256(f"close\n{body}".encode()).hexdigest()
                await submitting.ask(principal, key, digest, command, correlation_id(request))
                return see(f"/reviews?period={period}&status=all&done={key}")
            except Problem as problem:
                listed, status = [("", words) for _, words in told(problem)], problem.status
        refused = RefusedForm(listed, status, reason=fields.get("despite", ""), early=fields.get("early", ""))
        return await reading(partial(closing_page, self._site, viewer, period, refused))

    async def _read(self, request: Request) -> tuple[Viewer, dict[str, str], list[str]]:
        """Who sent a form, its fields, and the reports that were ticked."""
        viewer, fields = await self._site.sent(request, Role.REVIEWER)
        return viewer, last_of(fields), fields.get("report", [])

    async def _decide(
        self, viewer: Viewer, fields: Mapping[str, str], posted: Sequence[DecisionBody], correlation: str
    ) -> list[dict[str, Any]]:
        """What became of each decision."""
        submitting = self._site.submitting
        command = submitting.asking.review(viewer.principal, posted)
        digest = hashlib.sha256(msgspec.json.encode(list(posted))).hexdigest()
        answer = await submitting.ask(viewer.principal, key_of(fields.get("key", "")), digest, command, correlation)
        results: list[dict[str, Any]] = msgspec.json.decode(answer.body)["results"]
        return results


def _decision(fields: Mapping[str, str], region: str, period: str, revision: int | None) -> DecisionBody:
    if _returns(fields):
        return DecisionBody(region, period, "return", _reason(fields), revision)
    return DecisionBody(region, period, "accept", "", revision, fields.get("with_blanks") == "1")


def _asked_of(fields: Mapping[str, str], period: Month, ticked: Sequence[str]) -> str:
    narrowed = [(name, fields[name]) for name in ("status", "level", "within") if fields.get(name)]
    return urlencode([("period", str(period)), *(("report", each) for each in ticked), *narrowed])


def _returns(fields: Mapping[str, str]) -> bool:
    """Whether the reports are sent back; what says neither accepts nothing."""
    return fields.get("decision") != "accept"


def _reason(fields: Mapping[str, str]) -> str:
    return fields.get("reason", "").strip()
