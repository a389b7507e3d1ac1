from __future__ import annotations

from datetime import date

from services.alerts.handling.closed_days import ClosedDays, moved, moved_days
from services.alerts.handling.escalation import Situation, due_steps
from services.alerts.handling.handling import fold
from shared.catalogue.rules import Deadlines
from shared.events import AlertClosedByCorrection, AlertRaised, AlertReopened, AskedDays
from shared.work_calendar import WorkCalendar
from tests.builders import an_assessment, one_of_each_event

WEDNESDAY, NEXT_MONDAY = date(2025, 3, 5), date(2025, 3, 10)
CLOSED = (ClosedDays(WEDNESDAY, NEXT_MONDAY),)


def test_what_was_left_when_it_was_closed_is_left_when_it_goes_on() -> None:
    assert moved(date(2025, 3, 7), CLOSED, WorkCalendar()) == date(2025, 3, 12)
    assert moved(date(2025, 3, 12), CLOSED, WorkCalendar()) == date(2025, 3, 17)


def test_a_day_that_had_passed_stays() -> None:
    assert moved(WEDNESDAY, CLOSED, WorkCalendar()) == WEDNESDAY
    assert moved(date(2025, 3, 3), CLOSED, WorkCalendar()) == date(2025, 3, 3)


def test_closed_twice_it_is_moved_twice() -> None:
    again = ClosedDays(date(2025, 3, 11), date(2025, 3, 18))
    assert moved(date(2025, 3, 7), (*CLOSED, again), WorkCalendar()) == date(2025, 3, 19)


def test_what_was_not_asked_is_not_asked_later() -> None:
    asked = AskedDays(on="2025-03-04", answer_by="2025-03-11", leader_answer_by="2025-03-14")
    found = moved_days(asked, CLOSED, WorkCalendar())
    assert (found.on, found.sign_by, found.answer_by) == ("2025-03-04", "", "2025-03-14")


def test_nobody_is_urged_for_days_on_which_the_alert_was_closed() -> None:
    raised = next(event for event in one_of_each_event() if isinstance(event, AlertRaised))
    again = next(event for event in one_of_each_event() if isinstance(event, AlertReopened))
    closed = AlertClosedByCorrection(
        alert="CQ-08", episode=1, period="2025-03", reason="correction_cured", old_actual=1, assessment=an_assessment()
    )
    state = fold([(raised, date(2025, 3, 4)), (closed, WEDNESDAY), (again, NEXT_MONDAY)])
    assert state.open
    situation = Situation("orange", 1)
    assert due_steps("CQ-08", state, situation, date(2025, 3, 11), Deadlines(), WorkCalendar()) == ()
    (step,) = due_steps("CQ-08", state, situation, date(2025, 3, 12), Deadlines(), WorkCalendar())
    assert (step.step, step.reason, step.day) == ("urged", "unsigned", "2025-03-11")
