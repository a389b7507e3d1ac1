from __future__ import annotations

from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.units.references import LEAST_CHANGES, MEDIAN_TO_DEVIATION
from services.intake.units.years import figure_of, month_figures, own_figure
from shared.events import ReportLine
from tests.unit.intake.units.whole_years import references, year_so_far

JOBS = "urban_new_employment"


def month(value: int) -> ReportLine:
    return ReportLine(JOBS, value)


def to_date(value: int) -> ReportLine:
    return ReportLine(JOBS, value, None, "year_to_date")


def test_months_add_up_and_a_year_to_date_stands_for_all_before_it() -> None:
    months = {0: [month(5)], 1: [to_date(12)], 2: [month(3)]}
    assert year_so_far(months, 3)[JOBS] == (15, 0, True, False)
    assert year_so_far(months, 2)[JOBS] == (12, 0, True, True)


def test_after_a_hole_the_sum_is_only_a_least_one_until_a_year_to_date_fills_it() -> None:
    assert year_so_far({0: [month(5)], 2: [month(3)]}, 3)[JOBS].exact is False
    assert year_so_far({0: [month(5)]}, 3)[JOBS].exact is False
    assert year_so_far({2: [to_date(9)]}, 3)[JOBS].exact is True


def test_a_years_months_are_the_same_however_they_are_reported() -> None:
    plain = month_figures({place: [month(place + 1)] for place in range(12)})
    summed = month_figures({place: [to_date(sum(range(1, place + 2)))] for place in range(12)})
    assert plain == summed == {JOBS: list(range(1, 13))}


def test_a_year_to_date_that_falls_or_follows_a_hole_gives_no_month() -> None:
    assert month_figures({0: [to_date(5)], 1: [to_date(4)]}) == {JOBS: [5, *[None] * 11]}
    assert own_figure(to_date(9), 2, year_so_far({0: [month(5)]}, 2)) is None


def test_a_ratio_is_in_parts_per_million_and_of_nothing_is_nothing() -> None:
    assert figure_of(1, 3) == 333_333
    assert figure_of(0, 0) is None
    assert figure_of(7, None) == 7


def test_with_fewer_than_eight_changes_nothing_is_usual() -> None:
    full: list[int | None] = [*range(12)]
    short: list[int | None] = [*range(7), *[None] * 5]
    assert JOBS not in references([{JOBS: full}, {JOBS: short}])
    assert references([{JOBS: full}, {JOBS: full}])[JOBS].changes == 12
    assert references([{JOBS: full}, {}]) == {}


def test_where_half_of_the_changes_are_alike_the_mean_deviation_stands_in() -> None:
    reference = references([{JOBS: [100] * 12}, {JOBS: [100] * 11 + [220]}])[JOBS]
    assert (reference.median, reference.robust) == (0, False)
    assert reference.deviation == 12  # a mean absolute deviation of 10, times 1.253314


@given(st.lists(st.integers(0, 10**9), min_size=24, max_size=24))
def test_the_median_and_its_deviation_are_the_plain_ones(values: list[int]) -> None:
    before, after = values[:12], values[12:]
    reference = references([{JOBS: list(before)}, {JOBS: list(after)}])[JOBS]
    changes = [new - old for old, new in zip(before, after, strict=True)]
    middle = median_low(changes)
    spread = median_low([abs(change - middle) for change in changes])
    assert (reference.median, reference.robust) == (middle, spread > 0)
    if spread:
        assert reference.deviation == spread * MEDIAN_TO_DEVIATION // 1_000_000
    assert reference.last_year == tuple(after)


@given(st.lists(st.integers(0, 10**6), min_size=12, max_size=12), st.sets(st.integers(0, 11)))
def test_any_mixture_of_months_and_years_to_date_gives_the_months_back(values: list[int], summed: set[int]) -> None:
    months = {
        place: [to_date(sum(values[: place + 1])) if place in summed else month(values[place])] for place in range(12)
    }
    assert month_figures(months)[JOBS] == values


@pytest.mark.parametrize("count", [LEAST_CHANGES - 1, LEAST_CHANGES])
def test_eight_changes_are_enough(count: int) -> None:
    holes: list[int | None] = [*range(count), *[None] * (12 - count)]
    assert (JOBS in references([{JOBS: holes}, {JOBS: holes}])) is (count >= LEAST_CHANGES)
