from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reports.month_amounts import Amount, cumulative_indicators, month_amounts
from shared.events import ReportLine
from tests.unit.aggregator.report_builders import a_line, the_catalogue

FLOW, STOCK, RATIO = "urban_new_employment", "work_injury_insurance_insured", "mediation_success_rate"
CUMULATIVE = cumulative_indicators(the_catalogue().indicators.values())


def amounts(year: Mapping[int, tuple[ReportLine, ...]], indicator: str) -> dict[int, tuple[int, int]]:
    found = month_amounts(year, CUMULATIVE)
    return {month: tuple(by_indicator[indicator]) for month, by_indicator in found.items()}  # type: ignore[misc]


def test_flows_and_ratios_of_flows_add_over_months_and_nothing_else_does() -> None:
    assert {FLOW, RATIO} <= CUMULATIVE
    assert not {STOCK, "pension_coverage_rate", "surveyed_unemployment_rate"} & CUMULATIVE


def test_a_year_to_date_line_becomes_the_month_by_subtracting_what_came_before() -> None:
    year = {1: (a_line(FLOW, 10),), 2: (a_line(FLOW, 25, to_date=True),), 3: (a_line(FLOW, 40, to_date=True),)}
    assert amounts(year, FLOW) == {1: (10, 0), 2: (15, 0), 3: (15, 0)}


def test_a_month_line_after_a_year_to_date_one_adds_to_it() -> None:
    year = {2: (a_line(FLOW, 25, to_date=True),), 3: (a_line(FLOW, 5),), 4: (a_line(FLOW, 33, to_date=True),)}
    assert amounts(year, FLOW) == {2: (25, 0), 3: (5, 0), 4: (3, 0)}


def test_numerator_and_denominator_of_a_ratio_are_taken_apart_alike() -> None:
    year = {1: (a_line(RATIO, 6, 10, to_date=True),), 2: (a_line(RATIO, 15, 24, to_date=True),)}
    assert amounts(year, RATIO) == {1: (6, 10), 2: (9, 14)}


def test_the_basis_means_nothing_for_a_stock() -> None:
    year = {1: (a_line(STOCK, 100, to_date=True),), 2: (a_line(STOCK, 90, to_date=True),)}
    assert amounts(year, STOCK) == {1: (100, 0), 2: (90, 0)}


@given(st.dictionaries(st.integers(1, 12), st.tuples(st.integers(0, 10**15), st.booleans()), min_size=1))
def test_the_months_up_to_a_year_to_date_line_add_up_to_it(year: dict[int, tuple[int, bool]]) -> None:
    lines = {month: (a_line(FLOW, value, to_date=to_date),) for month, (value, to_date) in year.items()}
    found = month_amounts(lines, CUMULATIVE)
    for month, (value, to_date) in year.items():
        if to_date:
            assert sum(found[each][FLOW].value for each in found if each <= month) == value


def test_a_month_without_the_line_has_no_amount() -> None:
    found = month_amounts({1: (a_line(STOCK, 1),), 2: (a_line(FLOW, 7),)}, CUMULATIVE)
    assert found == {1: {STOCK: Amount(1, 0)}, 2: {FLOW: Amount(7, 0)}}
