"""docs/due-days.md: the holidays are those of the law, and the due days follow from them, counted here by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.periods import Month
from shared.statutory_holidays import days_off, holidays_of
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar

TEXT = (Path(__file__).parents[2] / "docs/due-days.md").read_text("utf-8")
YEARS = (2027, 2028, 2029, 2030)
DAY = re.compile(r"(?:(\d{4})年)?(\d+)月(\d+)日（([一二三四五六日])）")
DAYS_BY_LAW = (1, 4, 1, 2, 1, 1, 3)
"""元旦, 春节, 清明, 劳动节, 端午, 中秋, 国庆: as many as the head of the page and the law say."""


def days_in(cell: str, year: int) -> list[date]:
    """The days written in a cell; each with the weekday that it is."""
    found = []
    for given, month, day, weekday in DAY.findall(cell):
        found.append(date(int(given or year), int(month), int(day)))
        assert "一二三四五六日"[found[-1].weekday()] == weekday, cell
    return found


def rows(heading: str) -> list[list[str]]:
    table = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def printed_days_off() -> set[date]:
    return {day for year, *cells in rows("法定节假日") for cell in cells for day in days_in(cell, int(year))}


def test_every_year_has_the_days_of_the_law_and_what_falls_on_a_weekend_is_made_up() -> None:
    assert [int(year) for year, *_ in rows("法定节假日")] == list(YEARS)
    for text, *cells in rows("法定节假日"):
        year = int(text)
        *holidays, made_up = [days_in(cell, year) for cell in cells]
        assert tuple(map(len, holidays)) == DAYS_BY_LAW
        every = [day for found in holidays for day in found]
        assert tuple(sorted(every)) == holidays_of(year)
        assert {*every, *made_up} == days_off(year)
        doubled = len(every) - len(set(every))
        assert len(made_up) == sum(day.weekday() >= 5 for day in set(every)) + doubled


@pytest.mark.parametrize("year", YEARS)
def test_the_due_days_are_the_fifth_days_that_are_neither_weekend_nor_printed_as_off(year: int) -> None:
    off = printed_days_off() | days_off(2031)
    for number, row in enumerate(rows("应报日"), 1):
        assert row[0] == f"{number}月"
        [printed] = days_in(row[1 + YEARS.index(year)], year)
        day, working = Month(year, number).last_day, 0
        while working < 5:
            day += timedelta(days=1)
            working += day.weekday() < 5 and day not in off
        assert printed == day


def test_the_program_counts_the_same_until_a_year_is_arranged() -> None:
    for number, (_, *cells) in enumerate(rows("应报日"), 1):
        for year, cell in zip(YEARS, cells, strict=True):
            [printed] = days_in(cell, year)
            if printed.year > LAST_ARRANGED_YEAR:
                assert printed == WorkCalendar().due_day(Month(year, number))
