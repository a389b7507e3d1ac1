"""What became of what the rules asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.reports.state import NOTHING, ReportState, evolve
from services.intake.review.track_record import (
    LEAST_RAISED,
    NEVER,
    Raised,
    TrackRecord,
    asked_about,
    resubmitted,
    track_records,
)
from shared.events import (
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    ReviewFinding,
)

JOBS, CARDS = "urban_new_employment", "social_security_card_holders"
ASKED = ReviewFinding("jump", "query", JOBS, "波动")
WHOLE = ReviewFinding("round", "query", "", "取整")
REGION, PERIOD = "500101", "2023-03"


def sent(value: int, *findings: ReviewFinding, cards: int = 9) -> ReportSubmitted:
    return ReportSubmitted(
        region=REGION,
        period=PERIOD,
        lines=(ReportLine(JOBS, value), ReportLine(CARDS, cards)),
        digest="d",
        findings=findings,
    )


def corrected(value: int, *findings: ReviewFinding) -> ReportCorrected:
    lines = (ReportLine(CARDS, 9), ReportLine(JOBS, value))
    return ReportCorrected(
        region=REGION, period=PERIOD, lines=lines, digest="d", reason="漏报", second_signer="s", findings=findings
    )


def accepted(revision: int = 1) -> ReportAccepted:
    return ReportAccepted(region=REGION, period=PERIOD, revision=revision, area="500000")


def returned(revision: int = 1) -> ReportReturned:
    return ReportReturned(region=REGION, period=PERIOD, revision=revision, reason="请核实", area="500000")


def outcomes(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    state = NOTHING
    for event in events:
        state = evolve(state, event)
    return {(each.rule, each.indicator): each.outcome for each in state.raised}


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([sent(5, ASKED)], "open"),
        ([sent(5, ASKED), returned()], "open"),
        ([sent(5, ASKED), sent(5, ASKED), accepted(2)], "kept"),
        ([sent(5, ASKED), returned(), sent(7)], "changed"),
        ([sent(5, ASKED), returned(), sent(7), accepted(2)], "changed"),
        ([sent(5, ASKED), sent(7, ASKED), accepted(2)], "changed"),
        ([sent(5, ASKED), sent(7), sent(5, ASKED), accepted(3)], "kept"),
        ([sent(5, ASKED), accepted(), returned()], "open"),
        ([sent(5, ASKED), accepted(), corrected(7)], "changed"),
        ([sent(5, ASKED), accepted(), corrected(5)], "open"),
        ([sent(5, ASKED), accepted(), corrected(5), accepted(2)], "kept"),
        ([sent(5, ASKED), ReportWithdrawn(region=REGION, period=PERIOD, revision=1, reason="有误")], "open"),
        ([sent(5, ASKED), sent(5, cards=10), accepted(2)], "kept"),
    ],
)
def test_a_question_was_right_where_its_figure_is_another_now(events: list[Event], outcome: str) -> None:
    assert outcomes(events) == {("jump", JOBS): outcome}


def test_a_question_about_the_whole_report_was_right_where_any_figure_is_another() -> None:
    assert outcomes([sent(5, WHOLE), sent(5, cards=10)]) == {("round", ""): "changed"}
    assert outcomes([sent(5, WHOLE), corrected(5), accepted(2)]) == {("round", ""): "kept"}, "the order is no change"


def test_a_figure_that_is_left_out_is_changed_and_one_that_was_left_out_is_when_it_comes() -> None:
    only = (ReportLine(CARDS, 9),)
    gone = ReportSubmitted(region=REGION, period=PERIOD, lines=only, digest="d", findings=(ASKED,))
    assert outcomes([sent(5, ASKED), gone]) == {("jump", JOBS): "changed"}
    assert outcomes([gone, sent(5)]) == {("jump", JOBS): "changed"}


def test_each_question_counts_once_however_many_versions_repeat_it() -> None:
    other = ReviewFinding("off-scale", "query", JOBS, "量级")
    found = outcomes([sent(5, ASKED), sent(5, ASKED, other), sent(5, other)])
    assert found == {("jump", JOBS): "open", ("off-scale", JOBS): "open"}


def test_a_report_that_nothing_was_asked_of_has_none() -> None:
    assert outcomes([sent(5), sent(6), accepted(2)]) == {}
    assert ReportState().raised == ()


EVENTS = st.lists(
    st.one_of(
        st.builds(sent, st.integers(1, 3), st.sampled_from([ASKED, WHOLE])),
        st.builds(sent, st.integers(1, 3)),
        st.builds(corrected, st.integers(1, 3)),
        st.just(accepted()),
        st.just(returned()),
    ),
    max_size=8,
)


@given(EVENTS)
def test_it_is_what_the_last_version_and_decision_say_of_the_first_question(events: list[Event]) -> None:
    first: dict[tuple[str, str], object] = {}
    last: tuple[ReportLine, ...] = ()
    for event in events:
        if isinstance(event, ReportSubmitted | ReportCorrected):
            last = event.lines
            for each in event.findings:
                first.setdefault((each.rule, each.indicator), asked_about(each.indicator, last))
    stands = bool(events) and isinstance(events[-1], ReportAccepted)
    expected = {
        key: "changed" if asked_about(key[1], last) != asked else "kept" if stands else "open"
        for key, asked in first.items()
    }
    assert outcomes(events) == expected


def test_the_same_version_once_more_changes_nothing() -> None:
    once = resubmitted((), sent(5, ASKED).lines, (ASKED,))
    assert resubmitted(once, sent(5).lines, (ASKED,)) == once == (Raised("jump", JOBS, (ReportLine(JOBS, 5),)),)


def test_records_are_counted_by_rule_and_told_with_what_few_questions_are_worth() -> None:
    counted = [("jump", "changed", 31), ("jump", "kept", 7), ("jump", "open", 2), ("round", "kept", 3)]
    found = track_records(counted)
    assert found == {"jump": TrackRecord(31, 7, 2), "round": TrackRecord(kept=3)}
    assert found["jump"].told == "近12个月提出40次，改数31次，说明后照数通过7次，未了2次"
    assert found["round"].told == "近12个月提出3次，改数0次，说明后照数通过3次（次数太少，还说明不了什么）"
    assert NEVER.told == "近12个月没有提出过"
    assert "太少" not in TrackRecord(changed=LEAST_RAISED).told
    assert "太少" in TrackRecord(changed=LEAST_RAISED - 1).told
