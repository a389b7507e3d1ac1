"""Which statements of a commitment are owed by a day. Pure."""

from __future__ import annotations

from datetime import date

from shared.catalogue.model import Commitment, CommitmentHorizon, Plan
from shared.commitments.history import CommitmentHistory
from shared.commitments.periods import StatementPeriod, due_day, stated_periods
from shared.work_calendar import WorkCalendar

_AGAIN = (CommitmentHorizon.EACH_YEAR, CommitmentHorizon.THROUGHOUT)
_SETTLES = ("done", "given_up")


def owed_periods(
    plan: Plan, commitment: Commitment, history: CommitmentHistory, today: date, calendar: WorkCalendar
) -> tuple[StatementPeriod, ...]:
    """The periods whose day has passed and of which nothing was stated, the earliest first."""
    rules = plan.rules.statements
    return tuple(each for each in unstated_periods(plan, commitment, history) if due_day(each, rules, calendar) < today)


def unstated_periods(plan: Plan, commitment: Commitment, history: CommitmentHistory) -> tuple[StatementPeriod, ...]:
    """All that are to be stated yet, whether due or not, the earliest first.

    A later statement also says where the commitment stood before; but what is to be kept every year, or all the time,
    is owed of each period. Once it is done or given up nothing is owed any more: of what is to be kept again every
    year only once it was given up.
    """
    periods = stated_periods(plan, commitment)
    again = commitment.horizon in _AGAIN
    answered = [each for each in history.statements if history.answers(each)]
    since = None if again or not answered else max(answered)
    ends = _settled(history, again)
    return tuple(
        each
        for each in periods
        if not history.answers(each) and (since is None or each > since) and (ends is None or each.last_day < ends)
    )


def _settled(history: CommitmentHistory, again: bool) -> date | None:
    """From when on nothing is owed; None: there is no such day."""
    days = [
        each.period.last_day
        for period in history.statements
        if (each := history.accepted(period)) is not None
        and (each.event.progress == "given_up" or (each.event.progress in _SETTLES and not again))
    ]
    milestone = history.milestone
    if milestone is not None and (milestone.event.step == "dropped" or (milestone.event.step == "done" and not again)):
        days.append(milestone.day)
    return min(days) if days else None
