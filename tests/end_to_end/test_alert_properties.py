"""Random histories of one target, played to the real service with restarts and repetitions.

What must hold whatever happens: at most one open episode, at most one close an episode with
exactly one close notice, nothing from missing data, nothing on an expected target, and the
two-period rule against a plain statement of it. People act in between: they sign, answer, review,
silence; days pass, and what is due is escalated. ``XUSHI_LONG_TESTS=1`` plays 10,000 histories.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.alerts.episodes.episode import Episode, evolve
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.policy import Policy
from services.alerts.handlers.people import HandlingRefused
from services.alerts.handling.handling import Answer
from services.alerts.handling.requests import By
from services.alerts.main import MIGRATIONS
from shared.catalogue.files.load import load_catalogue
from shared.database.engine import Database
from shared.events import (
    AlertAcknowledged,
    AlertAdvised,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Event,
    NotificationDelivered,
    NotificationQueued,
    ProgressAssessed,
)
from shared.periods import today_in_china
from tests.narrowing import of
from tests.unit.alerts.setting import Setting, an_assessed

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
EXAMPLES = 400 if LONG else 24
DECIDED = 10_000 if LONG else 400
"""Histories that are only decided on, without database, messages and files."""

HANDLED = 600 if LONG else 16
"""Histories with people in them, played to the real service."""
MONTHS = [f"2025-{month:02d}" for month in range(1, 9)]
BEHIND = ("yellow", "orange", "red")
CATALOGUE = load_catalogue()

LEVELS = st.sampled_from(
    ["normal", "guard", "blue", "yellow", "yellow", "orange", "red", "missing", "reporting", "unassessed"]
)
"""``guard`` is 正常 because the distance is noise: no progress is measured."""
Step = tuple[str, int, str, bool]
"""What comes, which month it is of, its level, and whether the target has caught up."""

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
        guarded: dict[str, object] = {"reason": "inside_noise_guard", "progress": None} if level == "guard" else {}
        assessed = an_assessed(
            period,
            "normal" if guarded else level,
            **guarded,
            binding=self.binding,
            data_version=100 + len(self.given),
            actual=6_000_000 + len(self.given),
            accepted_progress=None if guarded else 10_200 if on_time else 8_000,
        )
        self.given.append(assessed)
        return assessed


def played(
    steps: list[Step], folder: Path, binding: bool = True
) -> tuple[Setting, list[tuple[ProgressAssessed, list[Event]]]]:
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
    setting.clock.advance(timedelta(days=12))  # longer than any holidays: what was gathered goes as well
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


def episode_of(event: Event) -> int:
    """Which episode an event of an alert is of; 0 of none."""
    return int(getattr(event, "episode", 0))


def check_notices(setting: Setting, events: list[Event]) -> None:
    """Each event is told exactly once: so each raise, and each close of it, has exactly one message."""
    decided = [
        event for event in events if not isinstance(event, NotificationQueued | NotificationDelivered | AlertAdvised)
    ]
    queued = [event for event in events if isinstance(event, NotificationQueued) and event.episode]
    assert Counter(map(episode_of, decided)) == Counter(event.episode for event in queued)
    assert len({(event.episode, event.sequence) for event in queued}) == len(queued)
    delivered = [event.notification for event in events if isinstance(event, NotificationDelivered)]
    assert sorted(delivered) == sorted(event.notification for event in events if isinstance(event, NotificationQueued))
    files = {event.detail for event in events if isinstance(event, NotificationDelivered)}
    assert files == {path.name for path in setting.outbox.folder.glob("*.eml")}
    for episode in set(map(episode_of, decided)):
        closes = [
            index
            for index, event in enumerate(event for event in decided if episode_of(event) == episode)
            if isinstance(event, AlertResolved | AlertClosedByCorrection)
        ]
        assert len(closes) <= 1


def check_advice(events: list[Event]) -> None:
    """A 提示 is told once, and is never given while an episode is open."""
    is_open = False
    for index, event in enumerate(events):
        if isinstance(event, AlertRaised):
            is_open = True
        elif isinstance(event, AlertResolved | AlertClosedByCorrection):
            is_open = False
        elif isinstance(event, AlertAdvised):
            assert not is_open
            assert of(NotificationQueued, events[index + 1]).episode == 0


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


def check_noise(assessed: ProgressAssessed, events: list[Event]) -> None:
    """Inside the noise guard nothing is raised or resolved: no flapping."""
    if assessed.assessment.reason == "inside_noise_guard":
        assert not any(isinstance(event, AlertResolved) for event in events)
        assert all(event.period != assessed.period for event in events if isinstance(event, AlertRaised))


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
        assert {event.period for event in raised} <= after
        level, newest = assessed.assessment.level, assessed.period == max(oracle.now)
        check_noise(assessed, events)
        if not is_open and newest and assessed.period in after - before:
            assert raised, "the newest month warrants an alert and did not before"
        if level in ("missing", "reporting", "unassessed"):
            assert all(isinstance(event, AlertFrozen | NotificationQueued) for event in events)
        for event in events:
            if isinstance(event, AlertRaised):
                is_open = True
            elif isinstance(event, AlertResolved):
                assert (assessed.assessment.accepted_progress or 0) >= 10_000
                is_open = False
            elif isinstance(event, AlertClosedByCorrection):
                assert assessed.period not in after
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


ACTS = st.sampled_from(["sign", "answer", "accept", "return", "silence", "loud", "day", "week", "restart"])
HANDLED_STEPS = st.lists(st.one_of(st.tuples(ACTS), STEPS.map(lambda steps: steps[0])), min_size=8, max_size=40)
GIVEN = Answer("李四", "用工减少", "逐户督促")


class Office:
    """Departments and reviewers who do anything at any time; what may not be is refused, and leaves no trace."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.count = 0

    def act(self, what: str) -> None:
        setting = self.setting
        people = setting.some_people()
        self.count += 1
        by = By("somebody", f"act-{self.count:06d}", "c")
        episode = max((event.episode for event in setting.events() if isinstance(event, AlertRaised)), default=0)
        today = today_in_china(setting.clock)
        acts = {
            "sign": lambda: people.acknowledge(by, "CQ-08", episode, "张三"),
            "answer": lambda: people.answer(by, "CQ-08", episode, GIVEN),
            "accept": lambda: people.review(by, "CQ-08", episode, True, ""),
            "return": lambda: people.review(by, "CQ-08", episode, False, "不具体"),
            "silence": lambda: people.silence(by, "CQ-08", episode, today + timedelta(20), "系统切换"),
            "loud": lambda: people.silence(by, "CQ-08", episode, today - timedelta(1), "切换完成"),
        }
        if what in acts:
            before = setting.events()
            try:
                acts[what]()
            except HandlingRefused:
                assert setting.events() == before
        else:
            setting.clock.set(setting.clock.now() + timedelta(days=7 if what == "week" else 1))
            people.escalate()


