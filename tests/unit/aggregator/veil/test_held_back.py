"""What stands in the place of figures that are held back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.targets.gaps import UnitAgainstLine
from services.aggregator.veil.held_back import without_standings

UNITS = [UnitAgainstLine("a", 100, 300, 200), UnitAgainstLine("c", 80, 100, 20), UnitAgainstLine("b", 250, 200, -50)]


def test_a_unit_that_waits_is_held_back_together_with_the_one_that_lacks_least() -> None:
    shown = without_standings(UNITS, ["a"])
    assert shown == [UNITS[1], UnitAgainstLine("a", None, None, None), UnitAgainstLine("b", None, None, None)]


def test_where_nobody_waits_all_are_shown() -> None:
    assert without_standings(UNITS, ["elsewhere"]) == UNITS


@given(st.sets(st.sampled_from("abc")))
def test_of_one_unit_alone_no_figure_is_left_to_be_subtracted(hidden: set[str]) -> None:
    shown = without_standings(UNITS, hidden)
    held = {each.region for each in shown if each.actual is None}
    assert hidden <= held
    assert len(held) != 1
    assert {each.region for each in shown} == set("abc")
