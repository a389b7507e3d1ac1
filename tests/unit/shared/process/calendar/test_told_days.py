"""The due day of a month that has ended stays as it was told, whatever the calendar learns later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shared.catalogue import Catalogue, load_catalogue
from shared.database.engine import Database
from shared.periods import Month, SettableClock
from shared.process.calendar.told_days import ToldDays, create_own_told_days, create_told_days

SEPTEMBER = Month(2026, 9)


def a_catalogue(folder: Path, written: Mapping[str, str], head: str = "day,kind") -> Catalogue:
    path = folder / "holidays.csv"
    path.write_text(f"{head}\n" + "".join(f"{day},{kind}\n" for day, kind in written.items()))
    return load_catalogue(holidays=path)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'told.sqlite'}")
    with made.write() as connection:
        create_told_days(connection)
        create_own_told_days(connection)
    return made


def told(database: Database, catalogue: Catalogue, clock: SettableClock) -> ToldDays:
    made = ToldDays(database, catalogue, clock)
    made.load()
    return made


def test_what_was_told_of_a_month_that_has_ended_outlives_a_calendar_that_is_brought_up_to_date(
    database: Database, tmp_path: Path
) -> None:
    clock = SettableClock(datetime(2026, 9, 30, 12, tzinfo=UTC))
    before = a_catalogue(tmp_path, {})
    days = told(database, before, clock)
    days.keep()
    assert max(before.calendar.told) == Month(2026, 8), "September has not ended"
    clock.set(datetime(2026, 9, 30, 17, tzinfo=UTC))  # one in the morning of 1 October in China
    days.keep()
    assert before.calendar.told[SEPTEMBER] == date(2026, 10, 13)

    later = a_catalogue(tmp_path, {"2026-10-08": "off", "2026-11-02": "off"})
    assert later.calendar.due_day(SEPTEMBER) == date(2026, 10, 14)
    with capture_logs() as said:
        told(database, later, clock)
    assert [(each["period"], each["told"], each["known"]) for each in said] == [("2026-09", "2026-10-13", "2026-10-14")]
    assert later.calendar.due_day(SEPTEMBER) == date(2026, 10, 13)
    assert later.calendar.due_day(Month(2026, 10)) == date(2026, 11, 9), "what has not ended follows what is known"


def test_each_service_keeps_them_for_itself_though_the_catalogue_is_shared(tmp_path: Path, database: Database) -> None:
    clock, shared = SettableClock(datetime(2026, 11, 1, tzinfo=UTC)), a_catalogue(tmp_path, {})
    told(database, shared, clock).keep()
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    with other.write() as connection:
        create_told_days(connection)
        create_own_told_days(connection)
    told(other, shared, clock).keep()
    alone = a_catalogue(tmp_path, {})
    told(other, alone, clock)
    assert alone.calendar.told == shared.calendar.told and len(alone.calendar.told) == 70


def test_what_another_instance_has_kept_meanwhile_stands(tmp_path: Path, database: Database) -> None:
    clock = SettableClock(datetime(2026, 10, 2, tzinfo=UTC))
    one = a_catalogue(tmp_path, {})
    two = a_catalogue(tmp_path, {"2026-10-08": "off"})
    first, second = told(database, one, clock), told(database, two, clock)
    first.keep()
    second.keep()
    assert two.calendar.due_day(SEPTEMBER) == one.calendar.due_day(SEPTEMBER) == date(2026, 10, 13)


def test_what_was_told_in_a_region_with_days_of_its_own_is_kept_for_it(tmp_path: Path, database: Database) -> None:
    clock = SettableClock(datetime(2026, 10, 2, tzinfo=UTC))
    own = {"2026-10-09": "off,500107"}
    first = a_catalogue(tmp_path, own, head="day,kind,region")
    days = told(database, first, clock)
    days.keep()
    days.keep()  # once is enough
    assert first.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 14)
    assert first.calendar.due_day(SEPTEMBER) == date(2026, 10, 13)

    later = a_catalogue(tmp_path, {**own, "2026-10-12": "off,500107"}, head="day,kind,region")
    assert later.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 15)
    told(database, later, clock)
    assert later.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 14)
    assert later.calendar_of("500000").due_day(SEPTEMBER) == date(2026, 10, 14), "the city's is that of its last unit"


def test_what_was_told_in_a_region_stays_when_nothing_is_said_of_it_any_more(
    tmp_path: Path, database: Database
) -> None:
    clock = SettableClock(datetime(2026, 10, 2, tzinfo=UTC))
    first = a_catalogue(tmp_path, {"2026-10-09": "off,500107"}, head="day,kind,region")
    told(database, first, clock).keep()
    assert first.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 14)

    later = a_catalogue(tmp_path, {})
    assert later.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 13), "asked too early, as by a constructor"
    days = told(database, later, clock)
    assert later.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 14)
    assert later.calendar_of("500000").due_day(SEPTEMBER) == date(2026, 10, 14)
    assert later.calendar_of("500106").due_day(SEPTEMBER) == date(2026, 10, 13)
    assert later.known_on(date(2020, 1, 1)).calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 14)
    clock.set(datetime(2026, 11, 2, tzinfo=UTC))
    days.keep()
    assert later.calendar_of("500107").due_day(Month(2026, 10)) == later.calendar.due_day(Month(2026, 10))


class Midnight:
    """A clock by which the month ends between its first look and the second."""

    def __init__(self) -> None:
        self._instants = [datetime(2026, 9, 30, 12, tzinfo=UTC)]

    def now(self) -> datetime:
        return self._instants.pop() if self._instants else datetime(2026, 9, 30, 17, tzinfo=UTC)


def test_a_month_that_ends_while_days_are_kept_is_not_told_a_region_by_the_day_of_everybody(
    tmp_path: Path, database: Database
) -> None:
    found = a_catalogue(tmp_path, {"2026-10-09": "off,500107"}, head="day,kind,region")
    days = ToldDays(database, found, Midnight())
    days.load()
    days.keep()
    days.keep()
    assert found.calendar_of("500107").due_day(SEPTEMBER) == date(2026, 10, 14)
