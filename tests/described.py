"""Whether an answer is what the served OpenAPI document says of it, with nothing beside."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from jsonschema import Draft202012Validator


def as_described(client: TestClient, route: str, answer: Response) -> bool:
    """Whether a JSON answer fits the schema of its ``route`` (``"GET /v1/figures"``) and status.

    Raises:
        AssertionError: with the first place where it does not.
    """
    app = client.app
    assert isinstance(app, FastAPI)
    method, _, path = route.partition(" ")
    told = app.openapi()["paths"][path][method.lower()]["responses"][str(answer.status_code)]
    schema = _closed(told["content"]["application/json"]["schema"])
    found = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(answer.json())]
    assert not found, found[0]
    return True


def _closed(schema: Any) -> Any:
    """The schema with no object allowed more than the fields that it names."""
    if isinstance(schema, dict):
        closed = {key: _closed(value) for key, value in schema.items()}
        return closed | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else closed
    return [_closed(each) for each in schema] if isinstance(schema, list) else schema
