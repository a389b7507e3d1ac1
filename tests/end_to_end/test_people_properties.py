"""Random histories in which people act: they sign, answer, review, silence; days pass, and what is due is escalated.

Whatever they do, every raise and every close is told once. ``XUSHI_LONG_TESTS=1`` plays 600 histories.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.alerts.handlers.people import HandlingRefused
from services.alerts.handling.answering import Answer
from services.alerts.handling.promise_steps import a_quarter_after
from services.alerts.handling.requests import By
from shared.events import (
    AlertAcknowledged,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertLevelChanged,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Event,
    NotificationDelivered,
    NotificationQueued,
)
from shared.periods import CHINA, today_in_china
from shared.working_time import WorkingTime
from tests.end_to_end.histories import (
    CATALOGUE,
    LONG,
    STEPS,
    Play,
    check_episodes,
    template,
)
from tests.unit.alerts.setting import Setting

HANDLED = 600 if LONG else 16
"""Histories with people in them, played to the real service."""
ACTS = st.sampled_from(["sign", "answer", "accept", "return", "silence", "loud", "day", "week", "restart"])
HANDLED_STEPS = st.lists(st.one_of(st.tuples(ACTS), STEPS.map(lambda steps: steps[0])), min_size=8, max_size=40)
GIVEN = tuple(Answer("李四", "用工减少", "逐户督促", month) for month in ("2025-02", "2025-04", "2025-06"))


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
            "answer": lambda: people.answer(by, "CQ-08", episode, GIVEN[self.count % len(GIVEN)]),
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
            setting.escalate()


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
    later = setting.clock.now() + timedelta(days=30)  # past every digest's hour
    setting.clock.set(WorkingTime().first(later))
    setting.deliver()
    return setting


def dated(setting: Setting) -> list[tuple[Event, date]]:
    """Everything that was stored, each with its day in China."""
    with setting.database.read() as connection:
        stored = setting.store.read(connection, 0, 10_000)
    return [(setting.store.decode(each), each.recorded_instant.astimezone(CHINA).date()) for each in stored]


def check_messages(events: list[Event]) -> None:
    """Every raise has exactly one message right behind it, so has every close; no message without a cause."""
    queued = [event for event in events if isinstance(event, NotificationQueued)]
    delivered = [event.notification for event in events if isinstance(event, NotificationDelivered)]
    assert sorted(delivered) == sorted(event.notification for event in queued)
    assert len(set(delivered)) == len(delivered)
    rest = [event for event in events if not isinstance(event, NotificationDelivered)]
    for index, event in enumerate(rest):
        if isinstance(event, AlertRaised | AlertReopened | AlertResolved | AlertClosedByCorrection):
            following = rest[index + 1 : index + 3]
            assert isinstance(following[0], NotificationQueued)
            assert following[0].episode == event.episode
            assert not isinstance(following[-1], NotificationQueued) or len(following) == 1
    closes = Counter(e.episode for e in events if isinstance(e, AlertResolved | AlertClosedByCorrection))
    raises = [event.episode for event in events if isinstance(event, AlertRaised)]
    again = Counter(event.episode for event in events if isinstance(event, AlertReopened))
    assert all(closes[episode] - again[episode] == 1 for episode in raises[:-1])
    assert all(closes[episode] - again[episode] in (0, 1) for episode in raises)


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
            case AlertReopened():
                is_open = True
            case AlertLevelChanged() | AlertAnswerReturned():
                taken = set()
            case AlertAcknowledged() | AlertAnswered():
                assert is_open
            case AlertEscalated(step="supervision_draft" | "interview_draft"):
                assert is_open
                assert event.step not in drafts
                drafts.add(event.step)
            case AlertEscalated(step="supervision"):
                assert is_open
            case AlertEscalated():
                assert is_open
                assert (event.step, event.reason) not in taken
                taken.add((event.step, event.reason))


def check_promises(events: list[tuple[Event, date]]) -> None:
    """A promise is held against the figures once a month promised; 督办 only of a broken one, once a quarter."""
    judged: set[str] = set()
    supervised: date | None = None
    for event, day in events:
        match event:
            case AlertRaised():
                judged, supervised = set(), None
            case AlertPromiseKept() | AlertPromiseBroken():
                assert event.promise.month not in judged
                assert event.period >= event.promise.month or event.reason == "closed_in_time"
                judged.add(event.promise.month)
            case AlertEscalated(step="supervision"):
                assert event.promise is not None
                assert event.promise.month in judged
                assert supervised is None or day >= a_quarter_after(supervised)
                supervised = day


@settings(max_examples=HANDLED, deadline=None, suppress_health_check=list(HealthCheck))
@given(HANDLED_STEPS)
def test_whatever_people_do_every_raise_and_every_close_is_told_once(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setting = handled(steps, Path(folder))
        events = setting.events()
        check_episodes(events)
        check_messages(events)
        check_people(events)
        check_promises(dated(setting))
        setting.database.dispose()
