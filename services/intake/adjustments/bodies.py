"""What is posted to propose an adjustment, to record its approval, and to record that there will be none."""

from __future__ import annotations

import msgspec

from shared.events import AttributeWord, BoundWord
from shared.web.bodies.json_body import BodyReader


class AdjustedRowBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row's new value, as decimal text in the printed unit; its attribute and bound where they are to change."""

    row: int
    value: str
    unit: str
    attribute: AttributeWord | None = None
    bound: BoundWord | None = None


class ProposalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of a plan that are to be adjusted from a month on: who proposes it, why, by which document and of which day
    ('': today)."""

    plan: str
    rows: list[AdjustedRowBody]
    effective: str
    reason: str
    proposed_by: str
    document: str
    number: str = ""
    proposed_on: str = ""


class ApprovalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organ that has examined and approved a proposal, the day, and the document that says so."""

    approved_by: str
    approved_on: str
    document: str
    number: str = ""


class RejectionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who does not approve a proposal, or takes it back, and why."""

    rejected_by: str
    reason: str


proposals = BodyReader(ProposalBody)
approvals = BodyReader(ApprovalBody)
rejections = BodyReader(RejectionBody)
