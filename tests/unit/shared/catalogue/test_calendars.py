"""Holidays of single regions, and reports that are due by another rule: whose day is which."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.unit.shared.catalogue.files.layers.office import a_district, faults, write_site

XIANGXI, JISHOU = "433100", "433101"
"""湘西州 and a county of it."""
DISTRICT, CITY, OTHER = "500107", "500000", "500106"
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
HOLIDAYS = "day,kind,region\n"


def an_office(folder: Path, **files: str) -> Catalogue:
    names = {"site": "site.toml", "holidays": "holidays.csv"}
    return load_catalogue(site=write_site(folder / "office", {names[key]: text for key, text in files.items()}))


def with_due(folder: Path, due: str) -> Catalogue:
    """The district's office with the city's plan of 2021–2025 and its own of 2026–2030."""
    head = 'region = "500107"\nplans = ["chongqing-2021-2025"]\n'
    return load_catalogue(site=write_site(folder / "office", a_district(**{"site.toml": head + due})))


def test_a_day_of_a_region_holds_there_and_below_and_nowhere_else(tmp_path: Path) -> None:
    found = an_office(tmp_path, holidays=HOLIDAYS + f"2026-09-03,off,{XIANGXI}\n")
    august = Month(2026, 8)
    assert found.calendar.due_day(august) == date(2026, 9, 7)
    assert found.calendar_of(JISHOU).due_day(august) == date(2026, 9, 8)
    assert not found.calendar_of(XIANGXI).is_working_day(date(2026, 9, 3))
    assert found.calendar_of(DISTRICT) is found.calendar


def test_the_nearest_region_s_word_goes_first_and_that_of_a_region_before_what_holds_everywhere(tmp_path: Path) -> None:
    lines = f"2026-09-03,off,\n2026-09-03,work,{XIANGXI}\n2026-09-04,off,{XIANGXI}\n2026-09-04,work,{JISHOU}\n"
    found = an_office(tmp_path, holidays=HOLIDAYS + lines)
    days = (date(2026, 9, 3), date(2026, 9, 4))
    worked = {
        region: [found.calendar_of(region).is_working_day(day) for day in days]
        for region in (JISHOU, XIANGXI, DISTRICT)
    }
    assert worked == {JISHOU: [True, True], XIANGXI: [True, False], DISTRICT: [False, True]}


def test_an_area_s_month_is_due_with_the_last_of_its_units(tmp_path: Path) -> None:
    found = an_office(tmp_path, holidays=HOLIDAYS + f"2026-11-04,off,{DISTRICT}\n")
    assert found.calendar_of(OTHER).due_day(OCTOBER) == date(2026, 11, 6)
    assert found.calendar_of(DISTRICT).due_day(OCTOBER) == date(2026, 11, 9)
    assert found.calendar_of(CITY).due_day(OCTOBER) == date(2026, 11, 9)
    assert found.calendar_of(CITY).is_working_day(date(2026, 11, 4)), "the city's own people work"


def test_figures_that_end_on_the_20th_are_due_from_then_on(tmp_path: Path) -> None:
    found = with_due(tmp_path, '[[due]]\nplan = "jiulongpo-2026-2030"\nperiod_end_day = 20\n')
    mine = found.calendar_of(DISTRICT)
    assert mine.ends(NOVEMBER) == date(2026, 11, 20)
    assert mine.due_day(NOVEMBER) == date(2026, 11, 27)
    assert [mine.last_ended(date(2026, 11, day)) for day in (20, 21)] == [OCTOBER, NOVEMBER]
    assert mine.month_note(NOVEMBER) == "数据期止于11月20日"
    assert found.calendar.month_note(NOVEMBER) == ""
    assert found.calendar_of(OTHER) is found.calendar
    assert found.calendar.last_ended(date(2026, 11, 30)) == OCTOBER


def test_a_month_s_note_says_both_when_its_figures_end_and_that_its_due_day_may_move(tmp_path: Path) -> None:
    found = with_due(tmp_path, '[[due]]\nplan = "jiulongpo-2026-2030"\nperiod_end_day = 20\n')
    note = found.calendar_of(DISTRICT).month_note(Month(2028, 3))
    assert note.startswith("数据期止于3月20日；尚未收录国务院2028年放假安排")


def test_a_rule_holds_in_the_years_of_the_plans_that_ask(tmp_path: Path) -> None:
    found = with_due(tmp_path, '[[due]]\nplan = "jiulongpo-2026-2030"\nworking_days = 3\n')
    assert found.calendar_of(DISTRICT).due_day(Month(2025, 10)) == WorkCalendar().due_day(Month(2025, 10))
    assert found.calendar_of(DISTRICT).due_day(OCTOBER) == date(2026, 11, 4)


def test_where_a_form_asks_by_two_rules_the_later_day_holds(tmp_path: Path) -> None:
    """A unit's month is one document: nobody can send what is not known yet."""
    found = with_due(tmp_path, '[[due]]\nindicator = "urban_new_employment"\nperiod_end_day = 20\n')
    october = Month(2025, 10)
    assert found.calendar_of(DISTRICT).due_day(october) == WorkCalendar().due_day(october)
    assert found.calendar_of(DISTRICT).due_day(OCTOBER) < WorkCalendar().due_day(OCTOBER)


def test_of_a_plan_and_an_indicator_the_more_exact_rule_holds(tmp_path: Path) -> None:
    due = (
        '[[due]]\nplan = "jiulongpo-2026-2030"\nworking_days = 2\n'
        '[[due]]\nindicator = "urban_new_employment"\nworking_days = 3\n'
    )
    assert with_due(tmp_path, due).calendar_of(DISTRICT).due_day(OCTOBER) == date(2026, 11, 4)
    exact = '[[due]]\nplan = "jiulongpo-2026-2030"\nindicator = "urban_new_employment"\nworking_days = 1\n'
    assert with_due(tmp_path, due + exact).calendar_of(DISTRICT).due_day(OCTOBER) == date(2026, 11, 2)


def test_without_days_or_rules_of_its_own_every_region_has_the_same_calendar(catalogue: Catalogue) -> None:
    assert {id(catalogue.calendar_of(region)) for region in (*catalogue.regions, "nowhere")} == {id(catalogue.calendar)}
    assert catalogue.calendars_of_reporters() == {}


def test_a_day_that_was_told_where_the_region_is_stays_and_before_it_what_was_told_everywhere(tmp_path: Path) -> None:
    found = an_office(tmp_path, holidays=HOLIDAYS + f"2026-11-04,off,{DISTRICT}\n2026-12-02,off,{DISTRICT}\n")
    (mine,) = found.calendars_of_reporters().values()
    found.calendar.told[OCTOBER] = date(2026, 11, 6)
    assert mine.due_day(OCTOBER) == date(2026, 11, 6)
    mine.told[OCTOBER] = date(2026, 11, 9)
    assert mine.due_day(OCTOBER) == date(2026, 11, 9)
    later = found.known_on(date(2020, 1, 1))
    assert later is not found
    assert later.calendar_of(DISTRICT).due_day(OCTOBER) == date(2026, 11, 9), "as it was known earlier, too"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2026-09-03,off,999999", "unknown_region"),
        ("2026-09-03,off,500107\n2026-09-03,work,500107", "duplicate_day"),
    ],
)
def test_a_fault_in_the_column_of_regions_is_told(tmp_path: Path, line: str, code: str) -> None:
    (found,) = faults(write_site(tmp_path / "office", {"holidays.csv": HOLIDAYS + line + "\n"}))
    assert (found.code, found.file) == (code, "site/holidays.csv")
