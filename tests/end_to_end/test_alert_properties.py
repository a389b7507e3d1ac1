"""Random histories of one target, played to the real service with restarts and repetitions.

What must hold whatever happens: at most one open episode, at most one close an episode with
exactly one close notice, nothing from missing data, nothing on an expected target, and the
two-period rule against a plain statement of it. ``XUSHI_LONG_TESTS=1`` plays 10,000 histories.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.alerts.episodes.episode import Episode, evolve
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.policy import Policy
from shared.events import (
    AlertClosedByCorrection,
    AlertFrozen,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Event,
    NotificationDelivered,
    NotificationQueued,
    ProgressAssessed,
)
from tests.end_to_end.histories import (
    BEHIND,
    CATALOGUE,
    LONG,
    MONTHS,
    STEPS,
    Play,
    Step,
    check_advice,
    check_episodes,
    check_notices,
    played,
    template,
)
from tests.unit.alerts.setting import Setting

EXAMPLES = 400 if LONG else 24
DECIDED = 10_000 if LONG else 400
"""Histories that are only decided on, without database, messages and files."""


class Oracle:
    """The rule for raising, stated plainly and kept apart from the service: which months are bad
    enough, given only what each month was last assessed at."""

    def __init__(self) -> None:
        self.now: dict[str, tuple[int, str]] = {}
        self.judged: dict[str, ProgressAssessed] = {}

    def warranted(self) -> set[str]:
        judged = [
            (month, self.now[month][1])
            for month in MONTHS
            if month in self.now and self.now[month][1] not in ("missing", "reporting", "unassessed")
        ]
        found = set()
        for index, (month, level) in enumerate(judged):
            in_a_row = index > 0 and judged[index - 1][1] in BEHIND and level in BEHIND
            if level == "red" or in_a_row:
                found.add(month)
        return found

    def sees(self, assessed: ProgressAssessed) -> bool:
        """Take an assessment in; False when it is older than what is known."""
        version, level = assessed.assessment.data_version, assessed.assessment.level
        if assessed.period in self.now and self.now[assessed.period][0] >= version:
            return False
        self.now[assessed.period] = (version, level)
        if level not in ("missing", "reporting", "unassessed"):
            self.judged[assessed.period] = assessed
        return True

    def accepted_from(self, month: str) -> bool:
        """Whether every month from ``month`` on that was ever judged stands, accepted by everybody."""
        return all(
            each.assessment.accepted_units == each.assessment.expected_units
            and self.now[period][0] == each.assessment.data_version
            for period, each in self.judged.items()
            if period >= month
        )


def check_noise(assessed: ProgressAssessed, events: list[Event]) -> None:
    """Inside the noise guard nothing is raised or resolved: no flapping."""
    if assessed.assessment.reason == "inside_noise_guard":
        assert not any(isinstance(event, AlertResolved) for event in events)
        assert all(event.period != assessed.period for event in events if isinstance(event, AlertRaised))


def check_against_oracle(told: list[tuple[ProgressAssessed, list[Event]]]) -> None:
    oracle, is_open, since = Oracle(), False, ""
    for assessed, events in told:
        before = oracle.warranted()
        fresh = oracle.sees(assessed)
        after = oracle.warranted()
        if not fresh:
            assert events == []
            continue
        raised = [event for event in events if isinstance(event, AlertRaised | AlertReopened)]
        assert {event.period for event in raised if event.reason != "close_withdrawn"} <= after
        level, newest = assessed.assessment.level, assessed.period == max(oracle.now)
        check_noise(assessed, events)
        if not is_open and newest and assessed.period in after - before:
            assert raised, "the newest month warrants an alert and did not before"
        if level in ("missing", "reporting", "unassessed"):
            assert all(isinstance(event, AlertFrozen | AlertReopened | NotificationQueued) for event in events)
        for event in events:
            if isinstance(event, AlertRaised):
                is_open, since = True, event.period
            elif isinstance(event, AlertReopened):
                is_open = True
            elif isinstance(event, AlertResolved):
                assert assessed.assessment.accepted_units == assessed.assessment.expected_units
                assert (assessed.assessment.accepted_progress or 0) >= 10_000
                is_open = False
            elif isinstance(event, AlertClosedByCorrection):
                assert assessed.period not in after
                assert oracle.accepted_from(since)
                is_open = False


def decided(steps: list[Step], gathered_by: str = "") -> list[tuple[ProgressAssessed, list[Event]]]:
    """The same without database, messages and files: many more histories in the same time."""
    play, state = Play(), Episode()
    history: dict[str, KnownMonth] = {}
    told: list[tuple[ProgressAssessed, list[Event]]] = []
    for step in steps:
        assessed = play.step(*step)
        if assessed is None:
            continue
        decision = decide(state, history, assessed, Policy(), "CQ-08", date(2026, 6, 1), gathered_by)
        assert decision.reason
        if decision.recorded:
            history[assessed.period] = remember(history.get(assessed.period), assessed.assessment)
        for event in decision.events:
            state = evolve(state, event)
        told.append((assessed, list(decision.events)))
    return told


@settings(max_examples=DECIDED, deadline=None)
@given(STEPS)
def test_every_decision_keeps_the_rules(steps: list[Step]) -> None:
    told = decided(steps)
    check_episodes([event for _, events in told for event in events])
    check_against_oracle(told)


@settings(max_examples=DECIDED // 4, deadline=None)
@given(STEPS)
def test_gathering_changes_what_is_told_and_nothing_else(steps: list[Step]) -> None:
    def kinds(told: list[tuple[ProgressAssessed, list[Event]]]) -> list[object]:
        seen = [event for _, events in told for event in events]
        return [
            (type(event), getattr(event, "period", ""), getattr(event, "level", ""), getattr(event, "episode", 0))
            for event in seen
        ]

    alone, gathered = decided(steps), decided(steps, "CQ-01")
    assert kinds(alone) == kinds(gathered)
    named = [event for _, events in gathered for event in events if hasattr(event, "gathered_by")]
    assert all(event.gathered_by == "CQ-01" for event in named)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_every_history_keeps_the_contract(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setting, told = played(steps, Path(folder))
        events = setting.events()
        check_episodes(events)
        check_advice(events)
        check_notices(setting, events)
        check_against_oracle(told)
        setting.database.dispose()


@settings(max_examples=max(EXAMPLES // 6, 5), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_no_history_of_an_expected_target_alerts(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setting, _ = played(steps, Path(folder), binding=False)
        assert setting.events() == []
        setting.database.dispose()


@settings(max_examples=max(EXAMPLES // 3, 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.integers(1, 6))
def test_batches_and_restarts_make_no_difference(steps: list[Step], batch: int) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        setting, told = played(steps, Path(one))
        together = Setting(Path(other), CATALOGUE, template=template())
        assessed = [each for each, _ in told]
        for start in range(0, len(assessed), batch):
            together.consumer = together.a_consumer()
            together.assess(*assessed[start : start + batch])

        def undelivered(each: Setting) -> list[Event]:
            return [event for event in each.events() if not isinstance(event, NotificationDelivered)]

        assert undelivered(together) == undelivered(setting)
        setting.database.dispose()
        together.database.dispose()
