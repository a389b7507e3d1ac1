from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.decide import (
    NOTHING,
    Decision,
    Refusal,
    ReportState,
    Submit,
    decide_close,
    decide_review,
    decide_submit,
    decide_withdraw,
    evolve,
)
from services.intake.parse import Correction
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
CORRECTION = Correction(" 漏报 ", " 王五 ")
ACCEPTED = ReportState(1, "accepted", 1)
SUBMITTED = ReportState(1, "submitted")


def submit(correction: Correction | None = None) -> Submit:
    return Submit("500101", "2023-03", LINES, "digest", True, "说明", correction)


def refused(outcome: Event | Refusal) -> str:
    assert isinstance(outcome, Refusal)
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
    assert (event.reason, event.second_signer, event.lines) == ("漏报", "王五", LINES)
    assert (event.simulated, event.note, event.digest) == (True, "说明", "digest")


@pytest.mark.parametrize("signer", ["key-1", " KEY-1 "])
def test_the_second_signer_is_somebody_else(signer: str) -> None:
    outcome = decide_submit(ACCEPTED, False, submit(Correction("漏报", signer)), "key-1")
    assert refused(outcome) == "signer-is-actor"


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


def decision(accept: bool, reason: str = "", revision: int | None = None) -> Decision:
    return Decision("500101", "2023-03", accept, reason, revision)


def test_the_standing_revision_is_accepted() -> None:
    event = decide_review(ReportState(3, "submitted"), decision(True, revision=3))
    assert event == ReportAccepted(region="500101", period="2023-03", revision=3)


def test_the_standing_revision_is_returned_with_a_reason() -> None:
    event = decide_review(ReportState(3, "submitted"), decision(False, " 数据异常 "))
    assert event == ReportReturned(region="500101", period="2023-03", revision=3, reason="数据异常")


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
def test_a_review_is_refused_for_a_named_reason(state: ReportState, given_decision: Decision, code: str) -> None:
    assert refused(decide_review(state, given_decision)) == code


def test_a_month_is_closed_once() -> None:
    assert decide_close(False, "500000", "2023-03") == PeriodClosed(region="500000", period="2023-03")
    assert refused(decide_close(True, "500000", "2023-03")) == "already-closed"


def test_an_event_of_another_kind_is_no_event_of_a_report() -> None:
    with pytest.raises(ValueError, match="PeriodClosed"):
        evolve(NOTHING, PeriodClosed(region="500000", period="2023-03"))


@given(st.lists(st.sampled_from(["submit", "correct", "accept", "return", "withdraw"])), st.booleans())
def test_whatever_is_asked_the_state_stays_consistent(asked: list[str], closed: bool) -> None:
    state = NOTHING
    revisions = 0
    for each in asked:
        match each:
            case "submit":
                outcome = decide_submit(state, closed, submit(), "key-1")
            case "correct":
                outcome = decide_submit(state, closed, submit(CORRECTION), "key-1")
            case "accept":
                outcome = decide_review(state, decision(True))
            case "return":
                outcome = decide_review(state, decision(False, "x"))
            case _:
                outcome = decide_withdraw(state, closed, "500101", "2023-03", "x")
        if isinstance(outcome, Refusal):
            continue
        accepted = state.accepted_revision
        state = evolve(state, outcome)
        revisions += isinstance(outcome, ReportSubmitted | ReportCorrected)
        assert state.revision == revisions
        assert accepted is None or (state.accepted_revision or 0) >= accepted
        assert state.status != "accepted" or state.accepted_revision == state.revision
        assert not (isinstance(outcome, ReportSubmitted) and (closed or accepted is not None))
