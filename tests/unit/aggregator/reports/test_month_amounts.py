from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reports.month_amounts import Amount, Amounts, cumulative_indicators, month_amounts
from shared.catalogue.region_years import YearTurn
from shared.events import ReportLine
from tests.unit.aggregator.report_builders import a_line, the_catalogue

FLOW, STOCK, RATIO = "urban_new_employment", "work_injury_insurance_insured", "mediation_success_rate"
CUMULATIVE = cumulative_indicators(the_catalogue().indicators.values())


def alone(year: Mapping[int, tuple[ReportLine, ...]], first: int = 1) -> dict[int, Amounts]:
    """The months of a unit whose year hangs together with no other's."""
    return month_amounts({"a": year}, CUMULATIVE, {}, first)["a"]


def amounts(year: Mapping[int, tuple[ReportLine, ...]], indicator: str) -> dict[int, tuple[int, int]]:
    found = alone(year)
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
    found = alone(lines)
    for month, (value, to_date) in year.items():
        if to_date:
            assert sum(found[each][FLOW].value for each in found if each <= month) == value


def test_a_month_without_the_line_has_no_amount() -> None:
    found = alone({1: (a_line(STOCK, 1),), 2: (a_line(FLOW, 7),)})
    assert found == {1: {STOCK: Amount(1, 0)}, 2: {FLOW: Amount(7, 0)}}


Year = dict[int, tuple[ReportLine, ...]]


def to_date(*values: int, first: int = 1) -> Year:
    """A year to date for each month from ``first`` on."""
    return {first + at: (a_line(FLOW, value, to_date=True),) for at, value in enumerate(values)}


def flows(years: Mapping[str, Year], turns: Mapping[int, tuple[YearTurn, ...]], first: int = 1) -> dict[str, list[int]]:
    found = month_amounts(years, CUMULATIVE, turns, first)
    return {unit: [each[FLOW].value for each in months.values() if FLOW in each] for unit, months in found.items()}


def test_a_recoded_unit_goes_on_from_what_the_old_code_reported() -> None:
    years = {"old": to_date(100, 200, 300), "new": to_date(400, 500, first=4)}
    assert flows(years, {4: (YearTurn("new", ("old",)),)}) == {"old": [100, 100, 100], "new": [100, 100]}
    assert flows(years, {4: (YearTurn("new", ("old",)),)}, first=4) == {"old": [], "new": [100, 100]}


def test_a_merged_unit_goes_on_from_all_of_its_predecessors_in_whatever_way_they_reported() -> None:
    month_by_month: Year = {month: (a_line(FLOW, 10),) for month in (1, 2, 3)}
    years: dict[str, Year] = {"a": to_date(100, 200, 300), "b": month_by_month, "m": to_date(450, first=4)}
    assert flows(years, {4: (YearTurn("m", ("a", "b")),)})["m"] == [120]
    into: dict[str, Year] = {"a": {**to_date(100, 200, 300), **to_date(450, first=4)}, "b": month_by_month}
    assert flows(into, {4: (YearTurn("a", ("a", "b")),)})["a"] == [100, 100, 100, 120]


def test_what_was_recoded_twice_goes_on_through_a_code_that_never_reported() -> None:
    years: dict[str, Year] = {"a": to_date(100, 200), "b": {}, "c": to_date(350, first=4)}
    turns = {3: (YearTurn("b", ("a",)),), 4: (YearTurn("c", ("b",)),)}
    assert flows(years, turns) == {"a": [100, 100], "b": [], "c": [150]}


def test_a_late_report_of_a_predecessor_moves_the_successors_month() -> None:
    turns = {3: (YearTurn("new", ("old",)),)}
    assert flows({"old": to_date(100), "new": to_date(300, first=3)}, turns)["new"] == [200]
    assert flows({"old": to_date(100, 220), "new": to_date(300, first=3)}, turns)["new"] == [80]


def test_who_begins_anew_has_no_month_in_a_year_to_date_and_keeps_what_it_reports_of_months() -> None:
    year = {
        **to_date(100, 200),
        **to_date(300, first=3),
        4: (a_line(FLOW, 7), a_line(STOCK, 5)),
        **to_date(320, first=5),
    }
    found = month_amounts({"a": year}, CUMULATIVE, {3: (YearTurn("a", ()),)})["a"]
    assert found == {
        1: {FLOW: Amount(100, 0)},
        2: {FLOW: Amount(100, 0)},
        3: {},
        4: {FLOW: Amount(7, 0), STOCK: Amount(5, 0)},
        5: {},
    }


def test_who_continues_one_that_is_not_known_is_not_known_either() -> None:
    years = {"a": to_date(100), "b": to_date(50), "m": to_date(300, first=4)}
    turns = {2: (YearTurn("a", ()),), 4: (YearTurn("m", ("a", "b")),)}
    assert flows(years, turns)["m"] == []
