"""What the served OpenAPI says of an answer: its schema, taken from the struct that is answered, or its media type."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import Response

JSON = "application/json"
FILE: dict[str, Any] = {"type": "string", "format": "binary"}
TEXT: dict[str, Any] = {"type": "string"}


class AnsweredPoint(msgspec.Struct, frozen=True):
    """The point in the past that an answer is about: how many events were recorded then, and the instant."""

    position: int
    instant: str


def answers(kind: Any, description: str, status: int = 200) -> dict[str, Any]:
    """What a route's decorator is told of an answer in JSON; ``kind`` is its type."""
    return answers_in(JSON, description, schema_of(kind), status)


def answers_in(media: str, description: str, schema: dict[str, Any] = TEXT, status: int = 200) -> dict[str, Any]:
    """The same of an answer in another media type.

    The response class keeps FastAPI from describing an answer in JSON beside it.
    """
    return {"responses": {status: described(media, description, schema)}, "response_class": Response}


def described(media: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """One answer as OpenAPI describes it."""
    return {"description": description, "content": {media: {"schema": schema}}}


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON schema of a type, with every reference replaced by what it refers to: none is recursive."""
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    inlined: dict[str, Any] = inline(schema, components)
    return inlined


def inline(schema: Any, components: dict[str, Any]) -> Any:
    """``schema`` with every reference replaced by what it refers to.

    Of an array whose length is fixed ``items: false`` is left out: it says no more than ``maxItems`` does, and
    generators of clients refuse the whole document over a schema that is no object (openapi-python-client 0.29.1).
    """
    if isinstance(schema, dict):
        if "$ref" in schema:
            return inline(components[schema["$ref"].rsplit("/", 1)[1]], components)
        needless = {"items"} if schema.get("items") is False and "maxItems" in schema else set()
        return {key: inline(value, components) for key, value in schema.items() if key not in needless}
    return [inline(item, components) for item in schema] if isinstance(schema, list) else schema
