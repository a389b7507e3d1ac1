from __future__ import annotations

import pytest

from services.alerts.episodes.row import OPEN_STATES
from services.alerts.messages.wording import STATES
from services.demo.people.words import SIMULATED, answer, signed_off


def test_a_department_that_is_asked_again_says_something_new_each_time() -> None:
    said = [answer(accepted, returned=False) for accepted in range(9)]
    assert len({each.cause for each in said}) == len({each.measures for each in said}) == len(said)


def test_after_many_answers_there_is_still_an_answer() -> None:
    assert answer(50, returned=False) == answer(8, returned=False)


def test_what_was_returned_is_answered_with_better_measures_on_the_same_cause() -> None:
    first, again = answer(0, returned=False), answer(0, returned=True)
    assert first.cause == again.cause
    assert first.measures != again.measures


@pytest.mark.parametrize("returned", [False, True])
def test_all_that_is_said_is_labelled_simulated(returned: bool) -> None:
    said = answer(2, returned=returned)
    assert said.cause.endswith(f"{SIMULATED}。")
    assert said.measures.endswith(f"{SIMULATED}。")


@pytest.mark.parametrize("state", [each for each in STATES if each not in OPEN_STATES])
def test_an_alert_is_struck_off_for_what_became_of_it(state: str) -> None:
    note = signed_off(state)
    assert note.endswith(f"予以销号{SIMULATED}。")
    assert ("回到要求以内" in note) == (state == "resolved")
    assert ("目标已完成" in note) == (state == "expired_completed")
    assert ("未完成" in note) == (state == "expired_not_completed")
