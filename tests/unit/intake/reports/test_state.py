from __future__ import annotations

import pytest

from services.intake.reports.decide import Submit, decide_submit
from services.intake.reports.decide_review import ReportDecision, decide_review
from services.intake.reports.state import NOTHING, ReportState, evolve
from services.intake.submission.parse import Correction
from shared.events import (
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportLine,
    ReportSubmitted,
)

LINES = (ReportLine("urban_new_employment", 5),)
CORRECTION = Correction(" 漏报 ")
COUNTY, CITY, PROVINCE = LEVELS = ("500101", "500100", "500000")
ACCEPTED = ReportState(1, "accepted", 1)
SUBMITTED = ReportState(1, "submitted")


def submit(correction: Correction | None = None, signer: str = "signer-1") -> Submit:
    return Submit("500101", "2023-03", LINES, "digest", True, "说明", correction, signer)


def decision(accept: bool, reason: str = "", revision: int | None = None, area: str = CITY) -> ReportDecision:
    return ReportDecision("500101", "2023-03", accept, reason, revision, area)


def accepted_by(area: str) -> ReportState:
    return ReportState(1, "accepted", 1, area, 0, True)


def test_what_was_accepted_and_returned_from_above_is_reported_anew_without_a_correction() -> None:
    returned = decide_review(accepted_by(COUNTY), decision(False, "有误", area=CITY), LEVELS)
    assert isinstance(returned, Event)
    state = evolve(accepted_by(COUNTY), returned)
    assert (state.status, state.accepted_revision, state.area) == ("returned", None, "")
    again = decide_submit(state, False, submit(), "key-1")
    assert isinstance(again, ReportSubmitted)
    assert evolve(state, again).revised == 1


def test_a_correction_that_is_returned_leaves_the_accepted_revision_as_it_was() -> None:
    state = ReportState(2, "submitted", 1, "", 1, True)
    returned = decide_review(state, decision(False, "有误"), LEVELS)
    assert isinstance(returned, Event)
    assert evolve(state, returned).accepted_revision == 1


def test_revisions_after_an_acceptance_are_counted() -> None:
    state = NOTHING
    for event, revised in (
        (decide_submit(NOTHING, False, submit(), "k"), 0),
        (decide_submit(SUBMITTED, False, submit(), "k"), 0),
        (ReportAccepted(region="500101", period="2023-03", revision=2, area=CITY), 0),
        (decide_submit(ACCEPTED, False, submit(CORRECTION), "k"), 1),
        (decide_submit(ACCEPTED, False, submit(CORRECTION), "k"), 2),
    ):
        assert isinstance(event, Event)
        state = evolve(state, event)
        assert state.revised == revised


def test_an_event_of_another_kind_is_no_event_of_a_report() -> None:
    with pytest.raises(ValueError, match="PeriodClosed"):
        evolve(NOTHING, PeriodClosed(region="500000", period="2023-03"))
