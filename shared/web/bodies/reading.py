"""A posted body as a typed one, or the problem that it is answered with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from shared.web.bodies.faults import MOST_FAULTS, BodyFault, Unreadable
from shared.web.bodies.json_body import BodyReader
from shared.web.problems import Fault, Problem

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
    """422 with every fault; of a body that is nothing but faults the first ones, and that there are more."""
    told = [Fault(each.code, each.pointer, each.message) for each in faults[:MOST_FAULTS]]
    if len(faults) <= MOST_FAULTS:
        return Problem(422, code, title, faults=told)
    detail = f"问题不止{MOST_FAULTS}处，以下是前{MOST_FAULTS}处；改正后重发，再看其余"
    return Problem(422, code, title, detail=detail, faults=told)
