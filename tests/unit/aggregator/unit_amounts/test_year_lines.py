"""A year as readers of SQL see it, against hand calculations: recoded, merged and redrawn in the middle of it."""

from __future__ import annotations

from services.aggregator.reports.months import UnitMonth
from services.aggregator.unit_amounts.year_lines import AmountLine, year_lines
from shared.events import ReportLine
from tests.unit.aggregator.changing_city import FIRST, GIVER, MERGED, NEW, OLD, SECOND, STAYS, TAKER, a_changing_city
from tests.unit.aggregator.progress_world import FLOW, RATE, STOCK

YEAR = a_changing_city().year(2022)
CUMULATIVE = frozenset({FLOW})


def month(*lines: ReportLine) -> UnitMonth:
    return UnitMonth("submitted", 1, 1, lines, None, False, True)


def flow(value: int, *, to_date: bool = False) -> UnitMonth:
    return month(ReportLine(FLOW, value, None, "year_to_date" if to_date else "month"))


def shown(family: dict[str, dict[int, UnitMonth]], unit: str) -> dict[int, tuple[int, int | None]]:
    """By month the own amount and the year to date of the unit's flow."""
    found = year_lines(family, CUMULATIVE, YEAR)[unit]
    return {number: (line.value, line.total) for number, lines in found.items() for line in lines}


def test_a_year_to_date_and_months_by_themselves_come_to_the_same_lines() -> None:
    to_date = {STAYS: {number: flow(100 * number, to_date=True) for number in (1, 2, 4)}}
    by_month = {STAYS: {1: flow(100), 2: flow(100), 4: flow(200)}}
    assert shown(to_date, STAYS) == shown(by_month, STAYS) == {1: (100, 100), 2: (100, 200), 4: (200, 400)}


def test_a_new_code_goes_on_from_the_old_ones_year() -> None:
    family = {
        OLD: {number: flow(100 * number, to_date=True) for number in range(1, 6)},
        NEW: {6: flow(650, to_date=True), 7: flow(30)},
    }
    assert shown(family, OLD)[5] == (100, 500)
    assert shown(family, NEW) == {6: (150, 650), 7: (30, 680)}


def test_what_stands_for_a_month_in_which_the_code_is_not_there_is_no_line_and_in_no_total() -> None:
    family = {OLD: {5: flow(500, to_date=True), 6: flow(9_999)}, NEW: {5: flow(7_777), 6: flow(600, to_date=True)}}
    assert shown(family, OLD) == {5: (500, 500)}
    assert shown(family, NEW) == {6: (100, 600)}


def test_a_merged_unit_goes_on_from_both_however_each_of_them_reported() -> None:
    family = {
        FIRST: {number: flow(10 * number, to_date=True) for number in range(1, 9)},
        SECOND: {number: flow(7) for number in range(1, 9)},
        MERGED: {9: flow(153, to_date=True), 10: flow(20)},
    }
    assert shown(family, MERGED) == {9: (17, 153), 10: (20, 173)}


def test_of_a_code_that_got_or_gave_a_part_the_year_to_date_is_not_known() -> None:
    family = {
        GIVER: {3: flow(30), 4: flow(40, to_date=True), 5: flow(5)},
        TAKER: {4: flow(4), 5: flow(9, to_date=True)},
    }
    assert shown(family, GIVER) == {3: (30, 30), 5: (5, None)}
    assert shown(family, TAKER) == {4: (4, None)}


def test_stocks_and_rates_of_stocks_have_no_total() -> None:
    lines = (ReportLine(STOCK, 5), ReportLine(RATE, 95, 100))
    found = year_lines({STAYS: {1: month(*lines)}}, CUMULATIVE, YEAR)[STAYS][1]
    assert list(found) == [AmountLine(STOCK, 5, 0), AmountLine(RATE, 95, 100)]


def test_a_rate_of_flows_has_both_parts_of_the_year() -> None:
    family = {STAYS: {number: month(ReportLine(RATE, number, 10 * number)) for number in (1, 2)}}
    found = year_lines(family, frozenset({RATE}), YEAR)[STAYS]
    assert list(found[2]) == [AmountLine(RATE, 2, 20, 3, 30)]


def test_a_month_without_lines_has_none() -> None:
    family = {STAYS: {1: UnitMonth("returned", 1, 3, None, None, False, False)}}
    assert year_lines(family, CUMULATIVE, YEAR)[STAYS] == {}
