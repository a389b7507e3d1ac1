"""The smaller bodies that are posted, and how any body becomes a typed one or a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import msgspec

from services.intake.faults import ReportFault, Unreadable
from services.intake.submission.json_body import BodyReader
from services.intake.submission.parse import Parsed, parse_submission
from shared.web import problems as web

MOST_DECISIONS = 500
"""Decisions that one review may hold."""

MOST_FAULTS = 1_000
"""Faults that one answer lists."""

Body = TypeVar("Body", bound=msgspec.Struct)


class WithdrawalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a unit takes its report back."""

    reason: str


class DecisionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report, and whether it is accepted or returned."""

    region: str
    period: str
    decision: Literal["accept", "return"]
    reason: str = ""
    revision: int | None = None


class ReviewBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reviewer's decisions."""

    decisions: list[DecisionBody]


class ClosingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which month is closed for which area; ``despite`` says why, though findings that block stand in it."""

    area: str
    period: str
    despite: str = ""


withdrawals = BodyReader(WithdrawalBody)
reviews = BodyReader(ReviewBody)
closings = BodyReader(ClosingBody)


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


def read_submission(raw: bytes) -> Parsed:
    """A report; its faults are left to be told together with those of its content.

    Raises:
        Problem: 400 when it is no JSON text.
    """
    try:
        return parse_submission(raw)
    except Unreadable as error:
        raise unreadable(error) from None


def unreadable(error: Unreadable) -> web.Problem:
    """400: the bytes are no JSON text."""
    return web.Problem(400, error.code, error.title, detail=error.detail)


def invalid(faults: Sequence[ReportFault], title: str, code: str = "body-invalid") -> web.Problem:
    """422 with every fault; of a body that is nothing but faults the first ones, and how many there are."""
    told = [web.Fault(each.code, each.pointer, each.message) for each in faults[:MOST_FAULTS]]
    if len(faults) <= MOST_FAULTS:
        return web.Problem(422, code, title, faults=told)
    detail = f"共{len(faults)}处问题，以下是前{MOST_FAULTS}处"
    return web.Problem(422, code, title, detail=detail, faults=told)
