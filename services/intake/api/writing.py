"""Intake over HTTP, the writing side. Hot: raw body, msgspec, no pydantic between."""

from __future__ import annotations

import asyncio
import hashlib

from fastapi import Request, Response

from services.intake.api.opening import KEY, Body, Posted, answered, opened, posted
from services.intake.reports.commands import Command, CommandAnswer
from services.intake.reports.entry import Entry
from services.intake.reports.submitting import Submitting
from services.intake.submission import bodies
from services.intake.submission.parse import Parsed
from shared.process.runtime import Runtime
from shared.security.access import not_yours
from shared.security.authentication import SECOND_SIGNER
from shared.security.keys import Principal, Role
from shared.web.connections.straight_way import begun_of
from shared.web.long_work import LONG, leaving_of
from shared.web.parameters import refuse_others
from shared.web.problems import Problem
from shared.web.requests import correlation_id, read_body


class Writing:
    """The writing endpoints: who asks, under which key, with what body."""

    def __init__(self, runtime: Runtime, submitting: Submitting) -> None:
        self._runtime = runtime
        self._submitting = submitting
        self._asking = submitting.asking
        self._signing = submitting.signing
        self._longest = min(LONG, runtime.settings.max_body_bytes)

    async def submit(self, request: Request) -> Response:
        """A unit's report: 201 with its receipt, 200 with the same receipt for a repetition.

        It is called past the router, and so sees itself to it that nothing is asked beside the report.
        """
        return answered(await self._submitting.counted(self._submit(request)))

    def begin(self, request: Request, body: bytes) -> asyncio.Future[CommandAnswer] | None:
        """Begin what :meth:`submit` does with a report that is usual in every way, whole, short, and by one key alone
        (see shared.web.connections.straight_way); None: it is not, and nothing was done."""
        headers = request.headers
        if len(body) > self._longest or "content-encoding" in headers or SECOND_SIGNER in headers:
            return None
        principal, key = self._runtime.authentication.holder(request), headers.get("idempotency-key", "")
        if principal is None or principal.role is not Role.REPORTER or KEY.fullmatch(key) is None:
            return None
        try:
            parsed = bodies.read_submission(body)
        except Problem:
            return None
        if parsed.submission is None or parsed.submission.region != principal.region:
            return None
        return self._submitting.begin(_entry(request, principal, key, body, parsed))

    def taken(self, result: CommandAnswer) -> bytes | None:
        """The receipt of a report that was begun and is new; counted. None of anything else, which :meth:`submit` tells
        in the same request."""
        return self._submitting.taken(result)

    async def withdraw(self, request: Request, region: str, period: str) -> Response:
        """A unit takes its report back."""
        asked = await posted(self._runtime, request, bodies.withdrawals, Role.REPORTER)
        return await self._run(
            request, asked, self._asking.withdrawal(asked.principal, region, period, asked.body.reason)
        )

    async def review(self, request: Request) -> Response:
        """A reviewer's decisions: each is answered for itself."""
        asked = await posted(self._runtime, request, bodies.reviews, Role.REVIEWER)
        return await self._run(request, asked, self._asking.review(asked.principal, asked.body.decisions))

    async def close(self, request: Request) -> Response:
        """A reviewer closes a month for an area."""
        asked = await posted(self._runtime, request, bodies.closings, Role.REVIEWER)
        return await self._run(request, asked, self._asking.closing(asked.principal, asked.body))

    async def _submit(self, request: Request) -> CommandAnswer:
        begun = begun_of(request)
        if begun is not None and (answer := await self._submitting.ended(begun)) is not None:
            return answer
        refuse_others(request, ())
        principal, key = opened(self._runtime.authentication, request, Role.REPORTER)
        raw = await read_body(request, self._runtime.settings.max_body_bytes)
        parsed = await self._runtime.long_work.of_body(bodies.read_submission, raw, leaving_of(request))
        if parsed.submission is not None and parsed.submission.region != principal.region:
            raise not_yours()
        signer = self._signing.of_request(request, principal.region)
        return await self._submitting.enter(_entry(request, principal, key, raw, parsed, signer))

    async def _run(self, request: Request, asked: Posted[Body], command: Command) -> Response:
        ran = self._submitting.ask(asked.principal, asked.key, asked.digest, command, correlation_id(request))
        return answered(await ran)


def _entry(request: Request, sender: Principal, key: str, body: bytes, parsed: Parsed, signer: str = "") -> Entry:
    digest = hashlib.sha256(body).hexdigest()
    return Entry(sender.id, f"{sender.id}:{key}", digest, parsed, correlation_id(request), signer)
