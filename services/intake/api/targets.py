"""Targets over HTTP: revise one, share one out, and read what was published and what has become of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.api import openapi
from services.intake.api.writing import Writing, answered
from services.intake.faults import fault
from services.intake.reports.commands import Amend
from services.intake.reports.decide import SIGNER
from services.intake.submission import bodies
from services.intake.submission.json_body import BodyReader
from services.intake.targets.amending import (
    AllocationBody,
    RevisionBody,
    Wrong,
    allocation_event,
    allocations,
    revision_event,
    revisions,
    row_of,
)
from services.intake.targets.reading import TargetReading
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.events import TargetAllocated, TargetRevised
from shared.process.runtime import Runtime
from shared.security.access import Access, not_yours
from shared.security.keys import Principal, Role
from shared.web.problems import Fault, Problem, json_response
from shared.web.requests import correlation_id, read_body

Read = TypeVar("Read")
Body = TypeVar("Body", RevisionBody, AllocationBody)

_ASKED = ("plan", "row", "as_of")
_TEXTS = {
    "plan": "规划编号；省略时取全部规划",
    "row": "指标序号",
    "as_of": "时点：位置、日期或带时区的时刻；省略时取现在",
}
_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": _TEXTS[name]}
    for name in _ASKED
]


class TargetRoutes:
    """The routes of targets. Amending takes the key of a reviewer of the plan's area, and a second signer's."""

    def __init__(self, runtime: Runtime, writing: Writing, reading: TargetReading, access: Access) -> None:
        self._authentication = runtime.authentication
        self._catalogue: Catalogue = runtime.catalogue
        self._most = runtime.settings.max_body_bytes
        self._writing = writing
        self._reading = reading
        self._access = access

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(prefix="/v1/targets", tags=["目标"])
        extra = {"parameters": _PARAMETERS}
        routes.post("/revisions", summary="中期调整一项目标", **openapi.REVISION)(self.revise)
        routes.post("/allocations", summary="把一项目标分解到下级地区", **openapi.ALLOCATION)(self.allocate)
        routes.get("", summary="目标：公布的、调整的、分解的", openapi_extra=extra)(self.targets)
        return routes

    async def revise(self, request: Request) -> Response:
        """A row gets another value from a month on."""
        return await self._amend(request, revisions, self._revision)

    async def allocate(self, request: Request) -> Response:
        """A row is shared out to the regions below."""
        return await self._amend(request, allocations, self._allocation)

    async def targets(self, request: Request) -> Response:
        """What the plans ask for, as it was known at a point."""
        self._authentication.visitor(request)
        query = dict(request.query_params)
        plan, row = self._question(query)
        found = await run_in_threadpool(self._reading.listing, plan, row, query.get("as_of"))
        return json_response(found)

    async def _amend(
        self,
        request: Request,
        reader: BodyReader[Body],
        make: Callable[[Body, Amendments, str], TargetRevised | TargetAllocated],
    ) -> Response:
        principal, key = self._writing.opened(request, Role.REVIEWER)
        raw = await read_body(request, self._most)
        body = bodies.read(reader, raw)
        area = self._area(principal, body.plan, body.row)
        signer = self._writing.signing.of_request(request, area)
        if not signer or signer == principal.id:
            message = f"须由另一位第二签字人签署：请求头 {SIGNER} 附其密钥（Bearer）"
            raise bodies.invalid([fault("signer-missing", SIGNER, message)], "请求内容有误")
        known, versions = await run_in_threadpool(self._reading.known)
        digest = hashlib.sha256(request.url.path.encode() + b"\n" + raw).hexdigest()
        try:
            event = _checked(lambda: make(body, known, signer))
        except Problem:  # a repetition is answered as the first time, though by now it would be refused
            if (given := await run_in_threadpool(self._reading.kept, f"{principal.id}:{key}", digest)) is None:
                raise
            return answered(given)
        command = Amend(event, versions.get((event.plan, event.row), 0))
        return answered(await self._writing.ask(principal, key, digest, command, correlation_id(request)))

    def _revision(self, body: RevisionBody, known: Amendments, signer: str) -> TargetRevised:
        return revision_event(body, self._catalogue, known, signer)

    def _allocation(self, body: AllocationBody, known: Amendments, signer: str) -> TargetAllocated:
        return allocation_event(body, self._catalogue, known, signer)

    def _area(self, principal: Principal, plan: str, row: int) -> str:
        """The area of the plan, when the reviewer may speak for it."""
        found, _ = _checked(lambda: row_of(self._catalogue, plan, row))
        if not self._access.inside(found.region, principal.region):
            raise not_yours()
        return found.region

    def _question(self, query: dict[str, str]) -> tuple[str | None, int | None]:
        faults = [Fault("unknown_parameter", name, f"没有参数“{name[:40]}”") for name in query if name not in _ASKED]
        plan, text = query.get("plan"), query.get("row")
        if plan is not None and plan not in self._catalogue.plans:
            faults.append(Fault("unknown_plan", "plan", f"没有规划“{plan[:40]}”"))
        if text is not None and not (text.isascii() and text.isdigit() and len(text) < _ROW_DIGITS):
            faults.append(Fault("bad_row", "row", f"“{text[:20]}”有误，应为指标序号"))
        if faults:
            raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
        return plan, None if text is None else int(text)


_ROW_DIGITS = 6


def _checked(work: Callable[[], Read]) -> Read:
    try:
        return work()
    except Wrong as wrong:
        raise bodies.invalid(wrong.faults, "请求内容有误") from None
