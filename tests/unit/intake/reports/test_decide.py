from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.reports.decide import CommandRefusal, Submit, decide_submit, decide_withdraw
from services.intake.reports.decide_review import ReportDecision, decide_review
from services.intake.reports.state import NOTHING, ReportState, evolve
from services.intake.submission.parse import Correction
from shared.events import (
    Event,
    Explanation,
    ReportCorrected,
    ReportLine,
    ReportSubmitted,
    ReportWithdrawn,
    ReviewFinding,
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


MADE = ReportSubmitted(region="500101", period="2023-03", lines=LINES, digest="other", simulated=True, note="说明")


def test_who_saw_another_revision_replaces_nothing_and_takes_nothing_back() -> None:
    state = evolve(NOTHING, MADE)
    changed = replace(submit(), lines=(ReportLine("urban_new_employment", 6),))
    assert refused(decide_submit(state, False, replace(changed, drawn_from=0), "key-1")) == "revision-moved"
    assert refused(decide_withdraw(state, False, "500101", "2023-03", "错", 0)) == "revision-moved"
    assert isinstance(decide_submit(state, False, replace(changed, drawn_from=1), "key-1"), ReportSubmitted)
    assert isinstance(decide_withdraw(state, False, "500101", "2023-03", "错", 1), ReportWithdrawn)


def test_what_stands_already_is_not_reported_again_by_who_has_seen_it() -> None:
    state, same = evolve(NOTHING, MADE), replace(submit(), drawn_from=1)
    assert refused(decide_submit(state, False, same, "key-1")) == "report-unchanged"
    assert refused(decide_submit(state, True, same, "key-1")) == "report-unchanged"
    assert isinstance(decide_submit(state, False, submit(), "key-1"), ReportSubmitted), "the API says nothing"
    returned = replace(state, status="returned")
    assert isinstance(decide_submit(returned, False, same, "key-1"), ReportSubmitted)


@pytest.mark.parametrize(
    "change",
    [
        {"note": "另有说明"},
        {"simulated": False},
        {"explanations": (Explanation("urban_new_employment", "招聘会"),)},
        {"findings": (ReviewFinding("copied", "query", "urban_new_employment", "同上月"),)},
        {"correction": Correction("漏报", "渝人社〔2023〕5号")},
    ],
)
def test_anything_new_is_a_new_revision(change: dict[str, Any]) -> None:
    state = evolve(NOTHING, MADE)
    event = decide_submit(state, False, replace(submit(), drawn_from=1, **change), "key-1")
    assert isinstance(event, ReportSubmitted)
