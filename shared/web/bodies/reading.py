"""A posted body as a typed one, or the problem that it is answered with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from shared.web.bodies.faults import BodyFault, Unreadable
from shared.web.bodies.json_body import BodyReader
from shared.web.problems import Fault, Problem

MOST_FAULTS = 1_000
"""Faults that one answer lists."""

Body = TypeVar("Body", bound=msgspec.Struct)


def read(reader: BodyReader[Body], raw: bytes) -> Body:
    """A body of one kind.

    Raises:
        Problem: 400 when it is no JSON text, 422 when it does not have the shape.
    """
    try:
        body, _, faults = reader.read(raw)
    except Unreadable as error:
        raise unreadable(error) from None
    if body is None:
        raise invalid(faults, "请求内容有误")
    return body


def unreadable(error: Unreadable) -> Problem:
    """400: the bytes are no JSON text."""
    return Problem(400, error.code, error.title, detail=error.detail)


def invalid(faults: Sequence[BodyFault], title: str, code: str = "body-invalid") -> Problem:
    """422 with every fault; of a body that is nothing but faults the first ones, and how many there are."""
    told = [Fault(each.code, each.pointer, each.message) for each in faults[:MOST_FAULTS]]
    if len(faults) <= MOST_FAULTS:
        return Problem(422, code, title, faults=told)
    detail = f"共{len(faults)}处问题，以下是前{MOST_FAULTS}处"
    return Problem(422, code, title, detail=detail, faults=told)
