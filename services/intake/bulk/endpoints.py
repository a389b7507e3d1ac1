"""``POST /v1/reports/bulk``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from services.intake.api.opening import opened
from services.intake.bulk.history import owed_in_time
from services.intake.bulk.items import LIMITS, Item, Limits
from services.intake.bulk.ndjson import ndjson_items
from services.intake.bulk.posting import BulkSender, Posting, nothing_refused
from services.intake.bulk.spool import SpooledResponse
from services.intake.bulk.table import csv_items
from services.intake.reports.submitting import Submitting
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.security.keys import Role
from shared.web.answers import answers_in
from shared.web.long_work import LongWork, leaving_of
from shared.web.problems import Problem
from shared.web.requests import body_pieces, correlation_id
from shared.web.routing.routers import api_router

NDJSON, CSV = "application/x-ndjson", "text/csv"
_TEXT = {"schema": {"type": "string"}}
_DOCUMENTED: dict[str, Any] = {
    "openapi_extra": {
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "须有；只有 dry_run=true 时可不附",
                "schema": {"type": "string", "minLength": 1},
            }
        ],
        "requestBody": {"required": True, "content": {NDJSON: _TEXT, CSV: _TEXT}},
    }
} | answers_in(NDJSON, "每份报表一行结果（JSON），最后一行是小结")


def router(runtime: Runtime, submitting: Submitting, access: Access, limits: Limits = LIMITS) -> APIRouter:
    """The route."""
    routes = api_router("报送", "/v1/reports")
    past = partial(owed_in_time, runtime.catalogue)

    @routes.post("/bulk", summary="批量报送（NDJSON 或 CSV）", **_DOCUMENTED)
    async def bulk(request: Request, dry_run: bool = False, history: bool = False) -> Response:
        principal, key = opened(runtime.authentication, request, Role.REPORTER, dry_run=dry_run)
        items = _items(request, limits, runtime.long_work)
        signer = runtime.authentication.second_signer(request)
        sender = BulkSender(
            principal, key, correlation_id(request), signer, dry_run, past if history else nothing_refused
        )
        posting = Posting(submitting, access, sender)
        place = runtime.uploads.place(principal.id)
        return SpooledResponse(lambda emit: posting.run(items, emit), NDJSON, place, runtime.uploads.temporary)

    return routes


def _items(request: Request, limits: Limits, work: LongWork) -> AsyncIterator[Item]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    match kind.strip().lower():
        case "application/x-ndjson" | "application/jsonl" | "application/ndjson":
            return ndjson_items(body_pieces(request), limits, work)
        case "text/csv":
            charset = parameters.strip().removeprefix("charset=")
            return csv_items(body_pieces(request), limits, work, charset, leaving_of(request))
    raise Problem(415, "bulk-format", "不支持这种格式", detail=f"Content-Type 应为 {NDJSON} 或 {CSV}")
