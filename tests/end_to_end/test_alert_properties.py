"""Random histories of one target, played to the real service with restarts and repetitions.

What must hold whatever happens: at most one open episode, at most one close an episode with
exactly one close notice, nothing from missing data, nothing on an expected target, and the
two-period rule against a plain statement of it. ``XUSHI_LONG_TESTS=1`` plays many more.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.alerts.history import remember
from services.alerts.lifecycle import Episode, decide, evolve
from services.alerts.main import MIGRATIONS
from services.alerts.policy import Policy
from shared.catalogue.load import load_catalogue
from shared.db import Database
from shared.events import (
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Event,
    NotificationDelivered,
    NotificationQueued,
    ProgressAssessed,
)
from tests.unit.alerts.setting import Setting, an_assessed

EXAMPLES = 400 if os.environ.get("XUSHI_LONG_TESTS") else 24
MONTHS = [f"2025-{month:02d}" for month in range(1, 9)]
BEHIND = ("yellow", "orange", "red")
CATALOGUE = load_catalogue()

LEVELS = st.sampled_from(["normal", "blue", "yellow", "yellow", "orange", "red", "missing", "reporting", "unassessed"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["forward", "forward", "correct", "again", "old", "restart"]),
        st.integers(0, 7),
        LEVELS,
        st.booleans(),
    ),
    min_size=3,
    max_size=24,
)


@cache
def template() -> Path:
    """A migrated, empty database, made once: migrating takes longer than playing a history."""
    folder = Path(tempfile.mkdtemp(prefix="xushi-alerts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder / 'template.sqlite'}")
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return folder / "template.sqlite"


@dataclass
class Play:
    """Turns steps into assessments: months go forward one by one, earlier ones are corrected."""

    binding: bool = True
    given: list[ProgressAssessed] = field(default_factory=list)
    reached: int = 0

    def step(self, kind: str, pick: int, level: str, caught_up: bool) -> ProgressAssessed | None:
        """The next assessment of the topic; None for a step that produces none."""
        if kind == "restart" or (kind in ("again", "old") and not self.given):
            return None
        if kind == "again":
            return self.given[-1]
        if kind == "old":
            return self.given[pick % len(self.given)]
        if kind == "forward":
            self.reached = min(self.reached + 1, len(MONTHS))
        period = MONTHS[(self.reached or 1) - 1 if kind == "forward" else pick % max(self.reached, 1)]
        on_time = level in ("normal", "blue") and caught_up
        assessed = an_assessed(
            period,
            level,
            binding=self.binding,
            data_version=100 + len(self.given),
            actual=6_000_000 + len(self.given),
            accepted_progress=10_200 if on_time else 8_000,
        )
        self.given.append(assessed)
        return assessed


def played(steps, folder: Path, binding: bool = True) -> tuple[Setting, list[tuple[ProgressAssessed, list[Event]]]]:
    """Play every step; the service, and for each assessment the events it led to."""
    setting, play = Setting(folder, CATALOGUE, template=template()), Play(binding)
    told: list[tuple[ProgressAssessed, list[Event]]] = []
    for kind, pick, level, caught_up in steps:
        assessed = play.step(kind, pick, level, caught_up)
        if assessed is None:
            setting.consumer = setting.a_consumer()
            setting.deliver()
            continue
        before = len(setting.events())
        setting.assess(assessed)
        told.append((assessed, setting.events()[before:]))
    setting.deliver()
    return setting, told


def check_episodes(events: list[Event]) -> None:
    """Never two open episodes; numbers without a gap; one close at most, and nothing after it."""
    current = 0
    is_open = False
    for event in events:
        if isinstance(event, AlertRaised):
            assert not is_open
            assert event.episode == current + 1
            assert event.after in (None, current)
            current, is_open = event.episode, True
        elif isinstance(event, AlertLevelChanged | AlertFrozen | AlertResolved | AlertClosedByCorrection):
            assert is_open
            assert event.episode == current
            is_open = not isinstance(event, AlertResolved | AlertClosedByCorrection)


def check_notices(setting: Setting, events: list[Event]) -> None:
    """Each event is told exactly once: so each raise, and each close of it, has exactly one message."""
    decided = [event for event in events if not isinstance(event, NotificationQueued | NotificationDelivered)]
    queued = [event for event in events if isinstance(event, NotificationQueued)]
    assert Counter(event.episode for event in decided) == Counter(event.episode for event in queued)
    assert len({(event.episode, event.sequence) for event in queued}) == len(queued)
    delivered = [event.notification for event in events if isinstance(event, NotificationDelivered)]
    assert sorted(delivered) == sorted(event.notification for event in queued)
    assert len(list(setting.outbox.folder.glob("*.eml"))) == len(queued)
    for episode in {event.episode for event in decided}:
        closes = [
            index
            for index, event in enumerate(event for event in decided if event.episode == episode)
            if isinstance(event, AlertResolved | AlertClosedByCorrection)
        ]
        assert len(closes) <= 1


class Oracle:
    """The rule for raising, stated plainly and kept apart from the service: which months are bad
    enough, given only what each month was last assessed at."""

    def __init__(self) -> None:
        self.now: dict[str, tuple[int, str]] = {}

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
        return True


def check_against_oracle(told: list[tuple[ProgressAssessed, list[Event]]]) -> None:
    oracle, is_open = Oracle(), False
    for assessed, events in told:
        before = oracle.warranted()
        fresh = oracle.sees(assessed)
        after = oracle.warranted()
        if not fresh:
            assert events == []
            continue
        raised = [event for event in events if isinstance(event, AlertRaised)]
        for event in raised:
            assert event.period in after
        level, newest = assessed.assessment.level, assessed.period == max(oracle.now)
        if not is_open and newest and assessed.period in after - before:
            assert raised, "the newest month warrants an alert and did not before"
        if level in ("missing", "reporting", "unassessed"):
            assert all(isinstance(event, AlertFrozen | NotificationQueued) for event in events)
        for event in events:
            if isinstance(event, AlertRaised):
                is_open = True
            elif isinstance(event, AlertResolved):
                assert assessed.assessment.accepted_progress >= 10_000
                is_open = False
            elif isinstance(event, AlertClosedByCorrection):
                assert assessed.period not in after
                is_open = False


def decided(steps) -> list[tuple[ProgressAssessed, list[Event]]]:
    """The same without database, messages and files: many more histories in the same time."""
    play, state, history = Play(), Episode(), {}
    told: list[tuple[ProgressAssessed, list[Event]]] = []
    for step in steps:
        assessed = play.step(*step)
        if assessed is None:
            continue
        decision = decide(state, history, assessed, Policy(), "CQ-08", date(2026, 6, 1))
        assert decision.reason
        if decision.recorded:
            history[assessed.period] = remember(history.get(assessed.period), assessed.assessment)
        for event in decision.events:
            state = evolve(state, event)
        told.append((assessed, list(decision.events)))
    return told


@settings(max_examples=EXAMPLES * 25, deadline=None)
@given(STEPS)
def test_every_decision_keeps_the_rules(steps) -> None:
    told = decided(steps)
    check_episodes([event for _, events in told for event in events])
    check_against_oracle(told)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_every_history_keeps_the_contract(steps) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setting, told = played(steps, Path(folder))
        events = setting.events()
        check_episodes(events)
        check_notices(setting, events)
        check_against_oracle(told)
        setting.database.dispose()


@settings(max_examples=max(EXAMPLES // 6, 5), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_no_history_of_an_expected_target_alerts(steps) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setting, _ = played(steps, Path(folder), binding=False)
        assert setting.events() == []
        setting.database.dispose()


@settings(max_examples=max(EXAMPLES // 3, 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.integers(1, 6))
def test_batches_and_restarts_make_no_difference(steps, batch: int) -> None:
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
