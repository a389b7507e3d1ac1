"""Public sums move in steps that tell of no single unit: by example, and for any history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.veil.steps import Shown, UnitStanding, shown_after

A, B, C, D, E = "甲", "乙", "丙", "丁", "戊"


def reported(*units: str, revision: int = 1) -> list[UnitStanding]:
    return [UnitStanding(unit, revision, None) for unit in units]


def accepted(*units: str, revision: int = 1) -> list[UnitStanding]:
    return [UnitStanding(unit, revision, revision) for unit in units]


def gone(*units: str) -> list[UnitStanding]:
    return [UnitStanding(unit, None, None) for unit in units]


def test_two_units_that_wait_are_in_no_public_sum() -> None:
    assert shown_after(reported(A, B)) == Shown({}, {})


def test_the_third_brings_all_three() -> None:
    assert shown_after(reported(A, B, C)) == Shown({A: 1, B: 1, C: 1}, {})


def test_a_fourth_waits_for_two_more() -> None:
    assert D not in shown_after(reported(A, B, C, D)).live
    assert D not in shown_after(reported(A, B, C, D, E)).live
    assert set(shown_after(reported(A, B, C, D, E, "己")).live) == {A, B, C, D, E, "己"}


def test_what_is_accepted_is_public_by_itself() -> None:
    assert shown_after(reported(A) + accepted(A)) == Shown({A: 1}, {A: 1})


def test_of_three_that_came_together_none_is_shown_as_accepted_before_all_are() -> None:
    """Two of them, taken off the sum that was public, would leave the third one's."""
    history = reported(A, B, C)
    assert shown_after(history + accepted(A, B)).accepted == {}
    assert shown_after(history + accepted(A, B, C)).accepted == {A: 1, B: 1, C: 1}


def test_of_six_that_came_in_two_steps_each_three_are_shown_as_accepted_together() -> None:
    history = reported(A, B, C) + reported(D, E, "己")
    assert shown_after(history + accepted(A, D)).accepted == {}
    assert shown_after(history + accepted(A, D, B, C)).accepted == {A: 1, B: 1, C: 1}


def test_of_four_that_came_in_one_step_one_acceptance_leaves_enough() -> None:
    waiting = reported(A, B, C, D)  # the fourth waits: three went ahead of it
    assert shown_after(waiting + accepted(D)).accepted == {D: 1}


def test_a_correction_of_what_is_accepted_waits_and_the_accepted_figure_stays() -> None:
    shown = shown_after([*accepted(A, B, C), UnitStanding(A, 2, 1)])
    assert shown == Shown({A: 1, B: 1, C: 1}, {A: 1, B: 1, C: 1})


def test_an_accepted_correction_is_public_at_once() -> None:
    shown = shown_after([*accepted(A, B, C), UnitStanding(A, 2, 1), UnitStanding(A, 2, 2)])
    assert shown == Shown({A: 2, B: 1, C: 1}, {A: 2, B: 1, C: 1})


def test_one_that_is_returned_stays_in_the_sum_until_it_is_reported_anew_and_accepted() -> None:
    history = reported(A, B, C) + gone(A)
    assert shown_after(history).live == {A: 1, B: 1, C: 1}
    assert shown_after(history + reported(A, revision=2)).live == {A: 1, B: 1, C: 1}
    assert shown_after(history + reported(A, revision=2) + accepted(A, revision=2)).live == {A: 1, B: 1, C: 1}
    everybody = history + reported(A, revision=2) + accepted(A, revision=2) + accepted(B, C)
    assert shown_after(everybody) == Shown({A: 2, B: 1, C: 1}, {A: 2, B: 1, C: 1})


def test_one_that_is_withdrawn_for_good_cannot_be_left_out_of_its_step() -> None:
    """The sum that held it was public: with both others, its figure would follow."""
    history = reported(A, B, C) + gone(A) + accepted(B, C)
    assert shown_after(history).accepted == {}
    left_out = [shown_after(reported(A, B, C)), Shown({B: 1, C: 1}, {B: 1, C: 1})]
    assert {A} in telling(left_out)


def test_an_acceptance_that_is_taken_back_leaves_the_sum_at_once() -> None:
    assert shown_after(accepted(A, B) + gone(A)) == Shown({B: 1}, {B: 1})


Step = tuple[str, int]


class Histories:
    """What units may do with a month, in any order."""

    def __init__(self) -> None:
        self.units = {unit: [0, 0, 0] for unit in (A, B, C, D, E)}  # revision, live, accepted

    def take(self, unit: str, what: int) -> UnitStanding | None:
        state = self.units[unit]
        revision, live, agreed = state
        match what:
            case 0:
                state[:] = [revision + 1, revision + 1, agreed]
            case 1 if live:
                state[:] = [revision, live, live]
            case 2 if live and live != agreed:
                state[:] = [revision, agreed, agreed]
            case 3 if live and live == agreed:
                state[:] = [revision, 0, 0]
            case _:
                return None
        return UnitStanding(unit, state[1] or None, state[2] or None)


def histories(steps: Iterable[Step]) -> Iterator[list[UnitStanding]]:
    """The history after each step."""
    world, history = Histories(), list[UnitStanding]()
    for unit, what in steps:
        standing = world.take(unit, what)
        if standing is not None:
            history.append(standing)
            yield list(history)


STEPS = st.lists(st.tuples(st.sampled_from([A, B, C, D, E]), st.sampled_from([0, 0, 1, 1, 2, 3])), max_size=25)


def telling(shown: list[Shown]) -> list[set[str]]:
    """Which units' unaccepted figures follow from two public sums, or from one: worked out by itself, from the rule."""
    found = []
    opened: dict[str, int] = {}
    for each in shown:
        for unit, at in each.accepted.items():
            opened[unit] = max(at, opened.get(unit, 0))
    sums: set[frozenset[tuple[str, int]]] = {frozenset(each.live.items()) for each in shown} | {frozenset()}
    for one, other in combinations(sums, 2):
        hidden = {unit for unit, at in one ^ other if at > opened.get(unit, 0)}
        if 0 < len(hidden) < 3:
            found.append(hidden)
    return found


@given(STEPS)
@settings(max_examples=400)
def test_from_any_two_public_sums_no_unaccepted_figure_follows(steps: list[Step]) -> None:
    shown = [shown_after(history) for history in histories(steps)]
    assert telling(shown) == []


@given(STEPS)
def test_the_accepted_figures_that_are_public_were_accepted_and_no_later_ones(steps: list[Step]) -> None:
    for history in histories(steps):
        standing = {each.unit: each for each in history}
        for unit, at in shown_after(history).accepted.items():
            accepted_now = standing[unit].accepted
            assert accepted_now is not None and at <= accepted_now


@given(STEPS)
def test_once_all_that_stands_is_accepted_all_of_it_is_public(steps: list[Step]) -> None:
    world, history = Histories(), list[UnitStanding]()
    everything = [(unit, what) for unit in (A, B, C, D, E) for what in (0, 1)]
    for unit, what in [*steps, *everything]:
        standing = world.take(unit, what)
        if standing is not None:
            history.append(standing)
    shown = shown_after(history)
    assert shown.live == shown.accepted == {unit: state[1] for unit, state in world.units.items()}


def test_a_rule_without_steps_is_found_by_the_same_test() -> None:
    """What was public before: every sum as it stands."""
    steps = [(A, 0), (B, 0), (C, 0), (D, 0)]
    plain = [Shown({each.unit: each.live for each in history if each.live}, {}) for history in histories(steps)]
    assert {A} in telling(plain) and {D} in telling(plain)
