"""What the served OpenAPI says of bodies that are read without pydantic. Text only."""

from __future__ import annotations

from typing import Any

import msgspec

from services.intake.submission.bodies import ClosingBody, ReviewBody, WithdrawalBody
from services.intake.submission.parse import Submission
from services.intake.targets.bodies import AllocationBody, RevisionBody
from shared.web.answers import schema_of

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    "description": "由报送方生成；同一内容重发时用同一个键，得到同一份回执",
}


def _operation(body: type[msgspec.Struct], description: str) -> dict[str, Any]:
    responses = {
        "200": {"description": "重复的请求：与第一次相同的应答，带 Idempotency-Replayed: true"},
        "201": {"description": description},
    }
    extra = {
        "parameters": [_KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema_of(body)}}},
        "responses": responses,
    }
    return {"openapi_extra": extra, "status_code": 201}


REPORT = _operation(Submission, "已入库，附回执")
WITHDRAWAL = _operation(WithdrawalBody, "已撤回")
REVIEW = _operation(ReviewBody, "逐项的审核结果")
REVISION = _operation(RevisionBody, "已记录的调整")
ALLOCATION = _operation(AllocationBody, "已记录的分解，附各地区分解数和缺口")
CLOSING = _operation(ClosingBody, "已关账")
