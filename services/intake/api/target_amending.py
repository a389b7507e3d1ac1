"""Amending a target over HTTP: the key of a reviewer of the plan's area, and a second signer's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.api.opening import answered, posted
from services.intake.faults import fault
from services.intake.reports.commands import Amend
from services.intake.reports.decide import SIGNER
from services.intake.reports.submitting import Submitting
from services.intake.targets.allocating import allocation_event
from services.intake.targets.bodies import (
    AllocationBody,
    AnnualTargetsBody,
    allocations,
    annual_targets,
)
from services.intake.targets.published_row import WrongAmendment, plan_of, row_of
from services.intake.targets.reading import TargetReading
from services.intake.targets.setting_years import annual_target_events
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amending, Amendments
from shared.catalogue.model import Plan
from shared.events import AnnualTargetSet, TargetAllocated
from shared.process.runtime import Runtime
from shared.security.access import Access, not_yours
from shared.security.keys import Principal, Role
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import invalid
from shared.web.problems import Problem
from shared.web.requests import correlation_id

Read = TypeVar("Read")
Body = TypeVar("Body", AnnualTargetsBody, AllocationBody)


class TargetAmending:
    """The endpoints that amend. A repetition is answered as the first time."""

    def __init__(self, runtime: Runtime, submitting: Submitting, reading: TargetReading, access: Access) -> None:
        self._runtime = runtime
        self._catalogue: Catalogue = runtime.catalogue
        self._submitting = submitting
        self._reading = reading
        self._access = access

    async def revise(self, request: Request) -> Response:
        """Nothing is revised here any more: a published target changes by an adjustment that was approved.

        Raises:
            Problem: 410, which says where it is proposed.
        """
        self._runtime.authentication.require(request, Role.REVIEWER)
        detail = "先由审核人提出（POST /v1/adjustments，或网页“目标调整”），审查批准后由另一人登记批准文件，即施行"
        raise Problem(410, "adjustment-needed", "公布的目标不能直接改，须先提出调整并经审查批准", detail=detail)

    async def set_year(self, request: Request) -> Response:
        """Rows get a target for one year."""
        return await self._amend(request, annual_targets, self._year)

    async def allocate(self, request: Request) -> Response:
        """A row is shared out to the regions below."""
        return await self._amend(request, allocations, self._allocation)

    async def _amend(
        self,
        request: Request,
        reader: BodyReader[Body],
        make: Callable[[Body, Amendments, str], Sequence[Amending]],
    ) -> Response:
        principal, key, body, digest = await posted(self._runtime, request, reader, Role.REVIEWER)
        area = self._area(principal, body)
        signer = self._submitting.signing.of_request(request, area)
        if not signer or signer == principal.id:
            message = f"须由另一位第二签字人签署：请求头 {SIGNER} 附其密钥（Bearer）"
            raise invalid([fault("signer-missing", SIGNER, message)], "请求内容有误")
        known, versions = await run_in_threadpool(self._reading.known)
        try:
            decided = _checked(lambda: make(body, known, signer))
        except Problem:  # a repetition is answered as the first time, though by now it would be refused
            if (given := await run_in_threadpool(self._reading.kept, f"{principal.id}:{key}", digest)) is None:
                raise
            return answered(given)
        command = Amend(tuple((event, versions.get((event.plan, event.row), 0)) for event in decided))
        return answered(await self._submitting.ask(principal, key, digest, command, correlation_id(request)))

    def _year(self, body: AnnualTargetsBody, known: Amendments, signer: str) -> tuple[AnnualTargetSet, ...]:
        return annual_target_events(body, self._catalogue, known, signer)

    def _allocation(self, body: AllocationBody, known: Amendments, signer: str) -> tuple[TargetAllocated]:
        return (allocation_event(body, self._catalogue, known, signer),)

    def _area(self, principal: Principal, body: AnnualTargetsBody | AllocationBody) -> str:
        """The area of the plan, when the reviewer may speak for it."""
        found = _checked(lambda: _plan(self._catalogue, body))
        if not self._access.inside(found.region, principal.region):
            raise not_yours()
        return found.region


def _plan(catalogue: Catalogue, body: AnnualTargetsBody | AllocationBody) -> Plan:
    if isinstance(body, AnnualTargetsBody):
        return plan_of(catalogue, body.plan)
    return row_of(catalogue, body.plan, body.row)[0]


def _checked(work: Callable[[], Read]) -> Read:
    try:
        return work()
    except WrongAmendment as wrong:
        raise invalid(wrong.faults, "请求内容有误") from None
