"""What the five plans promise beyond their tables is held as it is printed."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Commitment, CommitmentBound, CommitmentHorizon

_NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "千": 1_000, "万": 10_000, "零": 0}
_UNSAID = {"动态清零", "动态消除", "杜绝"}
"""How a nought is printed where no 零 stands before what is counted."""


def promised(catalogue: Catalogue) -> list[Commitment]:
    return [each for plan in catalogue.plans.values() for each in plan.commitments]


@pytest.mark.parametrize(
    ("plan", "count", "numbered"),
    [
        ("chongqing-2021-2025", 120, 106),
        ("jiulongpo-2021-2025", 74, 54),
        ("shizhu-2021-2025", 58, 48),
        ("sichuan-2021-2025", 83, 62),
        ("xiangxi-2021-2025", 81, 50),
    ],
)
def test_every_plan_has_as_many_as_the_readings_of_it_found(
    catalogue: Catalogue, plan: str, count: int, numbered: int
) -> None:
    found = catalogue.plans[plan].commitments
    assert [each.row for each in found] == list(range(1, count + 1))
    assert sum(each.value is not None for each in found) == numbered


def test_each_number_stands_in_the_clause_that_it_was_read_from(catalogue: Catalogue) -> None:
    astray = []
    for each in promised(catalogue):
        numbers = [Fraction(number) for number in re.findall(r"\d+/\d+|\d+(?:\.\d+)?", each.printed)]
        numbers += [Fraction(_NUMERALS[sign]) for sign in each.printed if sign in _NUMERALS]
        numbers += [Fraction(0)] * any(word in each.printed for word in _UNSAID)
        astray += [
            each for value in (each.value, each.value_max) if value is not None and Fraction(value) not in numbers
        ]
    assert astray == []


def test_a_promise_that_the_table_of_indicators_makes_too_follows_its_indicator(catalogue: Catalogue) -> None:
    following = [each for each in promised(catalogue) if each.target_row is not None]
    assert len(following) > 30
    for each in following:
        row = there_row(catalogue, each)
        assert each.indicator == row


def there_row(catalogue: Catalogue, each: Commitment) -> str:
    """The indicator of the row that says the same."""
    assert each.target_row is not None
    return catalogue.plans[each.plan].target(each.target_row).indicator


def test_no_plan_says_the_same_of_the_same_twice_at_one_place(catalogue: Catalogue) -> None:
    said = Counter((each.plan, each.place, each.subject) for each in promised(catalogue))
    assert [place for place, count in said.items() if count > 1] == []


def test_all_bounds_and_horizons_of_the_field_are_among_them(catalogue: Catalogue) -> None:
    found = promised(catalogue)
    assert {each.bound for each in found} == set(CommitmentBound)
    assert {each.horizon for each in found} == set(CommitmentHorizon)
    assert {each.year for each in found if each.horizon is CommitmentHorizon.YEAR} >= {2021, 2023, 2024}
