"""Intake over HTTP, the writing side. Hot: raw body, msgspec, no pydantic between."""

from __future__ import annotations

import asyncio
import hashlib
import re

import sqlalchemy as sa
from fastapi import Request, Response

from services.intake import bodies
from services.intake.access import Access, not_yours
from services.intake.commands import Answer, Asked, Close, Command, Moved, Refused, Review, Withdraw
from services.intake.decide import Decision, Submit
from services.intake.faults import fault
from services.intake.handlers import Handlers
from services.intake.histories import Histories
from services.intake.history import UnitHistory
from services.intake.parse import LONGEST_NOTE, Parsed, text_faults
from services.intake.rulebook import Rulebook
from services.intake.validate import SLIP, Validated, period_faults, validate
from shared.keys import Principal, Role
from shared.periods import Month
from shared.runtime import Runtime
from shared.web import Fault, Problem, correlation_id, read_body

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
PATIENCE_SECONDS = 30.0
"""How long an answer takes at the longest: a database whose server is frozen notices nothing itself."""
_REPLAYED = {"Idempotency-Replayed": "true"}
_OUTCOMES = {400: "malformed", 401: "forbidden", 403: "forbidden", 409: "conflict", 413: "too_large", 422: "invalid"}


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
        self._access = access

    async def submit(self, request: Request) -> Response:
        """A unit's report: 201 with its receipt, 200 with the same receipt for a repetition."""
        try:
            answer = await self._submit(request)
        except sa.exc.OperationalError as error:
            self._reports.labels("failed").inc()
            raise _away() from error
        except Problem as problem:
            self._reports.labels(_OUTCOMES.get(problem.status, "failed")).inc()
            raise
        (self._replayed if answer.replayed else self._accepted).inc()
        return _response(answer)

    async def withdraw(self, request: Request, region: str, period: str) -> Response:
        """A unit takes its report back."""
        principal, key, raw = await self._open(request, Role.REPORTER)
        if region != principal.region:
            raise not_yours()
        body = bodies.read(bodies.withdrawals, raw)
        faults = [*period_faults(period, self._clock.now())]
        faults += text_faults("/reason", body.reason, "撤回理由", LONGEST_NOTE)
        if faults:
            raise bodies.invalid(faults, "请求内容有误")
        return await self._run(request, principal, key, raw, Withdraw(region, period, body.reason))

    async def review(self, request: Request) -> Response:
        """A reviewer's decisions: each is answered for itself."""
        principal, key, raw = await self._open(request, Role.REVIEWER)
        body = bodies.read(bodies.reviews, raw)
        if not 1 <= len(body.decisions) <= bodies.MOST_DECISIONS:
            message = f"一次应有1至{bodies.MOST_DECISIONS}项审核意见"
            raise bodies.invalid([fault("decision-count", "/decisions", message)], "请求内容有误")
        decisions = tuple(
            Decision(each.region, each.period, each.decision == "accept", each.reason[:LONGEST_NOTE], each.revision)
            for each in body.decisions
        )
        outside = frozenset(
            index for index, each in enumerate(decisions) if not self._access.inside(each.region, principal.region)
        )
        return await self._run(request, principal, key, raw, Review(decisions, outside))

    async def close(self, request: Request) -> Response:
        """A reviewer closes a month for an area."""
        principal, key, raw = await self._open(request, Role.REVIEWER)
        body = bodies.read(bodies.closings, raw)
        if not self._access.inside(body.area, principal.region):
            raise not_yours()
        faults = period_faults(body.period, self._clock.now())
        if not self._rulebook.catalogue.plans_of(body.area):
            faults.append(fault("not-an-area", "/area", "该地区没有自己的规划，不能单独关账"))
        if faults:
            raise bodies.invalid(faults, "请求内容有误")
        return await self._run(request, principal, key, raw, Close(body.area, body.period))

    async def _submit(self, request: Request) -> Answer:
        principal, key, raw = await self._open(request, Role.REPORTER)
        digest = hashlib.sha256(raw).hexdigest()
        parsed = bodies.read_submission(raw)
        submission, faults = parsed.submission, parsed.faults
        if submission is None:
            raise bodies.invalid(faults, "报表有误", "report-invalid")
        if submission.region != principal.region:
            raise not_yours()
        while True:
            validated = await self._validate(parsed)
            if faults or validated.faults:
                if (given := await self._repeat(key, digest)) is not None:
                    return given
                raise bodies.invalid([*faults, *validated.faults], "报表有误", "report-invalid")
            command = Submit(
                submission.region,
                submission.period,
                validated.lines,
                digest,
                submission.simulated,
                submission.note,
                submission.correction,
            )
            try:
                return await self._ask(Asked(command, principal.id, key, digest, correlation_id(request)))
            except Moved:
                continue  # another instance has stored something for this unit: held against it once more

    async def _validate(self, parsed: Parsed) -> Validated:
        """Faults that a history finds are found in one that was read just now."""
        submission = parsed.submission
        assert submission is not None
        region, period = submission.region, submission.period
        now = self._clock.now()
        history = await self._history(region, period)
        validated = validate(submission, self._rulebook, history, now, parsed.broken)
        if any(each.code == SLIP for each in validated.faults):
            self._histories.forget([region])
            history = await self._history(region, period)
            validated = validate(submission, self._rulebook, history, now, parsed.broken)
        return validated

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
        principal = self._authentication.require(request, role)
        key = request.headers.get("idempotency-key", "")
        if not key:
            raise Problem(400, "idempotency-key-missing", "缺少请求头 Idempotency-Key")
        if _KEY.fullmatch(key) is None:
            raise Problem(400, "idempotency-key-invalid", "Idempotency-Key 应为1至128个可见的ASCII字符")
        return principal, f"{principal.id}:{key}", await read_body(request, self._most)

    async def _run(self, request: Request, principal: Principal, key: str, raw: bytes, command: Command) -> Response:
        digest = hashlib.sha256(request.url.path.encode() + b"\n" + raw).hexdigest()
        try:
            return _response(await self._ask(Asked(command, principal.id, key, digest, correlation_id(request))))
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


def _response(answer: Answer) -> Response:
    if answer.replayed:
        return Response(answer.body, 200, _REPLAYED, "application/json")
    return Response(answer.body, 201, None, "application/json")
