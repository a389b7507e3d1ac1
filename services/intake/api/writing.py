"""Intake over HTTP, the writing side. Hot: raw body, msgspec, no pydantic between."""

from __future__ import annotations

import hashlib
from functools import partial

from fastapi import Request, Response

from services.intake.api.opening import answered, opened
from services.intake.reports.commands import Command, CommandAnswer
from services.intake.reports.entry import Entry
from services.intake.reports.submitting import Submitting
from services.intake.submission import bodies
from shared.process.runtime import Runtime
from shared.security.access import not_yours
from shared.security.keys import Principal, Role
from shared.web.bodies.reading import read
from shared.web.long_work import leaving_of
from shared.web.parameters import refuse_others
from shared.web.requests import correlation_id, read_body


class Writing:
    """The writing endpoints: who asks, under which key, with what body."""

    def __init__(self, runtime: Runtime, submitting: Submitting) -> None:
        self._authentication = runtime.authentication
        self._work = runtime.long_work
        self._most = runtime.settings.max_body_bytes
        self._submitting = submitting
        self._asking = submitting.asking
        self._signing = submitting.signing

    async def submit(self, request: Request) -> Response:
        """A unit's report: 201 with its receipt, 200 with the same receipt for a repetition.

        It is called past the router, and so sees itself to it that nothing is asked beside the report.
        """
        return answered(await self._submitting.counted(self._submit(request)))

    async def withdraw(self, request: Request, region: str, period: str) -> Response:
        """A unit takes its report back."""
        principal, key, raw = await self._open(request, Role.REPORTER)
        body = await self._work.of_body(partial(read, bodies.withdrawals), raw, leaving_of(request))
        command = self._asking.withdrawal(principal, region, period, body.reason)
        return await self._run(request, principal, key, raw, command)

    async def review(self, request: Request) -> Response:
        """A reviewer's decisions: each is answered for itself."""
        principal, key, raw = await self._open(request, Role.REVIEWER)
        body = await self._work.of_body(partial(read, bodies.reviews), raw, leaving_of(request))
        return await self._run(request, principal, key, raw, self._asking.review(principal, body.decisions))

    async def close(self, request: Request) -> Response:
        """A reviewer closes a month for an area."""
        principal, key, raw = await self._open(request, Role.REVIEWER)
        body = await self._work.of_body(partial(read, bodies.closings), raw, leaving_of(request))
        return await self._run(request, principal, key, raw, self._asking.closing(principal, body))

    async def _submit(self, request: Request) -> CommandAnswer:
        refuse_others(request, ())
        principal, key, raw = await self._open(request, Role.REPORTER)
        digest = hashlib.sha256(raw).hexdigest()
        parsed = await self._work.of_body(bodies.read_submission, raw, leaving_of(request))
        if parsed.submission is not None and parsed.submission.region != principal.region:
            raise not_yours()
        signer = self._signing.of_request(request, principal.region)
        scoped = f"{principal.id}:{key}"
        return await self._submitting.enter(
            Entry(principal.id, scoped, digest, parsed, correlation_id(request), signer)
        )

    async def _open(self, request: Request, role: Role) -> tuple[Principal, str, bytes]:
        """Who asks, the idempotency key, and the body."""
        principal, key = opened(self._authentication, request, role)
        return principal, key, await read_body(request, self._most)

    async def _run(self, request: Request, principal: Principal, key: str, raw: bytes, command: Command) -> Response:
        digest = hashlib.sha256(request.url.path.encode() + b"\n" + raw).hexdigest()
        return answered(await self._submitting.ask(principal, key, digest, command, correlation_id(request)))
