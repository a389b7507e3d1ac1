"""Forms over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from services.intake.api.opening import answered, opened
from services.intake.forms.answers import FormChecked, FormReceiptAnswer
from services.intake.forms.entry import FormSender
from services.intake.forms.faults import CellFault
from services.intake.forms.service import Forms
from services.intake.forms.upload import read_upload
from services.intake.reports.signing import Signing
from shared.process.runtime import Runtime
from shared.security.access import Access, not_yours
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.answers import FILE, JSON, answers, answers_in, described, schema_of
from shared.web.long_work import leaving_of
from shared.web.problems import json_response
from shared.web.requests import correlation_id
from shared.web.routing.routers import api_router
from shared.web.uploads.receiving import Uploads

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = answers_in(XLSX, "Excel 文件", FILE)
_TAKEN = answers(FormReceiptAnswer, "已入库，附回执", 201)
_TAKEN["responses"][200] = described(
    JSON,
    "重复的上传：与第一次相同的回执；dry_run 时为检查结果",
    {"anyOf": [schema_of(FormReceiptAnswer), schema_of(FormChecked)]},
)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "填好的报表"},
                        "note": {"type": "string", "description": "报表说明"},
                        "reason": {"type": "string", "description": "更正理由"},
                        "evidence": {"type": "string", "description": "更正依据"},
                        "simulated": {"type": "boolean", "description": "模拟数据"},
                    },
                }
            },
        },
    }
}

_KEYED: dict[str, Any] = _BODY | {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "须有；只有 dry_run=true 时可不附",
            "schema": {"type": "string", "minLength": 1, "maxLength": 128},
        }
    ]
}


def router(runtime: Runtime, forms: Forms, signing: Signing, access: Access) -> APIRouter:
    """Download, upload, check, and the marked copy."""
    routes = api_router("报表", "/v1/forms")
    authentication = runtime.authentication

    @routes.get("/{region}/{period}.xlsx", summary="下载一个单位一个月的表样", **_FILE)
    async def blank(request: Request, region: str, period: str) -> Response:
        access.require_read(authentication.principal(request), region)
        return xlsx_file(await forms.blank(region, period), f"{region}-{period}.xlsx", f"月报表-{region}-{period}.xlsx")

    _add_uploads(routes, authentication, forms, signing, runtime.uploads, runtime.settings.max_body_bytes)
    return routes


def _add_uploads(
    routes: APIRouter, authentication: Authentication, forms: Forms, signing: Signing, uploads: Uploads, most: int
) -> None:
    def sender(request: Request, region: str, principal: Principal) -> FormSender:
        """Who sends, when the unit is theirs: asked before the file is read."""
        if region != principal.region:
            raise not_yours()
        signer = signing.of_request(request, principal.region)
        return FormSender(principal, correlation_id(request), signer, leaving_of(request))

    @routes.post("/{region}/{period}", summary="上传填好的报表", status_code=201, openapi_extra=_KEYED, **_TAKEN)
    async def upload(request: Request, region: str, period: str, dry_run: bool = False) -> Response:
        if dry_run:
            asking = sender(request, region, authentication.require(request, Role.REPORTER))
            with uploads.place(asking.principal.id):
                raw, extras, _ = await read_upload(request, uploads, most)
                return _checked(await forms.check(asking, region, period, raw, extras))
        principal, key = opened(authentication, request, Role.REPORTER)
        sending = sender(request, region, principal)
        with uploads.place(principal.id):
            raw, extras, _ = await read_upload(request, uploads, most)
            return answered(await forms.submit(sending, key, region, period, raw, extras))

    @routes.post("/{region}/{period}/marked", summary="标出错误的副本（不入库）", openapi_extra=_BODY, **_FILE)
    async def marked(request: Request, region: str, period: str) -> Response:
        asking = sender(request, region, authentication.require(request, Role.REPORTER))
        with uploads.place(asking.principal.id):
            raw, extras, _ = await read_upload(request, uploads, most)
            copy = await forms.marked(asking, region, period, raw, extras)
        return xlsx_file(copy, f"{region}-{period}-marked.xlsx", f"月报表-{region}-{period}-错误标注.xlsx")


def _checked(found: Sequence[CellFault]) -> Response:
    faults, findings = ([each for each in found if each.ask is ask] for ask in (False, True))
    return json_response({"dry_run": True, "faults": faults, "findings": findings})


def xlsx_file(content: bytes, plain: str, chinese: str) -> Response:
    """A file to be saved, under a Chinese name where the client knows how."""
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(chinese)}"
    return Response(content, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}, media_type=XLSX)
