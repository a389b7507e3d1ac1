"""What must hold of every life, stated apart from the service: over its events and over what was sent.

1. Every delivered raise has exactly one end. 2. Nothing is closed on figures that were not accepted, or raised on
figures in doubt before their review was over. 3. Nothing is sent, and nobody urged, outside of working time. 4. No
number ever names two alerts, and no alert has two. 5. No alert is open after its plan's last assessed month, raised
after its end, or urged about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from shared.catalogue.model import Plan
from shared.events import (
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Assessment,
    Event,
    ProgressAssessed,
)
from shared.periods import CHINA, Month
from tests.end_to_end.lives.scenes import in_working_time, working_day_after

LEVELS = ("normal", "blue", "yellow", "orange", "red")
BEHIND = ("yellow", "orange", "red")
DUE_DAYS, REVIEW_DAYS = 5, 10
ENDS = (AlertResolved, AlertClosedByCorrection, AlertExpired)


class Happened(NamedTuple):
    """An event of the stream ``stream``, recorded at an instant."""

    stream: str
    event: Event
    at: datetime


class Sent(NamedTuple):
    """A message of an alert's episode that went, or is to go, at an instant."""

    stream: str
    number: str
    episode: int
    at: datetime


@dataclass
class Known:
    """One alert as it was seen: its number, whether an episode is open and since which month, and how often each
    episode was raised, ended and reopened. ``standing`` is what was said of each month last, ``judged`` what judged
    it last."""

    plan: Plan
    number: str = ""
    episode: int = 0
    open: bool = False
    since: str = ""
    raised: Counter[int] = field(default_factory=Counter)
    ended: Counter[int] = field(default_factory=Counter)
    reopened: Counter[int] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    standing: dict[str, Assessment] = field(default_factory=dict)
    judged: dict[str, Assessment] = field(default_factory=dict)
    waiting: dict[str, Assessment] = field(default_factory=dict)
    """What is not judged yet, because a unit may still report."""
    bound: bool = True

    def enough(self, period: str) -> bool:
        """Whether what stands of the month is accepted: 95 parts in a hundred of the figure, or of the units."""
        found = self.standing.get(period)
        if found is None or found.level not in LEVELS:
            return False
        if found.accepted_weight is not None:
            return found.accepted_weight >= 9_500
        return found.accepted_units * 100 >= 95 * found.expected_units

    def accepted(self, period: str) -> str:
        """The level of a month on accepted figures; where these do not stand the worst that it could be."""
        found = self.standing.get(period)
        if found is None or not self.enough(period) or found.accepted_level is None:
            return "red"
        return found.accepted_level

    def cured(self) -> bool:
        """Whether no month since the raise warrants an alert on accepted figures."""
        months = sorted(self.judged)
        levels = [self.accepted(each) for each in months]
        bad = {
            month
            for index, month in enumerate(months)
            if levels[index] == "red" or (index > 0 and levels[index] in BEHIND and levels[index - 1] in BEHIND)
        }
        return not any(month >= self.since for month in bad)


