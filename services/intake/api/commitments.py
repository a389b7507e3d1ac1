"""Commitments over HTTP: a department states, milestones are recorded, a reviewer decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.api import openapi
from services.intake.api.opening import answered, posted
from services.intake.commitments import bodies
from services.intake.commitments.content import PostedCommitments, WrongContent
from services.intake.commitments.decide import CommitmentCommand
from services.intake.commitments.documents import CommitmentsAnswer, documents
from services.intake.commitments.reading import CommitmentReading
from services.intake.commitments.recording import AskedBy, CommitmentRecording
from shared.catalogue import Catalogue
from shared.periods import today_in_china
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.web.answers import answers
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import invalid
from shared.web.parameters import described
from shared.web.problems import Fault, Problem, json_response
from shared.web.requests import correlation_id
from shared.web.routing.routers import api_router

Body = TypeVar("Body", bound=msgspec.Struct)

_READERS = (Role.DEPARTMENT, Role.REVIEWER, Role.OPS, Role.AUDITOR)
_LISTED = answers(CommitmentsAnswer, "任务、责任部门、待填报的期、已填报的和节点")


def router(runtime: Runtime, recording: CommitmentRecording, reading: CommitmentReading, access: Access) -> APIRouter:
    """The routes of commitments."""
    routes = api_router("重点任务", "/v1/commitments")
    doors = CommitmentDoors(runtime, recording, reading, access)
    routes.post("/statements", summary="填报重点任务的进度", **openapi.STATEMENTS)(doors.state)
    routes.post("/milestones", summary="记录重点任务的节点", **openapi.MILESTONES)(doors.reach)
    routes.post("/reviews", summary="审核进度填报：通过或退回", **openapi.STATEMENT_REVIEW)(doors.review)
    told = described({"plan": "规划编号；省略时取能看到的全部规划"})
    routes.get("", summary="重点任务：待填报的、已填报的、节点", openapi_extra=told, **_LISTED)(doors.listing)
    return routes


class CommitmentDoors:
    """The endpoints. A repetition is answered as the first time."""

    def __init__(
        self, runtime: Runtime, recording: CommitmentRecording, reading: CommitmentReading, access: Access
    ) -> None:
        self._runtime = runtime
        self._catalogue: Catalogue = runtime.catalogue
        self._clock = runtime.clock
        self._recording = recording
        self._reading = reading
        self._access = access

    async def state(self, request: Request) -> Response:
        """A department says how its commitments stand; each is answered for itself."""

        def make(
            body: bodies.StatementsBody, principal: Principal, content: PostedCommitments
        ) -> Sequence[CommitmentCommand]:
            return content.statements(body.statements, department_of(principal), self._mine(principal))

        return await self._take(request, bodies.statements, make, Role.DEPARTMENT)

    async def reach(self, request: Request) -> Response:
        """A department, or a reviewer of the plan's area, records milestones."""

        def make(
            body: bodies.MilestonesBody, principal: Principal, content: PostedCommitments
        ) -> Sequence[CommitmentCommand]:
            return content.milestones(body.milestones, department_of(principal), self._mine(principal))

        return await self._take(request, bodies.milestones, make, Role.DEPARTMENT, Role.REVIEWER)

    async def review(self, request: Request) -> Response:
        """A reviewer's decisions: each is answered for itself."""

        def make(
            body: bodies.StatementReviewBody, principal: Principal, content: PostedCommitments
        ) -> Sequence[CommitmentCommand]:
            return content.decisions(body.decisions, self._mine(principal))

        return await self._take(request, bodies.decisions, make, Role.REVIEWER)

    async def listing(self, request: Request) -> Response:
        """What whoever asks may see of the plans' commitments."""
        principal = self._runtime.authentication.require(request, *_READERS)
        plan = request.query_params.get("plan", "")
        if plan and plan not in self._catalogue.plans:
            fault = Fault("unknown_plan", "plan", f"没有规划“{plan[:40]}”")
            raise Problem(422, "parameters-invalid", "请求参数有误", faults=[fault])
        today = today_in_china(self._clock)
        found = await run_in_threadpool(self._reading.listing, principal, today, plan)
        return json_response(documents(found))

    def _mine(self, principal: Principal) -> Callable[[str], bool]:
        """Whether a plan's area is theirs: a reviewer's are those inside their own, a department has one."""
        if principal.role is Role.DEPARTMENT:
            return lambda region: region == principal.region
        return lambda region: self._access.inside(region, principal.region)

    async def _take(
        self,
        request: Request,
        reader: BodyReader[Body],
        make: Callable[[Body, Principal, PostedCommitments], Sequence[CommitmentCommand]],
        *roles: Role,
    ) -> Response:
        principal, key, body, digest = await posted(self._runtime, request, reader, *roles)
        by = AskedBy(principal.id, f"{principal.id}:{key}", digest, correlation_id(request))
        try:
            commands = make(body, principal, PostedCommitments(self._catalogue, today_in_china(self._clock)))
        except WrongContent as wrong:
            if (given := await run_in_threadpool(self._recording.kept, by)) is not None:
                return answered(given)
            raise invalid(wrong.faults, "请求内容有误") from None
        return answered(await run_in_threadpool(self._recording.run, commands, by))


def department_of(principal: Principal) -> str:
    """The department that somebody speaks for; '' for a reviewer."""
    return principal.subject if principal.role is Role.DEPARTMENT else ""
