from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.reports.decide import CommandRefusal, Submit, decide_submit, decide_withdraw
from services.intake.reports.decide_review import ReportDecision, decide_close, decide_review
from services.intake.reports.state import NOTHING, ReportState, evolve
from services.intake.submission.parse import Correction
from shared.events import (
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)

LINES = (ReportLine("urban_new_employment", 5),)
CORRECTION = Correction(" 漏报 ")
COUNTY, CITY, PROVINCE = LEVELS = ("500101", "500100", "500000")
ACCEPTED = ReportState(1, "accepted", 1)
SUBMITTED = ReportState(1, "submitted")


def submit(correction: Correction | None = None, signer: str = "signer-1") -> Submit:
    return Submit("500101", "2023-03", LINES, "digest", True, "说明", correction, signer)


def refused(outcome: Event | CommandRefusal) -> str:
    assert isinstance(outcome, CommandRefusal)
    assert outcome.message
    return outcome.code


@pytest.mark.parametrize(
    "state",
    [NOTHING, SUBMITTED, ReportState(1, "returned"), ReportState(2, "withdrawn")],
)
@pytest.mark.parametrize("correction", [None, CORRECTION])
def test_before_acceptance_new_lines_simply_replace_the_old(state: ReportState, correction: Correction | None) -> None:
    event = decide_submit(state, False, submit(correction), "key-1")
    assert event == ReportSubmitted(
        region="500101", period="2023-03", lines=LINES, digest="digest", simulated=True, note="说明"
    )


@pytest.mark.parametrize(
    ("state", "closed", "code"),
    [
        (ACCEPTED, False, "already-accepted"),
        (ACCEPTED, True, "already-accepted"),
        (ReportState(2, "submitted", 1), False, "already-accepted"),
        (ReportState(2, "returned", 1), False, "already-accepted"),
        (SUBMITTED, True, "month-closed"),
        (NOTHING, True, "month-closed"),
    ],
)
def test_after_acceptance_or_closing_a_change_needs_a_correction(state: ReportState, closed: bool, code: str) -> None:
    assert refused(decide_submit(state, closed, submit(), "key-1")) == code
    event = decide_submit(state, closed, submit(CORRECTION), "key-1")
    assert isinstance(event, ReportCorrected)
    assert (event.reason, event.second_signer, event.lines) == ("漏报", "signer-1", LINES)
    assert (event.simulated, event.note, event.digest) == (True, "说明", "digest")


@pytest.mark.parametrize(("signer", "code"), [("key-1", "signer-is-actor"), ("", "signer-missing")])
def test_the_second_signer_is_there_and_is_somebody_else(signer: str, code: str) -> None:
    outcome = decide_submit(ACCEPTED, False, submit(CORRECTION, signer), "key-1")
    assert isinstance(outcome, CommandRefusal)
    assert (outcome.code, outcome.pointer) == (code, "Second-Signer")


def test_a_submitted_report_can_be_withdrawn() -> None:
    event = decide_withdraw(SUBMITTED, False, "500101", "2023-03", " 误报 ")
    assert event == ReportWithdrawn(region="500101", period="2023-03", revision=1, reason="误报")


@pytest.mark.parametrize(
    ("state", "closed", "code"),
    [
        (NOTHING, False, "nothing-reported"),
        (ACCEPTED, False, "already-accepted"),
        (ReportState(2, "submitted", 1), False, "already-accepted"),
        (SUBMITTED, True, "month-closed"),
        (ReportState(1, "withdrawn"), False, "not-submitted"),
        (ReportState(1, "returned"), False, "not-submitted"),
    ],
)
def test_a_withdrawal_is_refused_when_nothing_unreviewed_stands(state: ReportState, closed: bool, code: str) -> None:
    assert refused(decide_withdraw(state, closed, "500101", "2023-03", "误报")) == code


def decision(accept: bool, reason: str = "", revision: int | None = None, area: str = CITY) -> ReportDecision:
    return ReportDecision("500101", "2023-03", accept, reason, revision, area)


def test_the_standing_revision_is_accepted() -> None:
    event = decide_review(ReportState(3, "submitted"), decision(True, revision=3))
    assert event == ReportAccepted(region="500101", period="2023-03", revision=3, area=CITY)


def test_the_standing_revision_is_returned_with_a_reason() -> None:
    event = decide_review(ReportState(3, "submitted"), decision(False, " 数据异常 "))
    assert event == ReportReturned(region="500101", period="2023-03", revision=3, reason="数据异常", area=CITY)


