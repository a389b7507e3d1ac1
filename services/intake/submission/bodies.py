"""The smaller bodies that are posted, and a report's."""

from __future__ import annotations

from typing import Literal

import msgspec

from services.intake.faults import Unreadable
from services.intake.submission.parse import Parsed, parse_submission
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import unreadable

MOST_DECISIONS = 500
"""Decisions that one review may hold."""


class WithdrawalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a unit takes its report back."""

    reason: str


class DecisionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report, and whether it is accepted or returned; ``with_blanks``: though figures that are owed are blank."""

    region: str
    period: str
    decision: Literal["accept", "return"]
    reason: str = ""
    revision: int | None = None
    with_blanks: bool = False


class ReviewBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reviewer's decisions."""

    decisions: list[DecisionBody]


class ClosingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which month is closed for which area; ``despite`` says why, though findings that block stand in it, ``early``
    why before the month's due day has passed."""

    area: str
    period: str
    despite: str = ""
    early: str = ""


withdrawals = BodyReader(WithdrawalBody)
reviews = BodyReader(ReviewBody)
closings = BodyReader(ClosingBody)


def read_submission(raw: bytes) -> Parsed:
    """A report; its faults are left to be told together with those of its content.

    Raises:
        Problem: 400 when it is no JSON text.
    """
    try:
        return parse_submission(raw)
    except Unreadable as error:
        raise unreadable(error) from None
