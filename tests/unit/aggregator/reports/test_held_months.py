"""Which earlier months a year to date holds where some were never reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reports.held_months import HeldMonths, bases_of
from services.aggregator.reports.month_amounts import month_amounts
from shared.catalogue.model import Region
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.catalogue.region_years import RegionYear
from shared.events import Basis, ReportLine
from shared.periods import Month

JOBS, UNIT = "jobs", "110101"
A, B, NEW = "110102", "110103", "110109"
REGIONS = {code: Region(code, code, "county", "110000") for code in (UNIT, A, B, NEW)}
PLAIN = RegionYear(2025, REGIONS, RegionChanges())


def held(months: Mapping[int, bool], month: int, steps: Mapping[str, int] | None = None) -> tuple[int, ...]:
    """Of one unit that reported these months, True as the year to date."""
    bases = {each: {JOBS: to_date} for each, to_date in months.items()}
    return HeldMonths({UNIT: bases}, PLAIN, steps or {}).of(UNIT, month, JOBS)


@pytest.mark.parametrize(
    ("months", "month", "expected"),
    [
        ({1: True, 2: True, 3: True}, 3, ()),
        ({1: True, 2: True, 4: True, 6: True}, 6, (5,)),
        ({2: True}, 2, (1,)),
        ({1: False, 4: False, 6: True}, 6, (2, 3, 5)),
        ({1: False, 3: True, 6: True}, 6, (4, 5)),
        ({1: False, 6: False}, 6, ()),
        ({5: True, 6: True}, 6, ()),
        ({5: True, 6: True}, 5, (1, 2, 3, 4)),
        ({1: True, 6: True}, 3, ()),
    ],
)
def test_what_lies_between_a_year_to_date_and_the_last_known_sum_is_in_it(
    months: dict[int, bool], month: int, expected: tuple[int, ...]
) -> None:
    assert held(months, month) == expected


def test_the_months_between_the_reports_of_a_quarter_are_no_hole() -> None:
    assert held({3: True, 6: True}, 6, {JOBS: 3}) == ()
    assert held({3: True, 9: True}, 9, {JOBS: 3}) == (6,)


@given(
    st.dictionaries(st.integers(1, 12), st.booleans(), min_size=1),
    st.lists(st.integers(0, 999), min_size=12, max_size=12),
)
def test_an_amount_is_what_happened_in_its_month_and_in_those_that_it_is_said_to_hold(
    months: dict[int, bool], values: list[int]
) -> None:
    year = {
        month: (ReportLine(JOBS, sum(values[:month]) if to_date else values[month - 1], None, basis(to_date)),)
        for month, to_date in months.items()
    }
    reported = HeldMonths({UNIT: bases_of(year.items())}, PLAIN)
    for month, amounts in amounts_of(year).items():
        also = reported.of(UNIT, month, JOBS)
        assert amounts == values[month - 1] + sum(values[each - 1] for each in also)
        assert not set(also) & months.keys()


def test_a_unit_that_continues_others_holds_their_missing_months() -> None:
    merge = RegionChange(ChangeKind.MERGE, date(2025, 3, 1), Month(2025, 4), (A, B), (NEW,), "文")
    there = {
        code: replace(region, valid_to=Month(2025, 3)) if code in (A, B) else replace(region, valid_from=Month(2025, 4))
        for code, region in REGIONS.items()
        if code != UNIT
    }
    year = RegionYear(2025, there, RegionChanges([merge]))

    def of(a: dict[int, bool], b: dict[int, bool], new: dict[int, bool], month: int) -> tuple[int, ...]:
        reported = {
            code: {each: {JOBS: to_date} for each, to_date in months.items()}
            for code, months in ((A, a), (B, b), (NEW, new))
        }
        return HeldMonths(reported, year).of(NEW, month, JOBS)

    whole = {1: False, 2: True, 3: True}
    assert of(whole, whole, {4: True}, 4) == ()
    assert of(whole, {1: False, 3: False}, {4: True}, 4) == (2,)
    assert of({1: True}, {1: False, 3: False}, {5: True}, 5) == (2, 3, 4)


def test_a_unit_that_gave_a_part_away_has_no_amount_in_a_year_to_date() -> None:
    part = (Flow(A, A, False), Flow(A, NEW, False))
    redraw = RegionChange(ChangeKind.REDRAW, date(2025, 3, 1), Month(2025, 4), (A,), (A, NEW), "文", drawn=part)
    there = {code: REGIONS[code] for code in (A, NEW)} | {NEW: replace(REGIONS[NEW], valid_from=Month(2025, 4))}
    year = RegionYear(2025, there, RegionChanges([redraw]))
    months = {month: {JOBS: True} for month in (1, 2, 6)}
    reported = HeldMonths({A: months, NEW: {6: {JOBS: True}}}, year)
    assert [reported.of(code, 6, JOBS) for code in (A, NEW)] == [(), ()]


def basis(to_date: bool) -> Basis:
    return "year_to_date" if to_date else "month"


def amounts_of(year: Mapping[int, tuple[ReportLine, ...]]) -> dict[int, int]:
    found = month_amounts({UNIT: year}, frozenset([JOBS]), PLAIN.turns_of([UNIT]))[UNIT]
    return {month: each[JOBS].value for month, each in found.items()}