class Witness:
    """Sees what is given to the service and what it does; every check is made at every step."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self.plans = plans
        self.alerts: dict[str, Known] = {}
        self.numbers: dict[str, str] = {}
        self.seen: Counter[str] = Counter()

    def given(self, assessed: ProgressAssessed, now: datetime) -> None:
        """An assessment comes; one that is older than what is known changes nothing, and one that lacks a unit which
        may still report waits."""
        alert = self._alert(f"alert-{assessed.plan}-{assessed.row}-{assessed.region}")
        period, found = assessed.period, assessed.assessment
        before = alert.standing.get(period)
        alert.bound = assessed.binding
        if not assessed.binding or (before is not None and before.data_version > found.data_version):
            return
        alert.waiting.pop(period, None)
        alert.standing[period] = found
        if found.level not in LEVELS:
            return
        if found.reported_units < found.expected_units and not _is_due(period, now):
            alert.waiting[period] = found
            alert.standing[period] = msgspec.structs.replace(found, level="reporting")
        else:
            alert.judged[period] = found

    def time_goes_by(self, now: datetime) -> None:
        """What waited for its due day is judged when that has passed."""
        for alert in self.alerts.values():
            for period in [each for each in alert.waiting if _is_due(each, now)]:
                alert.standing[period] = alert.judged[period] = alert.waiting.pop(period)

    def sees(self, happened: Iterable[Happened], sent: Iterable[Sent]) -> None:
        """What the service did."""
        for each in happened:
            self.seen[type(each.event).__name__ + _which(each.event)] += 1
            self._take(each)
        for message in sent:
            self.seen["sent"] += 1
            self._named(message.number, message.stream)
            assert in_working_time(message.at), f"a message outside of working time: {message}"
            self._alert(message.stream).told[message.episode] += 1

    def stands(self, now: datetime) -> None:
        """What must hold between two steps."""
        today = now.astimezone(CHINA).date()
        for stream, alert in self.alerts.items():
            for episode in alert.raised:
                left = 1 + alert.reopened[episode] - alert.ended[episode]
                expected = alert.open and episode == alert.episode
                assert left == expected, f"{stream}: episode {episode} has {alert.ended[episode]} ends"
            last = str(alert.plan.last)
            over = today > working_day_after(alert.plan.last, REVIEW_DAYS)
            assert not (alert.open and over), f"{stream} is open after its plan's last month was to be reviewed"
            final = alert.standing.get(last)
            settled = final is not None and self._outcome(alert, last) is not None
            assert not (alert.open and settled), f"{stream} is open after its plan's last assessed month"

    def ended(self) -> None:
        """What must hold when every plan is over, and everything was delivered."""
        for stream, alert in self.alerts.items():
            assert not alert.open, f"{stream} never ended"
            for episode, raised in alert.raised.items():
                assert raised == 1
                assert alert.ended[episode] - alert.reopened[episode] == 1, f"{stream} {episode} has not one end"
                told = 1 + alert.ended[episode] + alert.reopened[episode]
                assert alert.told[episode] >= told, f"{stream} {episode}: a raise or an end was told to nobody"

    def _alert(self, stream: str) -> Known:
        if stream not in self.alerts:
            plan = next(each for each in self.plans.values() if stream.startswith(f"alert-{each.id}-"))
            self.alerts[stream] = Known(plan)
        return self.alerts[stream]

    def _named(self, number: str, stream: str) -> None:
        alert = self._alert(stream)
        assert self.numbers.setdefault(number, stream) == stream, f"{number} names two alerts"
        assert alert.number in ("", number), f"{stream} has two numbers"
        alert.number = number

    def _take(self, each: Happened) -> None:
        event, stream, alert = each.event, each.stream, self._alert(each.stream)
        if number := getattr(event, "alert", ""):
            self._named(number, stream)
        today = each.at.astimezone(CHINA).date()
        match event:
            case AlertRaised() | AlertReopened():
                self._begins(alert, event, today)
            case AlertResolved() | AlertClosedByCorrection() | AlertExpired():
                assert alert.open and event.episode == alert.episode, f"{stream}: an end of what is not open"
                self._rests_on_accepted(alert, event, today)
                alert.ended[event.episode] += 1
                alert.open = False
            case AlertPromiseKept() if event.reason != "closed_late":
                assert alert.enough(event.period), "a promise kept on figures that were not accepted"
                assert _reached(alert.standing[event.period])
            case AlertEscalated():
                assert in_working_time(each.at), "somebody was urged outside of working time"
                assert alert.open and today <= alert.plan.last.last_day, "urged about an alert that is over"

    def _begins(self, alert: Known, event: AlertRaised | AlertReopened, today: date) -> None:
        assert not alert.open, f"{event.alert}: two open episodes"
        assert today <= alert.plan.last.last_day, f"{event.alert} begins after its plan's end"
        if isinstance(event, AlertRaised):
            assert event.episode == alert.episode + 1
            alert.raised[event.episode] += 1
            alert.since = event.period
        else:
            assert event.episode == alert.episode
            alert.reopened[event.episode] += 1
        alert.episode, alert.open = event.episode, True
        found = alert.standing.get(event.period)
        if event.reason == "close_withdrawn" or found is None or not found.doubtful_units:
            return
        sure = alert.enough(event.period) and found.accepted_level is not None
        surely = sure and LEVELS.index(found.accepted_level or "normal") >= LEVELS.index(found.level)
        assert surely or today > working_day_after(Month.parse(event.period), REVIEW_DAYS), "raised on doubtful figures"

    def _rests_on_accepted(
        self, alert: Known, event: AlertResolved | AlertClosedByCorrection | AlertExpired, today: date
    ) -> None:
        if isinstance(event, AlertExpired):
            outcome = self._outcome(alert, str(alert.plan.last))
            if event.reason in ("completed", "not_completed"):
                assert event.reason == outcome, "expired on figures that were not accepted"
            else:
                assert outcome is None
                assert today > working_day_after(alert.plan.last, REVIEW_DAYS)
        elif isinstance(event, AlertClosedByCorrection):
            assert alert.cured(), "closed by a correction that was not accepted"
        elif event.reason == "no_longer_binding":
            assert not alert.bound
        else:
            assert alert.enough(event.period), "closed on figures that were not accepted"
            assert _reached(alert.standing[event.period]), "closed where the accepted figures are behind"

    def _outcome(self, alert: Known, last: str) -> str | None:
        """How the plan's last month came out on accepted figures; None where they do not say."""
        found = alert.standing.get(last)
        if found is None or found.rule != "final" or not alert.enough(last):
            return None
        everybody = found.accepted_units == found.expected_units
        if not everybody and found.accepted_met is not (found.level in ("normal", "blue")):
            return None
        return "completed" if found.accepted_met else "not_completed"


def _is_due(period: str, now: datetime) -> bool:
    """Whether the day has passed by which a month is to be reported."""
    return now.astimezone(CHINA).date() > working_day_after(Month.parse(period), DUE_DAYS)


def _reached(found: Assessment) -> bool:
    """Whether the accepted figures are where an alert is cleared."""
    if found.rule == "trajectory":
        return found.accepted_progress is not None and found.accepted_progress >= 10_000
    return found.accepted_met is True


def _which(event: Event) -> str:
    """What kind of such an event, for the count of what was seen."""
    if isinstance(event, AlertExpired | AlertReopened):
        return f" {event.reason}"
    return " supervision" if isinstance(event, AlertEscalated) and event.step == "supervision" else ""