@pytest.mark.parametrize(
    ("state", "given_decision", "code"),
    [
        (NOTHING, decision(True), "nothing-reported"),
        (ACCEPTED, decision(True), "already-accepted"),
        (ACCEPTED, decision(False, "x"), "already-accepted"),
        (ReportState(1, "returned"), decision(True), "not-submitted"),
        (ReportState(1, "withdrawn"), decision(False, "x"), "not-submitted"),
        (ReportState(2, "submitted"), decision(True, revision=1), "revision-moved"),
        (SUBMITTED, decision(False, "  "), "reason-missing"),
    ],
)
def test_a_review_is_refused_for_a_named_reason(state: ReportState, given_decision: ReportDecision, code: str) -> None:
    assert refused(decide_review(state, given_decision)) == code


def accepted_by(area: str) -> ReportState:
    return ReportState(1, "accepted", 1, area, 0, True)


@pytest.mark.parametrize("reached", [COUNTY, CITY, ""])
def test_a_level_above_may_accept_once_more_or_return_what_one_below_accepted(reached: str) -> None:
    assert isinstance(decide_review(accepted_by(reached), decision(True, area=PROVINCE), LEVELS), ReportAccepted)
    returned = decide_review(accepted_by(reached), decision(False, "有误", area=PROVINCE), LEVELS)
    assert isinstance(returned, ReportReturned)
    assert returned.area == PROVINCE


@pytest.mark.parametrize("accept", [True, False])
def test_a_level_below_has_no_say_after_one_above_and_a_level_decides_once(accept: bool) -> None:
    for reached, area, code in (
        (PROVINCE, CITY, "accepted-above"),
        (CITY, COUNTY, "accepted-above"),
        (PROVINCE, PROVINCE, "already-accepted"),
        (COUNTY, COUNTY, "already-accepted"),
    ):
        assert refused(decide_review(accepted_by(reached), decision(accept, "有误", area=area), LEVELS)) == code


def test_a_level_above_accepts_over_the_heads_of_those_below() -> None:
    event = decide_review(SUBMITTED, decision(True, area=PROVINCE), LEVELS)
    assert isinstance(event, Event)
    state = evolve(SUBMITTED, event)
    assert (state.status, state.accepted_revision, state.area) == ("accepted", 1, PROVINCE)


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


def test_a_month_is_closed_once() -> None:
    assert decide_close(False, "500000", "2023-03") == PeriodClosed(region="500000", period="2023-03")
    assert refused(decide_close(True, "500000", "2023-03")) == "already-closed"


def test_an_event_of_another_kind_is_no_event_of_a_report() -> None:
    with pytest.raises(ValueError, match="PeriodClosed"):
        evolve(NOTHING, PeriodClosed(region="500000", period="2023-03"))


@given(
    st.lists(st.sampled_from(["submit", "correct", "accept", "above", "return", "return above", "withdraw"])),
    st.booleans(),
)
def test_whatever_is_asked_the_state_stays_consistent(asked: list[str], closed: bool) -> None:
    state = NOTHING
    revisions = 0
    for each in asked:
        match each:
            case "submit":
                outcome = decide_submit(state, closed, submit(), "key-1")
            case "correct":
                outcome = decide_submit(state, closed, submit(CORRECTION), "key-1")
            case "accept" | "above":
                area = PROVINCE if each == "above" else CITY
                outcome = decide_review(state, decision(True, area=area), LEVELS)
            case "return" | "return above":
                area = PROVINCE if each == "return above" else CITY
                outcome = decide_review(state, decision(False, "x", area=area), LEVELS)
            case _:
                outcome = decide_withdraw(state, closed, "500101", "2023-03", "x")
        if isinstance(outcome, CommandRefusal):
            continue
        accepted = state.accepted_revision
        state = evolve(state, outcome)
        revisions += isinstance(outcome, ReportSubmitted | ReportCorrected)
        assert state.revision == revisions
        taken_back = state.status == "returned" and state.accepted_revision is None
        assert accepted is None or taken_back or (state.accepted_revision or 0) >= accepted
        assert not (state.accepted_revision and not state.reviewed)
        assert state.status != "accepted" or state.accepted_revision == state.revision
        assert not (isinstance(outcome, ReportSubmitted) and (closed or accepted is not None))
