from __future__ import annotations

import pytest

from services.aggregator.reports.handlers import IntakeEvent, UnknownEvent, evolve, known
from services.aggregator.reports.months import UnitMonth, narrowed
from shared.events import AlertFrozen, Event
from tests.unit.aggregator import report_builders as make

JOBS = "urban_new_employment"
FIRST = (make.a_line(JOBS, 5),)
SECOND = (make.a_line(JOBS, 9, to_date=True),)


def of_a_month(event: Event) -> IntakeEvent:
    found = known(event)
    assert isinstance(found, IntakeEvent)
    return found


def after(*events: Event) -> UnitMonth:
    state: UnitMonth | None = None
    for position, event in enumerate(events, 1):
        state = evolve(state, of_a_month(event), position)
    assert state is not None
    return state


def submitted(lines: tuple[object, ...] = FIRST) -> Event:
    return make.submitted("500101", "2023-01", *lines)  # type: ignore[arg-type]


ACCEPTED = make.accepted("500101", "2023-01")
RETURNED = make.returned("500101", "2023-01")
WITHDRAWN = make.withdrawn("500101", "2023-01")


def test_a_submission_stands_provisionally() -> None:
    state = after(submitted())
    assert (state.status, state.revision, state.live, state.accepted) == ("submitted", 1, FIRST, None)


def test_an_acceptance_makes_the_live_lines_the_accepted_ones() -> None:
    state = after(submitted(), ACCEPTED)
    assert (state.status, state.live, state.accepted) == ("accepted", FIRST, FIRST)


def test_a_correction_leaves_the_accepted_lines_until_it_is_accepted_itself() -> None:
    correction = make.corrected("500101", "2023-01", *SECOND)
    waiting = after(submitted(), ACCEPTED, correction)
    assert (waiting.revision, waiting.live, waiting.accepted) == (2, SECOND, FIRST)
    assert after(submitted(), ACCEPTED, correction, ACCEPTED).accepted == SECOND


@pytest.mark.parametrize("back", [RETURNED, WITHDRAWN])
def test_what_is_taken_back_counts_as_not_reported(back: Event) -> None:
    assert after(submitted(), back).live is None


@pytest.mark.parametrize("back", [RETURNED, WITHDRAWN])
def test_a_correction_taken_back_falls_back_to_the_accepted_lines(back: Event) -> None:
    state = after(submitted(), ACCEPTED, make.corrected("500101", "2023-01", *SECOND), back)
    assert (state.live, state.accepted, state.has_year_to_date) == (FIRST, FIRST, False)


def test_what_a_level_above_returns_after_one_below_accepted_it_stands_no_more() -> None:
    correction = make.corrected("500101", "2023-01", *SECOND)
    for history in ((submitted(), ACCEPTED), (submitted(), ACCEPTED, correction, ACCEPTED)):
        state = after(*history, RETURNED)
        assert (state.status, state.live, state.accepted) == ("returned", None, None)


def test_closing_a_month_changes_nothing() -> None:
    assert after(submitted(), make.closed("500000", "2023-01")) == after(submitted())


def test_an_event_that_was_applied_before_changes_nothing() -> None:
    state = after(submitted(), ACCEPTED)
    assert evolve(state, of_a_month(RETURNED), 2) is state


def test_a_month_tells_whether_it_holds_a_year_to_date_line() -> None:
    assert not after(submitted()).has_year_to_date
    assert after(submitted(SECOND)).has_year_to_date
    assert after(submitted(SECOND), ACCEPTED, submitted()).has_year_to_date


def test_an_event_without_a_handler_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        known(AlertFrozen(alert="CQ-08", episode=1, period="2023-01", reason="x"))


def test_a_month_narrowed_to_indicators_keeps_their_lines_and_how_it_stands() -> None:
    both = (*FIRST, make.a_line("work_injury_insurance_insured", 7))
    state = after(submitted(both), ACCEPTED)
    jobs = narrowed(state, {JOBS})
    assert (jobs.live, jobs.accepted, jobs.status, jobs.position) == (FIRST, FIRST, "accepted", 2)
    assert narrowed(state, {"another"}).live == ()
    assert narrowed(after(submitted(both), RETURNED), {JOBS}).live is None
