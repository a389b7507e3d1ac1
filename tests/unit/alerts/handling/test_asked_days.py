"""The days that a department was told stay what they were, whatever the calendar learns later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.alerts.episodes.policy import Policies
from services.alerts.handling import handling
from services.alerts.handling.asked_days import with_days
from services.alerts.handling.escalation import Situation, due_steps
from services.alerts.handling.handling import Handling
from shared.catalogue.rules import Deadlines
from shared.events import (
    AlertAcknowledged,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertRaised,
    AskedDays,
    NotificationQueued,
)
from shared.work_calendar import WorkCalendar
from tests.builders import an_assessment
from tests.narrowing import of
from tests.unit.alerts.setting import Setting, an_assessed

SATURDAY_TOLD_ON = date(2027, 4, 6)
"""The first working day after 清明 2027, which is on Monday, by the law; no arrangement is known."""
ASKED = AskedDays(
    on="2027-04-06",
    sign_by="2027-04-08",
    leader_sign_by="2027-04-13",
    answer_by="2027-04-13",
    leader_answer_by="2027-04-16",
)


def a_raise(asked: AskedDays | None = ASKED) -> AlertRaised:
    return AlertRaised(
        alert="CQ-08",
        episode=1,
        plan="chongqing-2021-2025",
        row=8,
        indicator="work_injury_insurance_insured",
        region="500000",
        period="2027-02",
        level="red",
        reason="red_at_once",
        assessment=an_assessment(),
        asked=asked,
    )


def learns_of_a_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every count of working days takes a week longer."""

    def longer(_: WorkCalendar, day: date, count: int) -> date:
        return day + timedelta(days=count + 7)

    monkeypatch.setattr(WorkCalendar, "after", longer)


def steps(state: Handling, today: date) -> list[tuple[str, str]]:
    taken = due_steps("CQ-08", state, Situation("orange", 1), today, Deadlines(), WorkCalendar())
    return [(each.step, each.day) for each in taken]


def test_what_is_asked_carries_its_days_from_the_day_it_is_told() -> None:
    event = with_days(a_raise(None), SATURDAY_TOLD_ON, Deadlines(), WorkCalendar())
    assert event.asked == ASKED
    assert (
        with_days(a_frozen := of(AlertEscalated, an_escalation()), SATURDAY_TOLD_ON, Deadlines(), WorkCalendar())
        is a_frozen
    )


def an_escalation() -> AlertEscalated:
    return AlertEscalated(alert="CQ-08", episode=1, step="urged", reason="unsigned", day="2027-04-08")


def test_a_step_falls_due_by_the_days_that_were_told(monkeypatch: pytest.MonkeyPatch) -> None:
    state = handling.fold([(a_raise(), date(2027, 4, 3))])
    learns_of_a_holiday(monkeypatch)
    assert steps(state, date(2027, 4, 8)) == []
    assert steps(state, date(2027, 4, 9)) == [("urged", "2027-04-08")]
    assert steps(state, date(2027, 4, 14)) == [("leader", "2027-04-13")]


def test_an_answer_is_owed_by_the_days_that_were_told(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = AlertAcknowledged(alert="CQ-08", episode=1, signer="某人")
    state = handling.fold([(a_raise(), date(2027, 4, 3)), (signed, date(2027, 4, 8))])
    learns_of_a_holiday(monkeypatch)
    assert steps(state, date(2027, 4, 14)) == [("urged", "2027-04-13")]
    assert steps(state, date(2027, 4, 17)) == [("leader", "2027-04-16")]


def test_a_returned_answer_is_owed_anew_by_the_days_that_were_told_then(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = AlertAnswered(alert="CQ-08", episode=1, signer="某人", cause="c", measures="m")
    returned = with_days(
        AlertAnswerReturned(alert="CQ-08", episode=1, reason="不具体"), date(2027, 4, 12), Deadlines(), WorkCalendar()
    )
    signed = AlertAcknowledged(alert="CQ-08", episode=1, signer="某人")
    past = [(a_raise(), date(2027, 4, 3)), (signed, date(2027, 4, 7)), (answered, date(2027, 4, 9))]
    state = handling.fold([*past, (returned, date(2027, 4, 10))])
    learns_of_a_holiday(monkeypatch)
    assert steps(state, date(2027, 4, 19)) == []
    assert steps(state, date(2027, 4, 20)) == [("urged", "2027-04-19")]


def test_what_was_stored_without_days_is_counted_as_it_was() -> None:
    state = handling.fold([(a_raise(None), date(2025, 4, 9))])
    assert steps(state, date(2025, 4, 14)) == [("urged", "2025-04-11")]


def test_an_alert_found_at_night_counts_from_the_morning_and_says_so_everywhere(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.clock.advance(timedelta(hours=34))  # a Friday at 22:00
    setting.assess(an_assessed())
    raised = next(event for event in setting.events() if isinstance(event, AlertRaised))
    asked = raised.asked
    assert asked is not None
    assert (asked.on, asked.sign_by, asked.answer_by) == ("2023-04-10", "2023-04-12", "2023-04-17")
    assert any(isinstance(event, NotificationQueued) for event in setting.events())
    learns_of_a_holiday(monkeypatch)
    [alert] = setting.reading.alerts("open")
    assert alert.handling.sign_by == date(2023, 4, 12)
    assert alert.handling.answer_by == date(2023, 4, 17)
    assert Policies().deadlines_of("chongqing-2021-2025") == Deadlines()
    setting.clock.advance(timedelta(days=2, hours=11))
    setting.deliver()
    [mail] = (setting.folder / "outbox").glob("*.json")
    assert '"acknowledge_by":"2023-04-12"' in mail.read_text("utf-8").replace('": "', '":"')
