"""Intake over HTTP, the writing side. Hot: raw body, msgspec, no pydantic between."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable
from typing import NamedTuple

import sqlalchemy as sa
from fastapi import Request, Response

from services.intake.faults import Finding
from services.intake.reports.asking import Asking
from services.intake.reports.commands import Answer, Asked, Command, Moved, Refused
from services.intake.reports.decide import Submit
from services.intake.reports.handlers import Handlers
from services.intake.reports.signing import Signing
from services.intake.review.report import NOBODY, Around
from services.intake.submission import bodies
from services.intake.submission.evidence import Evidence
from services.intake.submission.parse import Parsed
from services.intake.submission.validate import SLIP, Validated, validate
from services.intake.units.history import UnitHistory
from services.intake.units.recent_histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.events import Explanation, ReviewFinding
from shared.periods import Month
from shared.process.runtime import Runtime
from shared.security.access import Access, not_yours
from shared.security.keys import Principal, Role
from shared.web.problems import Fault, Problem
from shared.web.requests import correlation_id, read_body

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
PATIENCE_SECONDS = 30.0
"""How long an answer takes at the longest: a database whose server is frozen notices nothing itself."""
_REPLAYED = {"Idempotency-Replayed": "true"}
_OUTCOMES = {
    400: "malformed",
    401: "forbidden",
    403: "forbidden",
    409: "conflict",
    413: "too_large",
    415: "malformed",
    422: "invalid",
}


class Entry(NamedTuple):
    """A report to be taken: who sends it, under which key (scoped to the actor), the SHA-256 of what was sent.

    ``signer`` is the id of the key that signed as the second person ('' nobody); see services.intake.reports.signing.
    """

    actor: str
    key: str
    digest: str
    parsed: Parsed
    correlation_id: str
    signer: str = ""


class Preview(NamedTuple):
    """What would become of a report: whether its key has an answer already, and what a receipt would tell."""

    replayed: bool
    findings: tuple[Finding, ...]
    review: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


class Writing:
    """The writing endpoints' common steps: who asks, under which key, with what body."""

    def __init__(
        self, runtime: Runtime, handlers: Handlers, histories: Histories, rulebook: Rulebook, access: Access
    ) -> None:
        self._clock = runtime.clock
        self._authentication = runtime.authentication
        self._most = runtime.settings.max_body_bytes
        self._reports = runtime.metrics.reports
        self._accepted, self._replayed = (self._reports.labels(outcome) for outcome in ("accepted", "replayed"))
        self._handlers = handlers
        self._histories = histories
        self._rulebook = rulebook
        self._evidence = Evidence(runtime.database("intake"), rulebook)
        self.asking = Asking(rulebook, access, runtime.clock)
        self.signing = Signing(runtime.authentication, access)

    async def submit(self, request: Request) -> Response:
        """A unit's report: 201 with its receipt, 200 with the same receipt for a repetition."""
        return answered(await self.counted(self._submit(request)))

    async def counted(self, work: Awaitable[Answer]) -> Answer:
        """The answer to one report, counted by what became of it.

        Raises:
            Problem: as ``work``, and 503 when the database is away.
        """
        try:
            answer = await work
        except sa.exc.OperationalError as error:
            self._reports.labels("failed").inc()
            raise _away() from error
        except Problem as problem:
            self._reports.labels(_OUTCOMES.get(problem.status, "failed")).inc()
            raise
        (self._replayed if answer.replayed else self._accepted).inc()
        return answer

    async def withdraw(self, request: Request, region: str, period: str) -> Response:
        """A unit takes its report back."""
        principal, key, raw = await self._open(request, Role.REPORTER)
        body = bodies.read(bodies.withdrawals, raw)
        command = self.asking.withdrawal(principal, region, period, body.reason)
        return await self._run(request, principal, key, raw, command)

    async def review(self, request: Request) -> Response:
        """A reviewer's decisions: each is answered for itself."""
        principal, key, raw = await self._open(request, Role.REVIEWER)
        body = bodies.read(bodies.reviews, raw)
        return await self._run(request, principal, key, raw, self.asking.review(principal, body.decisions))

    async def close(self, request: Request) -> Response:
        """A reviewer closes a month for an area."""
        principal, key, raw = await self._open(request, Role.REVIEWER)
        body = bodies.read(bodies.closings, raw)
        return await self._run(request, principal, key, raw, self.asking.closing(principal, body))

    async def _submit(self, request: Request) -> Answer:
        principal, key, raw = await self._open(request, Role.REPORTER)
        digest = hashlib.sha256(raw).hexdigest()
        parsed = bodies.read_submission(raw)
        if parsed.submission is not None and parsed.submission.region != principal.region:
            raise not_yours()
        signer = self.signing.of_request(request, principal.region)
        return await self.enter(Entry(principal.id, key, digest, parsed, correlation_id(request), signer))

    async def enter(self, entry: Entry) -> Answer:
        """Take a report, from whatever kind of body it was read; the caller has asked whose it is to post.

        Raises:
            Problem: 422 with every fault, 409 when it may not happen, 503 when the database is away.
        """
        while True:
            asked = await self._judged(entry)
            if isinstance(asked, Answer):
                return asked
            try:
                return await self._ask(asked[0])
            except Moved:
                continue  # another instance has stored something for this unit: held against it once more

    async def preview(self, entry: Entry) -> Preview:
        """What would become of a report that is sent in now; nothing is stored.

        Raises:
            Problem: as :meth:`enter`.
        """
        asked = await self._judged(entry)
        if isinstance(asked, Answer):
            return Preview(True, ())
        try:
            replayed = await self._handlers.preview(asked[0])
        except Refused as refused:
            raise _conflict(refused) from None
        command = asked[0].command
        assert isinstance(command, Submit)
        return Preview(replayed, asked[1], command.findings, command.explanations)

    async def _judged(self, entry: Entry) -> Answer | tuple[Asked, tuple[Finding, ...]]:
        """What is to be asked of a report without faults, and its findings; of one that has faults by now,
        the answer that its key was given before."""
        submission, faults = entry.parsed.submission, entry.parsed.faults
        if submission is None:
            raise bodies.invalid(faults, "报表有误", "report-invalid")
        validated = await self._validate(entry.parsed)
        if faults or validated.faults:
            if (given := await self._repeat(entry.key, entry.digest)) is not None:
                return given
            raise bodies.invalid([*faults, *validated.faults], "报表有误", "report-invalid")
        command = Submit(
            submission.region,
            submission.period,
            validated.lines,
            entry.digest,
            submission.simulated,
            submission.note,
            submission.correction,
            entry.signer,
            validated.review,
            validated.explanations,
        )
        return Asked(command, entry.actor, entry.key, entry.digest, entry.correlation_id), validated.findings

    async def _validate(self, parsed: Parsed) -> Validated:
        """Faults that a history finds are found in one that was read just now."""
        submission = parsed.submission
        assert submission is not None
        region, period = submission.region, submission.period
        now = self._clock.now()
        history = await self._history(region, period)
        around = await self._around(region, period)
        validated = validate(submission, self._rulebook, history, now, parsed.broken, around)
        if any(each.code == SLIP for each in validated.faults):
            self._histories.forget([region])
            history = await self._history(region, period)
            validated = validate(submission, self._rulebook, history, now, parsed.broken, around)
        if submission.correction is not None:
            return await self._evidence.asked_for(submission, validated, history)
        return validated

    async def _around(self, region: str, period: str) -> Around:
        """What the regions above and below that report the same have reported: few regions have any."""
        rules = self._rulebook.unit(region)
        if rules is None or not rules.checks.families:
            return NOBODY
        relatives = {each for family in rules.checks.families for each in (family.parent, *family.children)} - {region}
        try:
            month = Month.parse(period).ordinal
        except ValueError:
            return NOBODY
        return {each: (await self._history(each, period)).by_indicator(month) for each in sorted(relatives)}

    async def _history(self, region: str, period: str) -> UnitHistory:
        try:
            month = Month.parse(period)
        except ValueError:
            return UnitHistory(0)  # the month is at fault: nothing is held against it
        if self._rulebook.unit(region) is None:
            return UnitHistory(0)
        return self._histories.ready(region, month) or await self._histories.load(region, month)

    async def _repeat(self, key: str, digest: str) -> Answer | None:
        try:
            return await self._handlers.replay(key, digest)
        except Refused as refused:
            raise _conflict(refused) from None

    async def _open(self, request: Request, role: Role) -> tuple[Principal, str, bytes]:
        """Who asks, the idempotency key scoped to them, and the body."""
        principal, key = self.opened(request, role)
        return principal, f"{principal.id}:{key}", await read_body(request, self._most)

    def opened(self, request: Request, role: Role) -> tuple[Principal, str]:
        """Who asks, and the idempotency key as it was given.

        Raises:
            Problem: 401 or 403 for the key of access, 400 for the idempotency key.
        """
        principal = self._authentication.require(request, role)
        key = request.headers.get("idempotency-key", "")
        if not key:
            raise Problem(400, "idempotency-key-missing", "缺少请求头 Idempotency-Key")
        if _KEY.fullmatch(key) is None:
            raise Problem(400, "idempotency-key-invalid", "Idempotency-Key 应为1至128个可见的ASCII字符")
        return principal, key

    async def ask(self, principal: Principal, key: str, digest: str, command: Command, correlation: str) -> Answer:
        """A command of :class:`Asking` from elsewhere than its route, under the idempotency key that its sender
        chose; ``digest`` is the SHA-256 of what was sent.

        Raises:
            Problem: what the route answers.
        """
        try:
            return await self._ask(Asked(command, principal.id, f"{principal.id}:{key}", digest, correlation))
        except sa.exc.OperationalError as error:
            raise _away() from error

    async def _run(self, request: Request, principal: Principal, key: str, raw: bytes, command: Command) -> Response:
        digest = hashlib.sha256(request.url.path.encode() + b"\n" + raw).hexdigest()
        try:
            return answered(await self._ask(Asked(command, principal.id, key, digest, correlation_id(request))))
        except sa.exc.OperationalError as error:
            raise _away() from error

    async def _ask(self, asked: Asked) -> Answer:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._handlers.run(asked)
        except Refused as refused:
            raise _conflict(refused) from None
        except TimeoutError as error:
            raise _away() from error


def _away() -> Problem:
    detail = "请用同一个 Idempotency-Key 稍后重试"
    return Problem(503, "store-away", "数据库暂时不可用", detail=detail, headers={"Retry-After": "2"})


def _conflict(refused: Refused) -> Problem:
    refusal = refused.refusal
    if refusal.pointer:
        return Problem(
            422, "report-invalid", "报表有误", faults=[Fault(refusal.code, refusal.pointer, refusal.message)]
        )
    return Problem(409, refusal.code, refusal.message)


def answered(answer: Answer) -> Response:
    """An answer as HTTP says it: 201, or 200 for a repetition."""
    if answer.replayed:
        return Response(answer.body, 200, _REPLAYED, "application/json")
    return Response(answer.body, 201, None, "application/json")
