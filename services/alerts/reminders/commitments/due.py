"""Which department is reminded of which statements, and how. Pure: what is known in, what is to be said out.

The steps are those of units' reports (services.alerts.reminders.due): two working days before the day, on the first and
on the third working day after it, each once for a period; the last one also goes to the leader in charge. Only of plans
in whose area anybody reports, and of periods that ended since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.alerts.reminders.due import MADE_UP_DAYS, ORDER, Step, due_step, outermost
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Commitment, Department, Plan
from shared.commitments.answering import answering, department_named, followed_row
from shared.commitments.history import NO_HISTORY, CommitmentHistory, CommitmentKey
from shared.commitments.owed import unstated_periods
from shared.commitments.periods import StatementPeriod, due_day, stated_periods
from shared.periods import Month

Taken = Callable[["OwedStatements", Step], bool]
"""Whether a step was taken before."""


class OwedStatements(NamedTuple):
    """What a department owes of a plan for a period, ``due`` on this day."""

    plan: Plan
    department: Department
    period: StatementPeriod
    due: date
    commitments: tuple[Commitment, ...]


class StatementReminder(NamedTuple):
    """A department is to be reminded by ``step`` of what it owes."""

    owed: OwedStatements
    step: Step


def decide(
    catalogue: Catalogue,
    known: Mapping[CommitmentKey, CommitmentHistory],
    begun: Mapping[str, Month],
    taken: Taken,
    today: date,
) -> list[StatementReminder]:
    """Every reminder that is due on ``today``; ``begun``: the first month that was reported in each outermost area."""
    found = []
    for owed in _owed(catalogue, known, begun, today):
        calendar = catalogue.calendar_of(owed.plan.region)
        if not calendar.is_working_day(today):
            continue
        steps = frozenset(step for step in ORDER if taken(owed, step))
        step = due_step(owed.due, steps, today, calendar)
        if step is not None:
            found.append(StatementReminder(owed, step))
    return found


def _owed(
    catalogue: Catalogue, known: Mapping[CommitmentKey, CommitmentHistory], begun: Mapping[str, Month], today: date
) -> Iterator[OwedStatements]:
    for plan in catalogue.plans.values():
        since = begun.get(outermost(catalogue, plan.region))
        if since is None or not plan.commitments:
            continue
        calendar, rules = catalogue.calendar_of(plan.region), plan.rules.statements
        periods = {each for commitment in plan.commitments for each in stated_periods(plan, commitment)}
        for period in sorted(periods):
            due = due_day(period, rules, calendar)
            near = period.last_day < today and (today - due).days <= 2 * MADE_UP_DAYS
            if near and period.last_day >= since.first_day:
                yield from _of_period(catalogue, plan, known, period, due)


def _of_period(
    catalogue: Catalogue,
    plan: Plan,
    known: Mapping[CommitmentKey, CommitmentHistory],
    period: StatementPeriod,
    due: date,
) -> Iterator[OwedStatements]:
    """By department, in the order of the text."""
    by_name: dict[str, list[Commitment]] = {}
    for commitment in plan.commitments:
        if followed_row(plan, commitment) is not None:
            continue
        if period in unstated_periods(plan, commitment, known.get((plan.id, commitment.row), NO_HISTORY)):
            for name in answering(catalogue.departments, plan, commitment):
                by_name.setdefault(name, []).append(commitment)
    for name, commitments in by_name.items():
        department = department_named(catalogue.departments, plan, name)
        if department is not None and department.mail:
            yield OwedStatements(plan, department, period, due, tuple(commitments))
