"""What a policy would have made of a history of assessments: alerts, lead time before a miss, false alarms. Pure.

The same decisions as in service, taken one assessment after the other in the order in which they were made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from services.alerts.episodes.episode import AlertDecision, Episode, evolve
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.policy import Policy, is_judged, rank
from shared.events import (
    AlertAdvised,
    AlertClosedByCorrection,
    AlertLevelChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Level,
    ProgressAssessed,
)
from shared.periods import Month

Outcome = Literal["reached", "missed", "open"]
"""What became of a target in its plan's last month; ``open``: it has not been judged there."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One episode: raised about month ``raised`` at ``level`` on the day ``on``; ``worst`` it came to.

    ``closed`` is the month about which it ended (None: it lasted as long as the plan, or is still open), ``corrected``
    that a correction did.
    """

    raised: Month
    level: Level
    on: date
    worst: Level
    closed: Month | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a policy makes of one target: its episodes, 提示 and changes of level, and what became of the target."""

    spells: tuple[Spell, ...]
    advices: int
    changes: int
    outcome: Outcome
    last: Month | None

    @property
    def lead(self) -> int | None:
        """Months from the alert that led up to a miss to the month that missed; None without either."""
        if self.outcome != "missed" or self.last is None:
            return None
        until = [each for each in self.spells if each.closed is None and each.raised < self.last]
        return self.last.ordinal - until[-1].raised.ordinal if until else None

    @property
    def unwarned(self) -> bool:
        """Whether the target was missed without an alert before."""
        return self.outcome == "missed" and self.lead is None

    @property
    def false_alarms(self) -> int:
        """Episodes of a target that was reached in the end, and those that a correction closed."""
        return sum(each.corrected or self.outcome == "reached" for each in self.spells)


def replay(assessed: Iterable[tuple[ProgressAssessed, date]], policy: Policy, last: Month) -> Replayed:
    """Decide on each assessment on its day; ``last`` is the plan's last month.

    What waits for its due day, or for the last day for its review, is decided on the day after it.
    """
    run = _Run(policy, last)
    newest: Month | None = None
    for event, day in assessed:
        run.pass_to(day)
        run.see(event, day)
        if is_judged(event.assessment.level):
            newest = max(newest, Month.parse(event.period)) if newest else Month.parse(event.period)
    run.pass_to(date.max)
    known = run.history.get(str(last))
    judged = known.judged if known is not None else None
    outcome: Outcome = "open" if judged is None else "reached" if judged.level in ("normal", "blue") else "missed"
    return Replayed(tuple(run.spells), run.advices, run.changes, outcome, newest)


class _Run:
    def __init__(self, policy: Policy, last: Month) -> None:
        self._policy = policy
        self._last = last
        self._state = Episode()
        self._held: dict[str, tuple[ProgressAssessed, date]] = {}
        self.history: dict[str, KnownMonth] = {}
        self.spells: list[Spell] = []
        self.advices = self.changes = 0

    def pass_to(self, day: date) -> None:
        """Decide on what waited for a day before ``day``."""
        for period in sorted(self._held):
            month = Month.parse(period)
            for until in sorted((self._policy.calendar.due_day(month), self._policy.reviewed_by(month))):
                event, since = self._held.get(period, (None, date.max))
                if event is not None and since <= until < day:
                    self.see(event, until + timedelta(days=1))

    def see(self, event: ProgressAssessed, day: date) -> None:
        decision = decide(self._state, self.history, event, self._policy, "", day, last=self._last)
        if decision.recorded:
            self.history[event.period] = remember(self.history.get(event.period), decision.seen(event.assessment))
            self._held.pop(event.period, None)
        if decision.held:
            self._held[event.period] = event, day
        self._take(decision, day)

    def _take(self, decision: AlertDecision, day: date) -> None:
        for event in decision.events:
            self._state = evolve(self._state, event)
            match event:
                case AlertRaised():
                    self.spells.append(Spell(Month.parse(event.period), event.level, day, event.level))
                case AlertLevelChanged():
                    self.changes += 1
                    worst = max(self.spells[-1].worst, event.level, key=rank)
                    self.spells[-1] = replace(self.spells[-1], worst=worst)
                case AlertResolved() | AlertClosedByCorrection():
                    corrected = isinstance(event, AlertClosedByCorrection)
                    closed = Month.parse(event.period)
                    self.spells[-1] = replace(self.spells[-1], closed=closed, corrected=corrected)
                case AlertReopened():
                    self.spells[-1] = replace(self.spells[-1], closed=None, corrected=False)
                case AlertAdvised():
                    self.advices += 1
