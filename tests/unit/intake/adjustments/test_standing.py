"""Where the adjustments of a plan stand."""

from __future__ import annotations

from services.intake.adjustments.bodies import RejectionBody
from services.intake.adjustments.proposing import proposal_event
from services.intake.adjustments.settling import approval_events, rejection_event
from services.intake.adjustments.standing import number_of, plan_in
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS
from shared.events import AdjustmentApproved
from tests.unit.intake.adjustments.bodies import PLAN, TODAY, a_proposal, a_row, an_approval, happened


def test_a_proposal_waits_until_it_is_approved_or_rejected(catalogue: Catalogue) -> None:
    first = proposal_event(a_proposal(), catalogue, NO_AMENDMENTS, {}, TODAY)
    known = happened(first)
    second = proposal_event(a_proposal(a_row(7, "1", "万人")), catalogue, NO_AMENDMENTS, known, TODAY)
    assert (first.adjustment, second.adjustment) == (f"{PLAN}-1", f"{PLAN}-2")
    waiting = happened(first, second)
    assert [each.state for each in waiting.values()] == ["proposed", "proposed"]
    approved, *_ = approval_events(waiting[f"{PLAN}-1"], an_approval(), catalogue, NO_AMENDMENTS, "s", TODAY)
    assert isinstance(approved, AdjustmentApproved)
    rejected = rejection_event(waiting[f"{PLAN}-2"], RejectionBody("市政府", "依据不足"))
    settled = happened(first, second, approved, rejected)
    assert [(each.number, each.state) for each in settled.values()] == [
        (f"{PLAN}-1", "approved"),
        (f"{PLAN}-2", "rejected"),
    ]
    assert settled[f"{PLAN}-1"].rows == {8}


def test_a_number_names_its_plan() -> None:
    assert plan_in(number_of(PLAN, {})) == PLAN
    assert plan_in("nobodys") == ""
