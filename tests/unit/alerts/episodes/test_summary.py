from __future__ import annotations

from datetime import date
from typing import Any

from services.alerts.episodes.summary import EpisodeSummary, fold
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertLevelChanged,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    Event,
)
from tests.builders import PROMISE, an_assessment, one_of_each_event
from tests.narrowing import of

DAY = date(2025, 4, 9)
ALERT: dict[str, Any] = {"alert": "CQ-08", "episode": 1}
RAISED = next(of(AlertRaised, each) for each in one_of_each_event() if isinstance(each, AlertRaised))


def changed(level: Any) -> AlertLevelChanged:
    fields: dict[str, Any] = {"period": "2025-04", "old_level": "red", "reason": "improved"}
    return AlertLevelChanged(**ALERT, **fields, level=level, assessment=an_assessment())


def escalated(step: Any) -> AlertEscalated:
    return AlertEscalated(**ALERT, step=step, reason="unsigned", day="2025-04-11")


def test_an_episode_is_summed_up_from_its_raise_on() -> None:
    events: list[Event] = [
        RAISED,
        changed("yellow"),
        escalated("urged"),
        escalated("leader"),
        escalated("interview_draft"),
        AlertAcknowledged(**ALERT, signer="李某"),
        AlertAnswered(**ALERT, signer="李某", cause="项目减少", measures="逐户核对"),
        AlertAnswerReturned(**ALERT, reason="不具体"),
        AlertAnswered(**ALERT, signer="李某", cause="项目减少", measures="逐户核对名册"),
        AlertAnswerAccepted(**ALERT),
    ]
    assert fold((event, DAY) for event in events) == EpisodeSummary(
        period="2025-03", on=DAY, level="red", worst="red", signed=1, answers=2, accepted=1, returned=1, urged=2
    )


def test_promises_and_supervision_are_counted_apart_from_urging() -> None:
    promise: dict[str, Any] = {**ALERT, "period": "2025-03", "promise": PROMISE, "assessment": an_assessment()}
    events: list[Event] = [
        RAISED,
        AlertPromiseBroken(**promise, reason="behind_on_accepted"),
        AlertEscalated(**ALERT, step="supervision", reason="promise_broken", day="2025-03-31", promise=PROMISE),
        AlertPromiseKept(**promise, reason="on_trajectory"),
    ]
    found = fold((event, DAY) for event in events)
    assert (found.broken, found.kept, found.supervised, found.urged) == (1, 1, 1, 0)


def test_a_further_episode_begins_anew() -> None:
    assert fold([(RAISED, DAY), (AlertAcknowledged(**ALERT, signer="李某"), DAY), (RAISED, DAY)]).signed == 0
