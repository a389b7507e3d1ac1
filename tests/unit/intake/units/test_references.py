"""What change against last year is usual: of several years, and of one year against the one before alone."""

from __future__ import annotations

import pytest

from services.intake.units.references import LEAST_CHANGES, Reference
from tests.unit.intake.units.whole_years import references

YEAR = [100, 104, 103, 101, 99, 100, 102, 105, 103, 100, 101, 104]


def year(shift: int) -> dict[str, list[int | None]]:
    return {"a": [each + shift + place % 3 for place, each in enumerate(YEAR)]}


def test_one_year_against_the_one_before_says_nothing_of_how_years_differ() -> None:
    assert references([{}, {}, year(0), year(50)])["a"].one_pair
    assert not references([{}, year(0), year(50), year(10)])["a"].one_pair


def test_two_stray_months_of_another_year_are_no_second_year() -> None:
    stray: dict[str, list[int | None]] = {"a": [100, 104, *[None] * 10]}
    assert references([{}, stray, year(0), year(50)])["a"].one_pair


def test_fewer_changes_than_eight_say_nothing() -> None:
    half: dict[str, list[int | None]] = {"a": [*YEAR[: LEAST_CHANGES - 1], *[None] * 5]}
    assert references([{}, {}, half, year(3)]) == {}


@pytest.mark.parametrize(
    ("median", "change", "away"),
    [(50, 50, 0), (50, 20, 0), (50, 0, 0), (50, -10, 10), (50, 90, 40), (-50, -20, 0), (-50, 10, 10), (0, -7, 7)],
)
def test_after_one_pair_of_years_no_change_is_as_usual_as_that_years(median: int, change: int, away: int) -> None:
    assert Reference((), median, 10, 12, True, one_pair=True).away(change) == away


def test_after_two_pairs_of_years_the_usual_change_is_the_median() -> None:
    reference = Reference((), 50, 10, 24, True)
    assert [reference.away(change) for change in (50, 20, 0, 90)] == [0, 30, 50, 40]
