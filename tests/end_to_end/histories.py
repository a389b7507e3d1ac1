"""Random histories of one target, the service that they are played to, and what must hold of every one."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from services.alerts.episodes.episode import Episode, evolve
from services.alerts.episodes.events import AlertEvent
from services.alerts.episodes.news import untold
from services.alerts.main import MIGRATIONS
from shared.catalogue.files.load import load_catalogue
from shared.database.engine import Database
from shared.events import (
    AlertAdvised,
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Event,
    NotificationDelivered,
    NotificationQueued,
    ProgressAssessed,
)
from tests.narrowing import of
from tests.unit.alerts.setting import Setting, an_assessed

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
MONTHS = [f"2025-{month:02d}" for month in range(1, 9)]
BEHIND = ("yellow", "orange", "red")
CATALOGUE = load_catalogue()
LEVELS = st.sampled_from(
    ["normal", "guard", "blue", "yellow", "yellow", "orange", "red", "missing", "reporting", "unassessed"]
)
"""``guard`` is 正常 because the distance is noise: no progress is measured."""
Step = tuple[str, int, str, bool, bool]
"""What comes, which month it is of, its level, whether the target has caught up, and whether all of it is accepted."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["forward", "forward", "correct", "again", "old", "restart"]),
        st.integers(0, 7),
        LEVELS,
        st.booleans(),
        st.sampled_from([True, True, False]),
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

    def step(self, kind: str, pick: int, level: str, caught_up: bool, accepted: bool) -> ProgressAssessed | None:
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
            **({} if accepted else {"accepted_units": 20, "accepted_level": None}),
        )
        self.given.append(assessed)
        return assessed


def played(
    steps: list[Step], folder: Path, binding: bool = True
) -> tuple[Setting, list[tuple[ProgressAssessed, list[Event]]]]:
    """Play every step; the service, and for each assessment the events it led to."""
    setting, play = Setting(folder, CATALOGUE, template=template()), Play(binding)
    told: list[tuple[ProgressAssessed, list[Event]]] = []
    for step in steps:
        assessed = play.step(*step)
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
        elif isinstance(event, AlertReopened):
            assert not is_open
            assert event.episode == current
            is_open = True
        elif isinstance(event, AlertLevelChanged | AlertFrozen | AlertResolved | AlertClosedByCorrection):
            assert is_open
            assert event.episode == current
            is_open = not isinstance(event, AlertResolved | AlertClosedByCorrection)


def episode_of(event: Event) -> int:
    """Which episode an event of an alert is of; 0 of none."""
    return int(getattr(event, "episode", 0))


def news(events: list[Event]) -> list[Event]:
    """What the department is told of: not a month that is late, nor that it came at the level there was."""
    state = Episode()
    found: list[Event] = []
    for event in events:
        if isinstance(event, AlertEvent) and untold(state, event, silenced=False) is None:
            found.append(event)
        state = evolve(state, event)
    return found


def check_notices(setting: Setting, events: list[Event]) -> None:
    """Each event that is news is told exactly once: so each raise, and each close of it, has exactly one message."""
    decided = news(events)
    queued = [event for event in events if isinstance(event, NotificationQueued) and event.episode]
    assert Counter(map(episode_of, decided)) == Counter(event.episode for event in queued)
    assert len({(event.episode, event.sequence) for event in queued}) == len(queued)
    delivered = [event.notification for event in events if isinstance(event, NotificationDelivered)]
    assert sorted(delivered) == sorted(event.notification for event in events if isinstance(event, NotificationQueued))
    files = {event.detail for event in events if isinstance(event, NotificationDelivered)}
    assert files == {path.name for path in setting.outbox.folder.glob("*.eml")}
    for episode in set(map(episode_of, decided)):
        mine = [event for event in decided if episode_of(event) == episode]
        closes = sum(isinstance(event, AlertResolved | AlertClosedByCorrection) for event in mine)
        assert closes - sum(isinstance(event, AlertReopened) for event in mine) <= 1


def check_advice(events: list[Event]) -> None:
    """A 提示 is told once, and is never given while an episode is open."""
    is_open = False
    for index, event in enumerate(events):
        if isinstance(event, AlertRaised | AlertReopened):
            is_open = True
        elif isinstance(event, AlertResolved | AlertClosedByCorrection):
            is_open = False
        elif isinstance(event, AlertAdvised):
            assert not is_open
            assert of(NotificationQueued, events[index + 1]).episode == 0
