from __future__ import annotations

from datetime import date
from typing import Any

from services.alerts.handling.promise import Promises, fold
from shared.events import (
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertPromiseBroken,
    AlertPromiseKept,
    Event,
)
from tests.builders import an_assessment
from tests.unit.alerts.handling.test_handling import changed, raised

DAY = date(2025, 4, 18)
ALERT: dict[str, Any] = {"alert": "CQ-08", "episode": 1}
ACCEPTED = AlertAnswerAccepted(**ALERT)
RETURNED = AlertAnswerReturned(**ALERT, reason="不具体")


def answered(month: str, cause: str = "项目减少") -> AlertAnswered:
    return AlertAnswered(**ALERT, signer="李某", cause=cause, measures="核对名册", expected=month)


def after(*events: Event) -> Promises:
    return fold((event, DAY) for event in (raised(), *events))


def month(state: Promises) -> str | None:
    return state.current.month if state.current is not None else None


def test_an_answer_with_a_month_is_a_promise_that_says_who_when_and_why() -> None:
    promise = after(answered("2025-09")).current
    assert promise is not None
    assert (promise.month, promise.signer, promise.answered_on) == ("2025-09", "李某", "2025-04-18")
    assert (promise.cause, promise.measures) == ("项目减少", "核对名册")
    assert after(answered("")).current is None


def test_a_later_answer_takes_the_place_of_the_promise_and_a_returned_one_gives_it_back() -> None:
    assert month(after(answered("2025-06"), answered("2025-09"))) == "2025-09"
    assert month(after(answered("2025-06"), RETURNED)) is None
    assert month(after(answered("2025-06"), ACCEPTED, answered("2025-09"))) == "2025-09"
    assert month(after(answered("2025-06"), ACCEPTED, answered("2025-09"), RETURNED)) == "2025-06"
    assert month(after(answered("2025-06"), ACCEPTED, answered(""), ACCEPTED)) is None


def test_what_was_promised_stands_when_it_gets_worse_until_there_is_another_answer() -> None:
    worse = changed("orange", "red")
    assert month(after(answered("2025-06"), ACCEPTED, worse)) == "2025-06"
    assert month(after(answered("2025-06"), ACCEPTED, worse, answered("2025-09"))) == "2025-09"


def test_a_new_episode_begins_without_a_promise() -> None:
    assert after(answered("2025-06"), ACCEPTED, raised(2)).current is None


def test_what_became_of_it_is_known() -> None:
    made = (answered("2025-06"), ACCEPTED)
    promise = after(*made).current
    assert promise is not None
    verdict: dict[str, Any] = {**ALERT, "period": "2025-06", "promise": promise, "assessment": an_assessment()}
    assert after(*made).told == (promise, "open")
    assert after(*made, AlertPromiseKept(**verdict, reason="on_trajectory")).told == (promise, "kept")
    broken = after(*made, AlertPromiseBroken(**verdict, reason="behind_on_accepted"))
    assert broken.told == (promise, "broken")
    assert broken.open is None
    supervised = AlertEscalated(**ALERT, step="supervision", reason="promise_broken", day="2025-06-30", promise=promise)
    assert after(*made, supervised).supervised_on == DAY
