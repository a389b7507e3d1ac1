"""What is posted of commitments: statements, milestones, decisions."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events import MilestoneStep, StatedProgress
from shared.web.bodies.json_body import BodyReader

MOST_ITEMS = 500
"""Statements, milestones or decisions that one body may hold."""


class EvidenceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that bears a statement out and is kept by whoever states it: its name, its size and its SHA-256."""

    name: str
    size: int
    sha256: str
    media_type: str = ""


class StatementBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a commitment stands in a ``period`` (``2026`` or ``2026H1``); ``value`` as decimal text in the printed unit.

    ``drawn_from`` is the number of the period's statement that it was written over (0: there was none; null: it does
    not say). ``reason``: why one that was accepted is corrected.
    """

    plan: str
    row: int
    period: str
    progress: StatedProgress
    text: str
    value: str = ""
    unit: str = ""
    evidence: tuple[EvidenceBody, ...] = ()
    document: str = ""
    number: str = ""
    reason: str = ""
    drawn_from: int | None = None
    simulated: bool = False


class StatementsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department's statements."""

    statements: list[StatementBody]


class MilestoneBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project begun, done or dropped on a ``day`` (``YYYY-MM-DD``), as a document says."""

    plan: str
    row: int
    step: MilestoneStep
    day: str
    document: str
    number: str
    text: str = ""
    simulated: bool = False


class MilestonesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Milestones that were reached."""

    milestones: list[MilestoneBody]


class StatementDecisionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A period's ``statement``, by its number, and whether it is accepted or returned."""

    plan: str
    row: int
    period: str
    statement: int
    decision: Literal["accept", "return"]
    reason: str = ""


class StatementReviewBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reviewer's decisions on statements."""

    decisions: list[StatementDecisionBody]


statements = BodyReader(StatementsBody)
milestones = BodyReader(MilestonesBody)
decisions = BodyReader(StatementReviewBody)
