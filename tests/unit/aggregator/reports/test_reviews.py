from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.rebuild.replay import Replay
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.months import UnitMonth
from services.aggregator.reports.reviews import KEPT, NO_REVIEW, MonthInReview
from shared.events import ReviewFinding
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import a_line

UNIT, MONTH, JOBS, INSURED = "500101", "2023-02", "urban_new_employment", "work_injury_insurance_insured"
QUERY = ReviewFinding("jump", "query", JOBS, "比上月减少 40%")
SCREEN = ReviewFinding("sample", "screen", "", "抽查")


def submitted(value: int, *findings: ReviewFinding) -> IntakeEvent:
    return msgspec.structs.replace(make.submitted(UNIT, MONTH, a_line(JOBS, value)), findings=findings)


def corrected(value: int, **changes: Any) -> IntakeEvent:
    return msgspec.structs.replace(make.corrected(UNIT, MONTH, a_line(JOBS, value)), **changes)


ACCEPTED, RETURNED = make.accepted(UNIT, MONTH), make.returned(UNIT, MONTH)
WITHDRAWN = make.withdrawn(UNIT, MONTH)


def month_after(*events: IntakeEvent) -> UnitMonth | None:
    state: UnitMonth | None = None
    for position, event in enumerate(events, 1):
        state = evolve(state, event, position, position * 1_000, f"by-{position}")
    return state


def after(*events: IntakeEvent) -> MonthInReview:
    state = month_after(*events)
    return (state.review if state is not None else None) or NO_REVIEW


def test_a_finding_that_asks_is_open_until_the_report_is_accepted() -> None:
    (found,) = after(submitted(7, QUERY, SCREEN)).findings
    assert (found.indicator, found.action, found.message) == (JOBS, "query", QUERY.message)
    assert after(submitted(7, QUERY), ACCEPTED) == NO_REVIEW
    assert after(submitted(7, QUERY), RETURNED) == NO_REVIEW
    assert after(submitted(7, QUERY), submitted(8)) == NO_REVIEW


def test_a_correction_waits_and_is_made_when_it_is_accepted_by_whom_and_when() -> None:
    waiting = after(submitted(7), ACCEPTED, corrected(9, evidence="台账")).waiting
    assert waiting is not None
    assert (waiting.position, waiting.at, waiting.by, waiting.reason, waiting.evidence) == (
        3,
        3_000,
        "by-3",
        "漏报",
        "台账",
    )
    (line,) = waiting.lines
    assert (line.old, line.new) == (a_line(JOBS, 7), a_line(JOBS, 9))
    done = after(submitted(7), ACCEPTED, corrected(9), ACCEPTED)
    assert done.waiting is None
    (made,) = done.made
    assert (made.position, made.accepted_at, made.accepted_by) == (4, 4_000, "by-4")


def test_a_correction_of_a_correction_is_held_against_what_was_accepted() -> None:
    waiting = after(submitted(7), ACCEPTED, corrected(9), corrected(8)).waiting
    assert waiting is not None
    assert [(each.old, each.new) for each in waiting.lines] == [(a_line(JOBS, 7), a_line(JOBS, 8))]


def test_a_correction_of_a_closed_month_that_nobody_accepted_is_held_against_what_stood() -> None:
    waiting = after(submitted(7), corrected(9), corrected(8)).waiting
    assert waiting is not None
    assert [(each.old, each.new) for each in waiting.lines] == [(a_line(JOBS, 7), a_line(JOBS, 8))]


def test_a_correction_that_is_refused_or_withdrawn_leaves_the_ones_before_it() -> None:
    once = (submitted(7), ACCEPTED, corrected(9), ACCEPTED)
    for refused in (RETURNED, WITHDRAWN):
        found = after(*once, corrected(5), refused)
        assert found.waiting is None
        assert len(found.made) == 1


def test_a_level_above_that_returns_what_was_accepted_leaves_nothing_in_review() -> None:
    assert after(submitted(7), ACCEPTED, corrected(9), ACCEPTED, RETURNED) == NO_REVIEW


def test_only_the_latest_corrections_are_kept() -> None:
    events = [submitted(0), ACCEPTED]
    for value in range(1, KEPT + 3):
        events += [corrected(value), ACCEPTED]
    made = after(*events).made
    assert len(made) == KEPT
    assert made[-1].lines[0].new == a_line(JOBS, KEPT + 2)


def test_a_unit_counts_as_accepted_only_while_what_stands_is() -> None:
    def settled(*events: IntakeEvent) -> bool:
        state = month_after(*events)
        return state is not None and state.settled

    assert [settled(submitted(7)), settled(submitted(7), ACCEPTED)] == [False, True]
    assert not settled(submitted(7), ACCEPTED, corrected(9))
    assert not settled(submitted(7), ACCEPTED, corrected(7))  # the same figures again, and again to be looked at
    assert settled(submitted(7), ACCEPTED, corrected(9), RETURNED)
    assert settled(submitted(7), ACCEPTED, corrected(9), WITHDRAWN)
    assert not settled(submitted(7), ACCEPTED, RETURNED)


STEPS = st.lists(
    st.one_of(
        st.builds(submitted, st.integers(0, 3)),
        st.builds(submitted, st.integers(0, 3), st.just(QUERY)),
        st.builds(corrected, st.integers(0, 3)),
        st.sampled_from([ACCEPTED, RETURNED, WITHDRAWN]),
    ),
    max_size=10,
)


@given(STEPS)
def test_a_rebuild_makes_the_same_of_whatever_happens(events: list[IntakeEvent]) -> None:
    replay = Replay((JOBS, INSURED))
    for position, event in enumerate(events, 1):
        replay.add(event, position, position * 1_000, f"by-{position}")
    assert dict(replay.unit_months()) == ({(UNIT, MONTH): month_after(*events)} if events else {})
