"""What the served OpenAPI says of a request that records something: the key that makes it happen once, and its body."""

from __future__ import annotations

from typing import Any

from shared.web.answers import JSON

KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "maxLength": 128},
}


def keyed(schema: dict[str, Any], key: dict[str, Any] = KEY) -> dict[str, Any]:
    """A route's own part of the document, where a body of that ``schema`` is posted with a ``key``."""
    return {"parameters": [key], "requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


def keyed_fields(fields: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The same of a body with these fields and no other."""
    needed = {"required": list(required)} if required else {}
    return keyed({"type": "object", "additionalProperties": False, **needed, "properties": fields})
