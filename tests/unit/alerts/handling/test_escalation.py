from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.handling.escalation import Situation, due_steps
from services.alerts.handling.handling import Handling, evolve, fold
from shared.catalogue.rules import Deadlines
from shared.events import AlertEscalated, AlertSilenced
from shared.work_calendar import WorkCalendar
from tests.unit.alerts.handling.test_handling import ANSWERED, DAY, NUMBER, SIGNED, changed, raised, resolved

BEHIND = Situation("orange", 1)


def asked(*events: object) -> Handling:
    return fold((event, DAY) for event in (raised(), *events))  # type: ignore[misc]


def due(alert: str, state: Handling, situation: Situation, today: date) -> tuple[AlertEscalated, ...]:
    return due_steps(alert, state, situation, today, Deadlines(), WorkCalendar())


def steps(state: Handling, today: date, situation: Situation = BEHIND) -> list[tuple[str, str, str]]:
    return [(each.step, each.reason, each.day) for each in due(NUMBER, state, situation, today)]


def test_what_is_not_signed_for_is_urged_after_two_working_days_and_told_the_leader_after_five() -> None:
    assert DAY.isoformat() == "2025-04-09"  # a Wednesday
    assert steps(asked(), date(2025, 4, 11)) == []
    assert steps(asked(), date(2025, 4, 12)) == [("urged", "unsigned", "2025-04-11")]
    assert steps(asked(), date(2025, 4, 16)) == [("urged", "unsigned", "2025-04-11")]
    assert steps(asked(), date(2025, 4, 17)) == [("leader", "unsigned", "2025-04-16")]


def test_of_steps_that_fall_due_together_only_the_last_is_taken_and_none_before_it_later() -> None:
    state = asked()
    (leader,) = due(NUMBER, state, BEHIND, date(2025, 4, 30))
    assert leader.step == "leader"
    assert steps(evolve(state, leader, date(2025, 4, 30)), date(2025, 5, 30)) == []


def test_a_holiday_is_no_working_day() -> None:
    state = fold([(raised(), date(2025, 4, 30))])
    assert WorkCalendar().after(date(2025, 4, 30), 2) == date(2025, 5, 7)
    assert steps(state, date(2025, 5, 7)) == []
    assert steps(state, date(2025, 5, 8)) == [("urged", "unsigned", "2025-05-07")]


def test_a_step_is_taken_once_each_time_the_department_is_asked() -> None:
    state = asked()
    for event in due(NUMBER, state, BEHIND, date(2025, 4, 30)):
        state = evolve(state, event, date(2025, 4, 30))
    assert steps(state, date(2025, 5, 30)) == []
    again = evolve(state, changed("orange", "red"), date(2025, 5, 30))
    assert [each[:2] for each in steps(again, date(2025, 6, 30))] == [("leader", "unsigned")]


def test_what_is_signed_for_and_not_answered_is_urged_too() -> None:
    assert steps(asked(SIGNED), date(2025, 4, 16)) == []
    assert [each[:2] for each in steps(asked(SIGNED), date(2025, 4, 17))] == [("urged", "unanswered")]
    assert [each[:2] for each in steps(asked(SIGNED), date(2025, 5, 9))] == [("leader", "unanswered")]
    assert steps(asked(SIGNED, ANSWERED), date(2025, 5, 9)) == []


def test_who_signed_late_has_as_many_days_for_the_answer_from_then_on() -> None:
    late = fold([(raised(), DAY), (SIGNED, date(2025, 4, 21))])
    assert steps(late, date(2025, 4, 27)) == []  # a Sunday that is worked before the holiday
    assert steps(late, date(2025, 4, 28)) == [("urged", "unanswered", "2025-04-27")]


def test_the_second_period_behind_drafts_a_letter_and_red_another_each_once() -> None:
    state = asked()
    first = due(NUMBER, state, Situation("yellow", 2), DAY)
    assert [each.step for each in first] == ["supervision_draft"]
    state = evolve(state, first[0], DAY)
    assert due(NUMBER, state, Situation("yellow", 3), DAY) == ()
    red = due(NUMBER, state, Situation("red", 4), DAY)
    assert [each.step for each in red] == ["interview_draft"]
    assert due(NUMBER, evolve(state, red[0], DAY), Situation("red", 5), DAY) == ()


def test_nothing_is_taken_while_an_episode_is_frozen_silenced_or_over() -> None:
    late = DAY + timedelta(60)
    silent = asked(AlertSilenced(alert=NUMBER, episode=1, until=late.isoformat(), reason="切换"))
    assert due(NUMBER, asked(), Situation("red", 3, frozen=True), late) == ()
    assert due(NUMBER, silent, Situation("red", 3), late) == ()
    assert due(NUMBER, asked(resolved()), Situation("red", 3), late) == ()


def test_after_a_silence_the_working_days_begin_anew() -> None:
    silent = asked(AlertSilenced(alert=NUMBER, episode=1, until="2025-05-30", reason="切换"))
    assert steps(silent, date(2025, 5, 31)) == []
    (step,) = steps(silent, date(2025, 6, 5))
    assert step == ("urged", "unsigned", WorkCalendar().after(date(2025, 5, 30), 2).isoformat())


@given(st.integers(0, 60), st.integers(0, 60))
def test_what_was_due_stays_due_until_it_is_taken_or_a_later_step_takes_its_place(first: int, later: int) -> None:
    early, late = sorted((first, later))
    before, after = steps(asked(), DAY + timedelta(early)), steps(asked(), DAY + timedelta(late))
    assert len(before) <= len(after) <= 1
    assert [each[2] for each in before] <= [each[2] for each in after]
