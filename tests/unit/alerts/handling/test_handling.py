from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.handling import answering
from services.alerts.handling.answering import Answer, HandlingRefusal
from services.alerts.handling.handling import Handling, evolve, fold
from services.alerts.handling.promise_month import PromiseMonths
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertLevelChanged,
    AlertPromiseBroken,
    AlertRaised,
    AlertResolved,
    AlertSilenced,
    Event,
    Level,
)
from shared.periods import Month
from tests.builders import PROMISE, an_assessment

DAY = date(2025, 4, 9)
NUMBER = "CQ-08"
MONTHS = PromiseMonths(Month(2025, 4), Month(2025, 12), required=True)
GIVEN = Answer("李某", "建筑业项目减少", "逐户核对参保名册", "2025-09")


def raised(episode: int = 1) -> AlertRaised:
    return AlertRaised(
        alert=NUMBER,
        episode=episode,
        plan="chongqing-2021-2025",
        row=8,
        indicator="work_injury_insurance_insured",
        region="500000",
        period="2025-03",
        level="orange",
        reason="behind_in_a_row",
        assessment=an_assessment(level="orange"),
    )


def changed(old: Level, new: Level) -> AlertLevelChanged:
    return AlertLevelChanged(
        alert=NUMBER,
        episode=1,
        period="2025-04",
        old_level=old,
        level=new,
        reason="worsened",
        assessment=an_assessment(level=new),
    )


def resolved() -> AlertResolved:
    return AlertResolved(
        alert=NUMBER, episode=1, period="2025-05", reason="caught_up", assessment=an_assessment(level="normal")
    )


def state(*events: Event) -> Handling:
    return fold((event, DAY) for event in (raised(), *events))


def code(outcome: object) -> str:
    if isinstance(outcome, tuple):
        (outcome,) = outcome
    assert isinstance(outcome, HandlingRefusal)
    return outcome.code


SIGNED = AlertAcknowledged(alert=NUMBER, episode=1, signer="李某")
ANSWERED = AlertAnswered(alert=NUMBER, episode=1, signer="李某", cause="项目减少", measures="核对名册")


def test_an_episode_is_signed_for_once() -> None:
    assert answering.acknowledge(state(), NUMBER, 1, " 李某 ") == (SIGNED,)
    assert code(answering.acknowledge(state(SIGNED), NUMBER, 1, "王某")) == "already-acknowledged"
    assert code(answering.acknowledge(state(), NUMBER, 1, "  ")) == "signer-missing"


def test_an_episode_that_got_worse_is_signed_for_and_answered_again() -> None:
    after = state(SIGNED, ANSWERED, changed("orange", "red"))
    assert (after.acknowledged, after.answer) == (False, "none")
    assert isinstance(answering.acknowledge(after, NUMBER, 1, "李某"), tuple)


def test_an_episode_that_got_better_asks_for_nothing_more() -> None:
    after = state(SIGNED, ANSWERED, changed("orange", "yellow"))
    assert (after.acknowledged, after.answer) == (True, "standing")


def test_answering_signs_as_well_where_nobody_has() -> None:
    events = answering.answer(state(), NUMBER, 1, GIVEN, MONTHS)
    assert [type(each) for each in events] == [AlertAcknowledged, AlertAnswered]
    assert [type(each) for each in answering.answer(state(SIGNED), NUMBER, 1, GIVEN, MONTHS)] == [AlertAnswered]


def test_every_fault_of_an_answer_is_told() -> None:
    outcome = answering.answer(state(), NUMBER, 1, Answer(" ", "", "\n", "2025-13"), MONTHS)
    assert [each.code for each in outcome if isinstance(each, HandlingRefusal)] == [
        "signer-missing",
        "cause-missing",
        "measures-missing",
        "bad-expected",
    ]


def test_a_returned_answer_is_owed_again_and_an_accepted_one_is_not() -> None:
    returned = AlertAnswerReturned(alert=NUMBER, episode=1, reason="不具体")
    assert isinstance(answering.answer(state(SIGNED, ANSWERED, returned), NUMBER, 1, GIVEN, MONTHS)[0], AlertAnswered)
    accepted = AlertAnswerAccepted(alert=NUMBER, episode=1)
    assert code(answering.answer(state(SIGNED, ANSWERED, accepted), NUMBER, 1, GIVEN, MONTHS)) == "answer-accepted"


