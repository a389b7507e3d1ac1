"""The years' parts of a plan's way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.model import AnnualTarget, Horizon, Plan, Target
from shared.catalogue.model.year_shares import even_years, year_shares
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, STOCK, a_row

EVEN = even_years(5)


def a_plan(*, follows: bool = True, weights: tuple[Fraction, ...] | None = None) -> Plan:
    shares = {} if weights is None else {FLOW: weights}
    first, last = Month(2026, 1), Month(2030, 12)
    return Plan("p", "某规划", "110000", first, last, "", "", (), year_shares=shares, follow_annual_targets=follows)


def a_total(value: int, **years: int) -> Target:
    return a_row(1, FLOW, "0", str(value), "人", horizon=Horizon.PLAN, annual=annual(years))


def a_climb(baseline: int, value: int, **years: int) -> Target:
    return a_row(1, STOCK, str(baseline), str(value), "人", annual=annual(years))


def annual(years: dict[str, int]) -> tuple[AnnualTarget, ...]:
    return tuple(AnnualTarget(int(year[1:]), Decimal(value), 1) for year, value in sorted(years.items()))


def hundredths(shares: tuple[Fraction, ...]) -> list[float]:
    return [float(100 * share) for share in shares]


def test_years_of_a_plan_that_does_not_follow_them_are_even_or_as_it_prints() -> None:
    assert year_shares(a_plan(follows=False), a_total(300, y2026=90)) == EVEN
    weights = tuple(Fraction(part, 10) for part in (1, 2, 3, 2, 2))
    assert year_shares(a_plan(weights=weights), a_total(300)) == weights


def test_a_year_takes_what_is_set_for_it_and_those_without_take_their_part_of_what_is_left() -> None:
    assert hundredths(year_shares(a_plan(), a_total(300, y2026=60, y2027=90))) == pytest.approx(
        [20, 30, 50 / 3, 50 / 3, 50 / 3]
    )
    weights = tuple(Fraction(part, 10) for part in (1, 2, 3, 2, 2))
    assert hundredths(year_shares(a_plan(weights=weights), a_total(300, y2026=93))) == pytest.approx(
        [31, 69 * 2 / 9, 69 * 3 / 9, 69 * 2 / 9, 69 * 2 / 9]
    )


def test_the_last_year_takes_what_is_left_whatever_is_set_for_it() -> None:
    found = year_shares(a_plan(), a_total(300, y2026=60, y2027=60, y2028=60, y2029=60, y2030=90))
    assert hundredths(found) == [20, 20, 20, 20, 20]


def test_a_climb_is_to_be_in_december_where_the_year_says() -> None:
    found = year_shares(a_plan(), a_climb(700, 800, y2026=740, y2027=750))
    assert hundredths(found) == pytest.approx([40, 10, 50 / 3, 50 / 3, 50 / 3])
    assert hundredths(year_shares(a_plan(), a_climb(700, 800, y2026=690))) == [0, 25, 25, 25, 25]


def test_a_row_that_is_judged_year_by_year_or_has_no_way_to_go_keeps_the_usual_years() -> None:
    yearly = a_row(1, FLOW, "0", "60", "人", horizon=Horizon.YEAR, annual=annual({"y2026": 70}))
    level = a_climb(700, 700, y2026=740)
    nowhere = replace(a_climb(0, 700, y2026=650), baseline=None)
    assert [year_shares(a_plan(), each) for each in (yearly, level, nowhere)] == [EVEN] * 3


_set = st.dictionaries(st.sampled_from([f"y{year}" for year in range(2026, 2031)]), st.integers(0, 2_000))


@given(_set, st.booleans(), st.integers(-900, 900).filter(bool))
def test_shares_add_up_to_one_and_none_is_negative(years: dict[str, int], climbs: bool, way: int) -> None:
    target = a_climb(1_000, 1_000 + way, **years) if climbs else a_total(abs(way), **years)
    found = year_shares(a_plan(), target)
    assert sum(found) == 1 and min(found) >= 0


@given(_set, st.integers(2027, 2030), st.integers(0, 2_000))
def test_what_is_set_for_a_year_moves_no_year_before_it(years: dict[str, int], year: int, value: int) -> None:
    before, after = (
        list(accumulate(year_shares(a_plan(), a_total(1_000, **each)))) for each in (years, years | {f"y{year}": value})
    )
    assert after[: year - 2026] == before[: year - 2026]
