"""What the tests of adjustments post, and a proposal as it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.intake.adjustments.bodies import AdjustedRowBody, ApprovalBody, ProposalBody
from services.intake.adjustments.proposing import proposal_event
from services.intake.adjustments.standing import Adjustment, RecordedStep, standing
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS, Amendments
from shared.events import Adjusting

PLAN = "chongqing-2021-2025"
TODAY = date(2023, 7, 3)


def a_row(row: int = 8, value: str = "700", unit: str = "万人", **more: Any) -> AdjustedRowBody:
    return AdjustedRowBody(row, value, unit, **more)


def a_proposal(*rows: AdjustedRowBody, **changes: Any) -> ProposalBody:
    said: dict[str, Any] = {
        "plan": PLAN,
        "effective": "2023-07",
        "reason": "参保口径调整",
        "proposed_by": "市人力社保局",
        "document": "请示",
        "proposed_on": "2023-05-10",
    }
    return ProposalBody(rows=list(rows or (a_row(),)), **(said | changes))


def an_approval(**changes: Any) -> ApprovalBody:
    said = {"approved_by": "市人民政府", "approved_on": "2023-06-20", "document": "批复", "number": "渝府〔2023〕8号"}
    return ApprovalBody(**(said | changes))


def happened(*events: Adjusting, actor: str = "reviewer") -> dict[str, Adjustment]:
    """Where adjustments stand after these events, all by ``actor``."""
    return standing(RecordedStep(event, actor, position, 0) for position, event in enumerate(events, 1))


def proposed(catalogue: Catalogue, *rows: AdjustedRowBody, known: Amendments = NO_AMENDMENTS) -> Adjustment:
    """A proposal that waits."""
    event = proposal_event(a_proposal(*rows), catalogue, known, {}, TODAY)
    (found,) = happened(event).values()
    return found
