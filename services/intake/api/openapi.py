"""What the served OpenAPI says of bodies that are read without pydantic. Text only."""

from __future__ import annotations

from typing import Any

import msgspec

from services.intake.submission.bodies import ClosingBody, ReviewBody, WithdrawalBody
from services.intake.submission.parse import Submission
from services.intake.targets.bodies import AllocationBody, RevisionBody

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    "description": "由报送方生成；同一内容重发时用同一个键，得到同一份回执",
}


def _operation(body: type[msgspec.Struct], description: str) -> dict[str, Any]:
    (schema,), components = msgspec.json.schema_components([body], ref_template="#/$defs/{name}")
    inlined = _inline(schema, components)
    responses = {
        "200": {"description": "重复的请求：与第一次相同的应答，带 Idempotency-Replayed: true"},
        "201": {"description": description},
        "4XX": {"description": "problem+json：逐项列出问题"},
    }
    extra = {
        "parameters": [_KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": inlined}}},
        "responses": responses,
    }
    return {"openapi_extra": extra, "status_code": 201}


def _inline(schema: Any, components: dict[str, Any]) -> Any:
    """``schema`` with every reference replaced by what it refers to (the bodies are not recursive)."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inline(components[schema["$ref"].rsplit("/", 1)[1]], components)
        return {key: _inline(value, components) for key, value in schema.items()}
    return [_inline(item, components) for item in schema] if isinstance(schema, list) else schema


REPORT = _operation(Submission, "已入库，附回执")
WITHDRAWAL = _operation(WithdrawalBody, "已撤回")
REVIEW = _operation(ReviewBody, "逐项的审核结果")
REVISION = _operation(RevisionBody, "已记录的调整")
ALLOCATION = _operation(AllocationBody, "已记录的分解，附各地区分解数和缺口")
CLOSING = _operation(ClosingBody, "已关账")
