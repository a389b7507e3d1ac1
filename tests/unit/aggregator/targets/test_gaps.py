from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.targets.gaps import (
    GapParts,
    UnitAgainstLine,
    UnitPart,
    amount_gaps,
    amount_standings,
    rate_gaps,
    rate_standings,
    split_gap,
)

amounts = st.integers(0, 10**7)
unit_parts = st.lists(
    st.builds(UnitPart, region=st.just(""), value=amounts, denominator=amounts, weight=amounts), min_size=1, max_size=40
).map(lambda parts: [UnitPart(f"{n:06d}", p.value, p.denominator, p.weight) for n, p in enumerate(parts)])


def test_a_unit_lacks_its_share_of_what_was_expected_less_what_it_has() -> None:
    units = [UnitPart("a", 100, weight=300), UnitPart("b", 250, weight=200), UnitPart("c", 80, weight=100)]
    assert amount_gaps(600, units, upward=True) == {"a": 200, "b": -50, "c": 20}
    assert amount_gaps(600, units, upward=False) == {"a": -200, "b": 50, "c": -20}


def test_a_unit_lacks_what_its_numerator_is_short_of_at_the_expected_rate() -> None:
    units = [UnitPart("a", 40, 100), UnitPart("b", 90, 100)]
    gap = 750_000 - 650_000
    assert rate_gaps(Fraction(3, 4), gap, units, upward=True) == {"a": 175_000, "b": -75_000}


def test_the_eight_largest_are_named_and_the_rest_is_added_up() -> None:
    parts = {f"{n:02d}": n for n in range(1, 13)}
    split = split_gap(78, parts)
    assert [each.region for each in split.listed] == ["12", "11", "10", "09", "08", "07", "06", "05"]
    assert split.listed[0].share == 1538
    assert (split.rest_gap, split.rest_units) == (1 + 2 + 3 + 4, 4)


def test_units_with_equal_parts_stand_in_the_order_of_their_codes() -> None:
    assert [each.region for each in split_gap(20, {"b": 10, "a": 10}).listed] == ["a", "b"]


def test_without_units_or_without_any_denominator_nobody_is_named() -> None:
    assert amount_gaps(5, [], upward=True) == {}
    assert rate_gaps(Fraction(1, 2), 5, [UnitPart("a", 0, 0)], upward=True) == {}
    assert split_gap(5, {}) == GapParts((), 5, 0)


@given(amounts, unit_parts, st.booleans())
def test_the_parts_of_an_amounts_gap_add_up_to_it_exactly(expected: int, units: list[UnitPart], upward: bool) -> None:
    total = expected - sum(unit.value for unit in units)
    assert sum(amount_gaps(expected, units, upward).values()) == (total if upward else -total)


@given(st.fractions(0, 1, max_denominator=1000), unit_parts, st.booleans())
def test_the_parts_of_a_rates_gap_add_up_to_the_rounded_gap_and_are_off_by_less_than_two_parts(
    expected: Fraction, units: list[UnitPart], upward: bool
) -> None:
    whole = sum(unit.denominator for unit in units)
    if whole == 0:
        return
    actual = Fraction(sum(unit.value for unit in units), whole)
    gap = round(expected * 1_000_000) - round(actual * 1_000_000)
    gap = gap if upward else -gap
    parts = rate_gaps(expected, gap, units, upward)
    assert sum(parts.values()) == gap
    for unit in units:
        exact = (expected * unit.denominator - unit.value) / whole * 1_000_000
        assert abs(parts[unit.region] - (exact if upward else -exact)) < 2


@given(
    st.integers(1, 10**9), st.dictionaries(st.text("0123456789", min_size=6, max_size=6), st.integers(-(10**8), 10**8))
)
def test_named_parts_and_the_rest_come_to_the_gap(gap: int, parts: dict[str, int]) -> None:
    split = split_gap(gap, parts)
    assert sum(each.gap for each in split.listed) + split.rest_gap == gap
    assert len(split.listed) + split.rest_units == len(parts)


def test_every_unit_stands_with_what_it_has_and_what_was_due_of_it_the_one_that_lacks_most_first() -> None:
    units = [UnitPart("a", 100, weight=300), UnitPart("b", 250, weight=200), UnitPart("c", 80, weight=100)]
    assert amount_standings(600, units, upward=True) == [
        UnitAgainstLine("a", 100, 300, 200),
        UnitAgainstLine("c", 80, 100, 20),
        UnitAgainstLine("b", 250, 200, -50),
    ]


def test_a_unit_without_a_denominator_has_no_rate_and_stands_last() -> None:
    units = [UnitPart("a", 0, 0), UnitPart("b", 40, 100), UnitPart("c", 90, 100)]
    assert rate_standings(Fraction(3, 4), 100_000, units, upward=True) == [
        UnitAgainstLine("b", 400_000, 750_000, 175_000),
        UnitAgainstLine("c", 900_000, 750_000, -75_000),
        UnitAgainstLine("a", None, None, None),
    ]


@given(amounts, unit_parts, st.booleans())
def test_what_was_due_of_the_units_and_what_they_have_are_the_area_s_own_figures(
    expected: int, units: list[UnitPart], upward: bool
) -> None:
    found = amount_standings(expected, units, upward)
    assert sum(each.due or 0 for each in found) == expected
    assert sum(each.actual or 0 for each in found) == sum(unit.value for unit in units)
    assert {each.region for each in found} == {unit.region for unit in units}
