"""The served OpenAPI document, completed: who may ask each route by which key, and how it answers with a problem."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from shared.security.authentication import SECOND_SIGNER
from shared.security.permissions import RULES, AccessRule
from shared.security.sessions import COOKIE
from shared.web.answers import described, schema_of
from shared.web.problems import PROBLEM, Fault

_KEY, _SIGNER, _SESSION = "key", "secondSigner", "session"
SECURITY_SCHEMES: dict[str, Any] = {
    _KEY: {"type": "http", "scheme": "bearer", "description": "系统发给的密钥：Authorization: Bearer xs_…"},
    _SIGNER: {
        "type": "apiKey",
        "in": "header",
        "name": SECOND_SIGNER,
        "description": "第二签字人的密钥：Bearer xs_…；更正、补报和目标的年度设定、分解须有",
    },
    _SESSION: {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "在网页上登录后，只供读取"},
}
"""How somebody may say who they are."""

_BOTH_SIGN = ("/v1/targets/annual", "/v1/targets/allocations")
_CORRECTS = ("/v1/reports", "/v1/reports/bulk", "/v1/forms/{region}/{period}", "/v1/forms/{region}/{period}/marked")
_METHODS = ("get", "post")


class ProblemAnswer(msgspec.Struct):
    """An answer that is an error (RFC 9457), with every fault."""

    type: str
    title: str
    status: int
    detail: str | msgspec.UnsetType = msgspec.UNSET
    faults: list[Fault] | msgspec.UnsetType = msgspec.UNSET


def complete_openapi(app: FastAPI) -> None:
    """Let ``app`` serve its document completed."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = completed(made())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation has it


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the security schemes, and each operation with its security and its problems."""
    problem = {"$ref": "#/components/schemas/Problem"}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                operation["security"] = _security(RULES.get(f"{method.upper()} {path}"), method, path)
                if parameters := operation.get("parameters"):
                    operation["parameters"] = _once(parameters)
                answers = operation["responses"]
                answers.pop("422", None)  # FastAPI's own, which is never answered
                answers["4XX"] = described(PROBLEM, "problem+json：逐项列出问题", problem)
                answers["5XX"] = described(PROBLEM, "系统繁忙、数据库暂不可用或内部错误", problem)
    components = {"schemas": {"Problem": schema_of(ProblemAnswer)}, "securitySchemes": SECURITY_SCHEMES}
    return document | {"components": components}


def _once(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each parameter once: a route's own description of one that FastAPI has found as well comes last and stays."""
    return list({(each["in"], each["name"]): each for each in parameters}.values())


def _security(rule: AccessRule | None, method: str, path: str) -> list[dict[str, list[str]]]:
    """The ways to be let in, any of which will do; an empty one: nobody need say who they are."""
    if rule is None or rule.open:
        return [{}]
    key: dict[str, list[str]] = {_KEY: []}
    signed: dict[str, list[str]] = {_KEY: [], _SIGNER: []}
    if path in _BOTH_SIGN and method == "post":
        return [signed]
    if path in _CORRECTS and method == "post":
        return [key, signed]
    session: dict[str, list[str]] = {_SESSION: []}
    ways = [key, session] if method == "get" else [key]
    nobody: dict[str, list[str]] = {}
    return [nobody, *ways] if rule.board else ways
