"""When the next step is taken: 催办, the leader in charge, drafts of letters. In working days. Pure.

==================  ==========================================================  ==================
step                when                                                        how often
==================  ==========================================================  ==================
urged               not signed for after 2 working days; not answered after 5   once each time asked
leader              neither signed for after 5 working days; nor answered
                    3 working days after the answer was due                     once each time asked
supervision_draft   the second period behind in a row                           once an episode
interview_draft     red                                                         once an episode
==================  ==========================================================  ==================

Of steps that fall due together only the last is taken: it says all that the one before would have said.

Who signed late has as many days for the answer from then on. The system drafts, a person issues.
Nothing is taken while an episode is frozen or silenced: days that pass then do not count against
anybody, so the steps begin anew from the first day after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from services.alerts.episodes.policy import rank
from services.alerts.handling.closed_days import moved
from services.alerts.handling.handling import Handling
from shared.catalogue.rules import Deadlines
from shared.events import AlertEscalated, Level
from shared.work_calendar import WorkCalendar

Step = Literal["urged", "leader", "supervision_draft", "interview_draft"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the machine knows of the open episode: its level, how many judged periods in a row it has been
    behind, and whether it is frozen."""

    level: Level
    periods_behind: int
    frozen: bool = False


def due_steps(
    alert: str,
    state: Handling,
    situation: Situation,
    today: date,
    deadlines: Deadlines,
    calendar: WorkCalendar,
) -> tuple[AlertEscalated, ...]:
    """The steps that fall due by ``today`` and were not taken yet, in the order in which they fell due."""
    if not state.open or situation.frozen or state.silenced(today):
        return ()
    terms = _Terms(deadlines, calendar)
    due = [*_drafts(state, situation, today), *_late(state, today, terms)]
    return tuple(
        AlertEscalated(alert=alert, episode=state.episode, step=step, reason=reason, day=day.isoformat())
        for step, reason, day in due
    )


def _drafts(state: Handling, situation: Situation, today: date) -> Iterator[tuple[Step, str, date]]:
    red = rank(situation.level) >= rank("red")
    if situation.periods_behind >= 2 and not red and "supervision_draft" not in state.drafts:
        yield "supervision_draft", "behind_in_a_row", today
    if red and "interview_draft" not in state.drafts:
        yield "interview_draft", "red", today


class _Terms(NamedTuple):
    """How many days a department has, and what a working day is."""

    deadlines: Deadlines
    calendar: WorkCalendar

    def day(self, told: str, since: date, working_days: int) -> date:
        """The day that was told, where one still holds; else so many working days later."""
        return date.fromisoformat(told) if told else self.calendar.after(since, working_days)


def _late(state: Handling, today: date, terms: _Terms) -> Iterator[tuple[Step, str, date]]:
    if state.asked_on is None:
        return
    deadlines = terms.deadlines
    owed: list[tuple[Step, str, date]] = []
    if not state.acknowledged:
        since = _since(state, state.asked_on)
        told = state.asked if since == state.asked_on else None
        owed.append(("urged", "unsigned", terms.day(told.sign_by if told else "", since, deadlines.sign)))
        owed.append(("leader", "unsigned", terms.day(told.leader_sign_by if told else "", since, deadlines.leader)))
    elif state.answer in ("none", "returned"):
        asked = state.returned_on or _answer_from(state, state.asked_on, terms)
        since = _since(state, asked)
        told = state.asked if state.asked is not None and since.isoformat() == state.asked.on else None
        leader_by = told.leader_answer_by if told else ""
        owed.append(("urged", "unanswered", terms.day(told.answer_by if told else "", since, deadlines.answer)))
        owed.append(("leader", "unanswered", terms.day(leader_by, since, deadlines.leader_answer)))
    owed = [(step, reason, moved(day, state.closed_days, terms.calendar)) for step, reason, day in owed]
    late = [each for each in owed if each[2] < today]
    # the leader's step says all that the one before it would have said
    for step, reason, day in late[-1:]:
        if (step, reason) not in state.steps:
            yield step, reason, day


def _answer_from(state: Handling, asked_on: date, terms: _Terms) -> date:
    """The day from which the days for an answer count: who signed late has as many from then on."""
    signed = state.acknowledged_on
    told = state.asked.sign_by if state.asked is not None else ""
    late = signed is not None and signed > terms.day(told, asked_on, terms.deadlines.sign)
    return signed if signed is not None and late else asked_on


def _since(state: Handling, asked_on: date) -> date:
    """The day from which working days count: not before the end of a silence."""
    if not state.silenced_until:
        return asked_on
    return max(asked_on, date.fromisoformat(state.silenced_until))
