"""Adjustments over HTTP: proposed by a reviewer of the plan's area, settled by somebody else of it, and read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.adjustments.asking import AdjustmentAsking
from services.intake.adjustments.bodies import ApprovalBody, RejectionBody, approvals, proposals, rejections
from services.intake.adjustments.documents import AdjustmentsAnswer, adjustment_answer
from services.intake.api import openapi
from services.intake.api.opening import answered, posted
from services.intake.reports.commands import Amend
from services.intake.reports.submitting import Submitting
from services.intake.targets.reading import TargetReading
from shared.process.runtime import Runtime
from shared.security.keys import Principal, Role
from shared.web.answers import answers
from shared.web.bodies.json_body import BodyReader
from shared.web.parameters import refuse_others
from shared.web.problems import Problem, json_response
from shared.web.requests import correlation_id
from shared.web.routing.routers import api_router

Body = TypeVar("Body", bound=msgspec.Struct)

_READERS = (Role.REVIEWER, Role.SIGNER, Role.AUDITOR, Role.OPS)


def router(runtime: Runtime, submitting: Submitting, targets: TargetReading, asking: AdjustmentAsking) -> APIRouter:
    """The routes of adjustments."""
    routes = api_router("目标", "/v1/adjustments")
    adjusting = Adjusting(runtime, submitting, targets, asking)
    routes.post("", summary="提出调整规划目标", **openapi.ADJUSTMENT)(adjusting.propose)
    routes.post("/{adjustment}/approval", summary="登记审查批准，调整即施行", **openapi.APPROVAL)(adjusting.approve)
    routes.post("/{adjustment}/rejection", summary="登记不予调整", **openapi.REJECTION)(adjusting.reject)

    @routes.get("", summary="目标的调整：提出、批准、否决", **answers(AdjustmentsAnswer, "各项调整和它们的办理"))
    async def adjustments(request: Request) -> Response:
        """Those of the areas that whoever asks may see."""
        refuse_others(request, ())
        principal = runtime.authentication.require(request, *_READERS)
        found = await run_in_threadpool(asking.visible, principal)
        told = [adjustment_answer(runtime.catalogue, each) for each in found]
        return json_response(AdjustmentsAnswer(told))

    return routes


class Adjusting:
    """The endpoints that write. A repetition is answered as the first time."""

    def __init__(
        self, runtime: Runtime, submitting: Submitting, targets: TargetReading, asking: AdjustmentAsking
    ) -> None:
        self._runtime = runtime
        self._submitting = submitting
        self._targets = targets
        self._asking = asking

    async def propose(self, request: Request) -> Response:
        """Rows of a plan are proposed to be adjusted."""
        return await self._recorded(request, proposals, self._asking.proposal, Role.REVIEWER)

    async def approve(self, request: Request, adjustment: str) -> Response:
        """A proposal was approved: it is in force."""

        def made(principal: Principal, body: ApprovalBody) -> Amend:
            return self._asking.approval(principal, adjustment, body)

        return await self._recorded(request, approvals, made, Role.SIGNER)

    async def reject(self, request: Request, adjustment: str) -> Response:
        """There will be no adjustment."""

        def made(principal: Principal, body: RejectionBody) -> Amend:
            return self._asking.rejection(principal, adjustment, body)

        return await self._recorded(request, rejections, made, Role.SIGNER, Role.REVIEWER)

    async def _recorded(
        self, request: Request, reader: BodyReader[Body], make: Callable[[Principal, Body], Amend], *roles: Role
    ) -> Response:
        principal, key, body, digest = await posted(self._runtime, request, reader, *roles)
        try:
            command = await run_in_threadpool(make, principal, body)
        except Problem:  # a repetition is answered as the first time, though by now it would be refused
            if (given := await run_in_threadpool(self._targets.kept, f"{principal.id}:{key}", digest)) is None:
                raise
            return answered(given)
        return answered(await self._submitting.ask(principal, key, digest, command, correlation_id(request)))