def handled(steps: list[Any], folder: Path) -> Setting:
    """Play the steps with people in between; deliver after each."""
    setting, play = Setting(folder, CATALOGUE, template=template()), Play()
    office = Office(setting)
    for step in steps:
        if len(step) == 1 and step[0] != "restart":
            office.act(step[0])
        elif len(step) > 1 and (assessed := play.step(*step)) is not None:
            setting.assess(assessed)
        else:
            setting.consumer = setting.a_consumer()
        setting.deliver()
    setting.clock.set(setting.clock.now() + timedelta(days=30))  # past every digest's hour
    setting.deliver()
    return setting


def check_messages(events: list[Event]) -> None:
    """Every raise has exactly one message right behind it, so has every close; no message without a cause."""
    queued = [event for event in events if isinstance(event, NotificationQueued)]
    delivered = [event.notification for event in events if isinstance(event, NotificationDelivered)]
    assert sorted(delivered) == sorted(event.notification for event in queued)
    assert len(set(delivered)) == len(delivered)
    rest = [event for event in events if not isinstance(event, NotificationDelivered)]
    for index, event in enumerate(rest):
        if isinstance(event, AlertRaised | AlertResolved | AlertClosedByCorrection):
            following = rest[index + 1 : index + 3]
            assert isinstance(following[0], NotificationQueued)
            assert following[0].episode == event.episode
            assert not isinstance(following[-1], NotificationQueued) or len(following) == 1
    closes = Counter(e.episode for e in events if isinstance(e, AlertResolved | AlertClosedByCorrection))
    raises = [event.episode for event in events if isinstance(event, AlertRaised)]
    assert all(closes[episode] == 1 for episode in raises[:-1])
    assert all(closes[episode] <= 1 for episode in raises)


def check_people(events: list[Event]) -> None:
    """Nobody signs, answers or is urged but in an open episode; a step is taken once each time one is asked."""
    is_open = False
    taken: set[tuple[str, str]] = set()
    drafts: set[str] = set()
    for event in events:
        match event:
            case AlertRaised():
                is_open, taken, drafts = True, set(), set()
            case AlertResolved() | AlertClosedByCorrection():
                is_open = False
            case AlertLevelChanged() | AlertAnswerReturned():
                taken = set()
            case AlertAcknowledged() | AlertAnswered():
                assert is_open
            case AlertEscalated(step="supervision_draft" | "interview_draft"):
                assert is_open
                assert event.step not in drafts
                drafts.add(event.step)
            case AlertEscalated():
                assert is_open
                assert (event.step, event.reason) not in taken
                taken.add((event.step, event.reason))


@settings(max_examples=HANDLED, deadline=None, suppress_health_check=list(HealthCheck))
@given(HANDLED_STEPS)
def test_whatever_people_do_every_raise_and_every_close_is_told_once(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setting = handled(steps, Path(folder))
        events = setting.events()
        check_episodes(events)
        check_messages(events)
        check_people(events)
        setting.database.dispose()