def test_once_its_promise_is_broken_an_accepted_answer_may_be_followed_by_another() -> None:
    accepted = AlertAnswerAccepted(alert=NUMBER, episode=1)
    broken = AlertPromiseBroken(
        alert=NUMBER,
        episode=1,
        period="2025-03",
        promise=PROMISE,
        reason="behind_on_accepted",
        assessment=an_assessment(),
    )
    after = state(SIGNED, ANSWERED, accepted, broken)
    assert after.answer == "broken"
    assert isinstance(answering.answer(after, NUMBER, 1, GIVEN, MONTHS)[0], AlertAnswered)


def test_only_a_standing_answer_is_reviewed_and_a_return_says_why() -> None:
    assert code(answering.review(state(SIGNED), NUMBER, 1, True, "")) == "nothing-to-review"
    assert code(answering.review(state(ANSWERED), NUMBER, 1, False, " ")) == "reason-missing"
    assert answering.review(state(ANSWERED), NUMBER, 1, False, "不具体") == (
        AlertAnswerReturned(alert=NUMBER, episode=1, reason="不具体"),
    )


def test_an_episode_is_signed_off_only_after_the_figures_closed_it_and_its_answer_was_reviewed() -> None:
    assert code(answering.sign_off(state(), NUMBER, 1, "")) == "still-open"
    assert code(answering.sign_off(state(ANSWERED, resolved()), NUMBER, 1, "")) == "answer-not-reviewed"
    (event,) = answering.sign_off(state(resolved()), NUMBER, 1, "已达序时")  # type: ignore[misc]
    done = evolve(state(resolved()), event, DAY)
    assert code(answering.sign_off(done, NUMBER, 1, "")) == "already-signed-off"


def test_nothing_is_signed_for_in_another_episode_or_after_its_end() -> None:
    assert code(answering.acknowledge(state(), NUMBER, 2, "李某")) == "other-episode"
    assert code(answering.acknowledge(Handling(), NUMBER, 1, "李某")) == "never-raised"
    assert code(answering.acknowledge(state(resolved()), NUMBER, 1, "李某")) == "episode-closed"
    assert fold([(raised(), DAY), (resolved(), DAY), (raised(2), DAY)]).episode == 2


def test_a_silence_has_an_end_a_reason_and_a_longest_length() -> None:
    assert code(answering.silence(state(), NUMBER, 1, DAY, "", DAY)) == "reason-missing"
    assert code(answering.silence(state(), NUMBER, 1, DAY + timedelta(93), "切换", DAY)) == "too-long"
    assert code(answering.silence(state(), NUMBER, 1, DAY - timedelta(1), "切换", DAY)) == "not-silenced"


def test_a_silence_holds_to_the_end_of_its_day_and_can_be_ended() -> None:
    silent = state(AlertSilenced(alert=NUMBER, episode=1, until="2025-04-30", reason="切换"))
    assert silent.silenced(date(2025, 4, 30))
    assert not silent.silenced(date(2025, 5, 1))
    (ended,) = answering.silence(silent, NUMBER, 1, DAY - timedelta(1), "已切换", DAY)  # type: ignore[misc]
    assert not evolve(silent, ended, DAY).silenced(DAY)


@given(
    st.lists(
        st.sampled_from(
            [SIGNED, ANSWERED, changed("orange", "red"), changed("red", "orange"), resolved(), raised(1), raised(2)]
        ),
        max_size=12,
    )
)
def test_what_people_may_do_follows_from_where_the_episode_stands(events: list[Event]) -> None:
    now = fold((event, DAY) for event in events)
    signed = answering.acknowledge(now, NUMBER, now.episode, "李某")
    assert isinstance(signed, tuple) == (now.open and not now.acknowledged)
    assert (
        isinstance(answering.sign_off(now, NUMBER, now.episode, ""), tuple)
        == (now.episode > 0 and not now.open and now.answer != "standing" and not now.signed_off)
        or now.episode == 0
    )


@pytest.mark.parametrize("signer", ["", "\t"])
def test_nobody_signs_without_a_name(signer: str) -> None:
    assert code(answering.acknowledge(state(), NUMBER, 1, signer)) == "signer-missing"
