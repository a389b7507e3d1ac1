from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.intake.reports.decide import CommandRefusal
from services.intake.reports.decide_review import ReportDecision, decide_close, decide_review
from services.intake.reports.state import NOTHING, ReportState, evolve
from shared.events import (
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportReturned,
)

COUNTY, CITY, PROVINCE = LEVELS = ("500101", "500100", "500000")
ACCEPTED = ReportState(1, "accepted", 1)
SUBMITTED = ReportState(1, "submitted")


def refused(outcome: Event | CommandRefusal) -> str:
    assert isinstance(outcome, CommandRefusal)
    assert outcome.message
    return outcome.code


def decision(accept: bool, reason: str = "", revision: int | None = None, area: str = CITY) -> ReportDecision:
    return ReportDecision("500101", "2023-03", accept, reason, revision, area)


def accepted_by(area: str) -> ReportState:
    return ReportState(1, "accepted", 1, area, 0, True)


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


def test_a_month_is_closed_once() -> None:
    assert decide_close(False, "500000", "2023-03") == PeriodClosed(region="500000", period="2023-03")
    assert refused(decide_close(True, "500000", "2023-03")) == "already-closed"


def test_a_month_whose_due_day_has_not_passed_is_closed_only_with_a_reason_which_stays_in_the_event() -> None:
    due = date(2023, 4, 10)
    refusal = decide_close(False, "500000", "2023-03", due=due)
    assert refused(refusal) == "closed-early"
    assert isinstance(refusal, CommandRefusal) and "2023-04-10" in refusal.message
    closed = decide_close(False, "500000", "2023-03", due=due, early="系统停机")
    assert closed == PeriodClosed(region="500000", period="2023-03", early="系统停机")


def test_a_reason_that_nothing_asked_for_is_not_kept() -> None:
    event = decide_close(False, "500000", "2023-03", despite="有误", early="系统停机")
    assert event == PeriodClosed(region="500000", period="2023-03")


def test_a_report_with_blanks_is_accepted_only_where_that_is_said_and_the_blanks_are_named() -> None:
    refusal = decide_review(
        SUBMITTED, decision(True, area=CITY), LEVELS, blanks=("失业保险参保人数", "专业技术人才总量")
    )
    assert refused(refusal) == "blanks-not-confirmed"
    assert isinstance(refusal, CommandRefusal) and "失业保险参保人数、专业技术人才总量" in refusal.message
    said = replace(decision(True, area=CITY), with_blanks=True)
    assert isinstance(decide_review(SUBMITTED, said, LEVELS, blanks=("失业保险参保人数",)), ReportAccepted)
    assert isinstance(decide_review(SUBMITTED, decision(False, "请补填"), LEVELS, blanks=("x",)), ReportReturned)


def test_a_report_without_blanks_needs_no_word_about_them() -> None:
    assert isinstance(decide_review(SUBMITTED, decision(True, area=CITY), LEVELS), ReportAccepted)
