"""A correction that waits for its second signer moves nothing, whatever else happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.reports.decide import CommandRefusal, Submit, decide_submit
from services.intake.reports.decide_review import ReportDecision, decide_review
from services.intake.reports.proposals.decide import JudgedAgain, SettleProposal, decide_proposal, newly_asked
from services.intake.reports.state import NOTHING, ReportState, evolve
from services.intake.submission.parse import Correction
from shared.events import (
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    Event,
    Explanation,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportSubmitted,
    ReviewFinding,
)

PLACE = ("500101", "2023-03")
ACCEPTED = ReportState(1, "accepted", 1, reviewed=True)
WHY = Correction(" 漏报 ", " 台账 ")


def propose(value: int = 5, signer: str = "") -> Submit:
    lines = (ReportLine("urban_new_employment", value),)
    return Submit(*PLACE, lines, f"digest-{value}", correction=WHY, signer=signer, proposes=True)


def settle(what: Literal["sign", "decline", "take-back"], number: int = 1, reason: str = "缺少凭据") -> SettleProposal:
    return SettleProposal(*PLACE, number, what, reason)


def proposed(state: ReportState = ACCEPTED, value: int = 5) -> ReportState:
    event = decide_submit(state, False, propose(value), "clerk")
    assert isinstance(event, CorrectionProposed)
    return evolve(state, event)


def refused(outcome: Event | CommandRefusal) -> str:
    assert isinstance(outcome, CommandRefusal) and outcome.message
    return outcome.code


def test_what_nobody_has_signed_is_proposed_and_changes_neither_figure_nor_status() -> None:
    event = decide_submit(ACCEPTED, False, propose(), "clerk")
    assert isinstance(event, CorrectionProposed)
    assert (event.base, event.proposer, event.reason, event.evidence) == (1, "clerk", "漏报", "台账")
    assert replace(evolve(ACCEPTED, event), proposed=None, proposals=0) == ACCEPTED
    assert isinstance(decide_submit(ACCEPTED, False, propose(signer="signer"), "clerk"), ReportCorrected)
    assert isinstance(decide_submit(NOTHING, False, propose(), "clerk"), ReportSubmitted), "needs no signature"
    assert isinstance(decide_submit(NOTHING, True, propose(), "clerk"), CorrectionProposed), "a late report does"


def test_signed_it_is_the_correction_of_who_proposed_it() -> None:
    event = decide_proposal(proposed(), False, settle("sign"), "signer")
    assert event == ReportCorrected(
        region=PLACE[0],
        period=PLACE[1],
        lines=propose().lines,
        digest="digest-5",
        reason="漏报",
        second_signer="signer",
        evidence="台账",
    )
    assert evolve(proposed(), event).proposed is None


def test_nobody_signs_what_they_have_proposed_themselves() -> None:
    assert refused(decide_proposal(proposed(), False, settle("sign"), "clerk")) == "signer-is-actor"


def test_what_the_report_has_moved_on_from_is_signed_no_more() -> None:
    state = proposed()
    assert refused(decide_proposal(NOTHING, False, settle("sign"), "signer")) == "proposal-not-found"
    assert refused(decide_proposal(proposed(state, 6), False, settle("sign"), "signer")) == "proposal-replaced"
    assert refused(decide_proposal(replace(state, revision=2), False, settle("sign"), "signer")) == "revision-moved"
    withdrawn = decide_proposal(
        replace(state, status="withdrawn", accepted_revision=None), False, settle("sign"), "signer"
    )
    assert isinstance(withdrawn, CommandRefusal) and "已被撤回" in withdrawn.message
    returned = replace(state, status="returned", accepted_revision=None)
    assert refused(decide_proposal(returned, False, settle("sign"), "signer")) == "correction-unneeded"
    closed = replace(returned, proposed=there(returned.proposed, closed=True))
    assert isinstance(decide_proposal(closed, True, settle("sign"), "signer"), ReportCorrected), "closed: it is"


def there(event: CorrectionProposed | None, closed: bool | None) -> CorrectionProposed:
    assert event is not None
    return msgspec.structs.replace(event, closed=closed)


def test_a_month_that_was_closed_since_is_looked_at_anew_by_the_unit() -> None:
    state = proposed()
    assert refused(decide_proposal(state, True, settle("sign"), "signer")) == "month-closed-since"
    for by_then in (True, None):
        known = replace(state, proposed=there(state.proposed, by_then))
        assert isinstance(decide_proposal(known, True, settle("sign"), "signer"), ReportCorrected)
    assert isinstance(decide_proposal(state, True, settle("decline"), "signer"), CorrectionDeclined)
    late = decide_submit(NOTHING, True, propose(), "clerk")
    assert isinstance(late, CorrectionProposed) and late.closed


JUMP = ReviewFinding("jump", "query", "urban_new_employment", "比上月多九成")
BLOCK = ReviewFinding("identity", "block", "urban_new_employment", "不平")
SCREEN = ReviewFinding("digits", "screen", "urban_new_employment", "尾数")


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ((), (JUMP,), ("比上月多九成",)),
        ((JUMP,), (JUMP,), ()),
        ((JUMP,), (JUMP, BLOCK), ("不平",)),
        ((JUMP,), (), ()),
        ((), (SCREEN,), ()),
        ((SCREEN,), (msgspec.structs.replace(SCREEN, action="block"),), ("尾数",)),
    ],
)
def test_what_the_rules_ask_only_since_keeps_it_from_being_signed(
    then: tuple[ReviewFinding, ...], now: tuple[ReviewFinding, ...], told: tuple[str, ...]
) -> None:
    waiting = msgspec.structs.replace(there(proposed().proposed, False), findings=then)
    assert newly_asked(waiting, JudgedAgain(now)) == told
    answered = msgspec.structs.replace(waiting, explanations=(Explanation("urban_new_employment", "新开园区"),))
    assert newly_asked(answered, JudgedAgain(now)) == tuple(each for each in told if each != JUMP.message)
    outcome = decide_proposal(
        replace(proposed(), proposed=waiting), False, replace(settle("sign"), judged=JudgedAgain(now)), "signer"
    )
    if told:
        assert refused(outcome) == "review-moved"
    else:
        assert isinstance(outcome, ReportCorrected) and outcome.findings == now, "the reviewer reads what is so now"


def test_what_could_not_be_sent_any_more_is_not_signed() -> None:
    judged = JudgedAgain(faults=("请写明凭据",))
    outcome = decide_proposal(proposed(), False, replace(settle("sign"), judged=judged), "signer")
    assert isinstance(outcome, CommandRefusal) and outcome.message.endswith("请写明凭据")


@pytest.mark.parametrize("what", ["sign", "decline", "take-back"])
def test_what_was_settled_is_settled_once(what: Literal["sign", "decline", "take-back"]) -> None:
    outcome = decide_proposal(proposed(), False, settle(what), "signer")
    assert not isinstance(outcome, CommandRefusal)
    after = evolve(proposed(), outcome)
    for again in ("sign", "decline", "take-back"):
        assert refused(decide_proposal(after, False, settle(again), "signer")) == "proposal-settled"


def test_who_does_not_sign_says_why() -> None:
    declined = decide_proposal(proposed(), False, settle("decline"), "signer")
    assert declined == CorrectionDeclined(region=PLACE[0], period=PLACE[1], proposal=1, reason="缺少凭据")
    assert refused(decide_proposal(proposed(), False, settle("decline", reason=" "), "signer")) == "reason-missing"
    taken = decide_proposal(proposed(), False, settle("take-back"), "clerk")
    assert taken == CorrectionTakenBack(region=PLACE[0], period=PLACE[1], proposal=1)


STEPS = ["submit", "propose", "sign", "sign the one before", "decline", "take back", "accept", "return"]


@given(st.lists(st.sampled_from(STEPS), max_size=30), st.booleans())
def test_in_whatever_order_only_what_was_reported_or_signed_has_figures(steps: list[str], closed: bool) -> None:
    state, lines, waits = NOTHING, None, False
    for value, step in enumerate(steps, 1):
        outcome = _asked(state, closed, step, value)
        if isinstance(outcome, CommandRefusal):
            continue
        if isinstance(outcome, ReportCorrected):
            assert waits and outcome.second_signer == "signer" and state.proposed is not None
            assert outcome.lines == state.proposed.lines and state.proposed.base == state.revision
        before, state = state, evolve(state, outcome)
        if isinstance(outcome, ReportSubmitted | ReportCorrected):
            assert isinstance(outcome, ReportCorrected) or not (closed or before.accepted_revision)
            lines, waits = outcome.lines, False
        elif isinstance(outcome, CorrectionProposed | CorrectionDeclined | CorrectionTakenBack):
            waits = isinstance(outcome, CorrectionProposed)
            unmoved = replace(state, proposals=before.proposals, proposed=before.proposed)
            assert unmoved == before and unmoved.made is before.made
        else:
            assert isinstance(outcome, ReportAccepted) or step == "return"
        assert (state.made.lines if state.made else None) == lines
        assert (state.proposed is not None) == waits


def _asked(state: ReportState, closed: bool, step: str, value: int) -> Event | CommandRefusal:
    if step in ("submit", "propose"):
        command = propose(value)
        return decide_submit(
            state, closed, command if step == "propose" else replace(command, correction=None), "clerk"
        )
    if step in ("accept", "return"):
        return decide_review(state, ReportDecision(*PLACE, step == "accept", "请核", area=PLACE[0]), (PLACE[0],))
    number = state.proposals - (step == "sign the one before")
    what: Literal["sign", "decline", "take-back"] = "sign"
    if step in ("decline", "take back"):
        what = "decline" if step == "decline" else "take-back"
    return decide_proposal(state, closed, settle(what, number), "signer")
