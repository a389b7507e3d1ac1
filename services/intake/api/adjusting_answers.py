"""What the routes of adjustments answer when something was recorded, as the OpenAPI document describes it."""

from __future__ import annotations

import msgspec

from services.intake.api.answers import RevisedAnswer
from shared.events import AdjustedRow


class AdjustingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded of an adjustment, and the hash that seals it; ``adjustment`` is its number."""

    type: str
    position: int
    hash: str
    plan: str
    region: str
    adjustment: str


class AdjustmentProposedAnswer(AdjustingAnswer, frozen=True, kw_only=True):
    """A proposal: each row with what it is to come to and what stands."""

    rows: list[AdjustedRow]
    effective: str
    reason: str
    proposed_by: str
    proposed_on: str
    document: str
    number: str


class AdjustmentApprovedAnswer(AdjustingAnswer, frozen=True, kw_only=True):
    """An approval, with the ``revisions`` that are in force from now on."""

    approved_by: str
    approved_on: str
    document: str
    number: str
    revisions: list[RevisedAnswer]


class AdjustmentRejectedAnswer(AdjustingAnswer, frozen=True, kw_only=True):
    """That there will be no adjustment, and why."""

    rejected_by: str
    reason: str
