from __future__ import annotations

from datetime import date

import pytest

from shared.catalogue.model import CommitmentHorizon
from shared.catalogue.rules import StatementRules
from shared.commitments.periods import StatementPeriod, due_day, stated_periods
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.unit.shared.commitments.builders import a_plan, a_promise


def test_a_year_and_a_half_year_are_read_and_written_alike() -> None:
    assert [str(StatementPeriod.parse(text)) for text in ("2026", "2026H1")] == ["2026", "2026H1"]
    assert StatementPeriod.parse("2026H1").chinese == "2026年上半年"
    assert StatementPeriod.parse("2026").chinese == "2026年"
    assert StatementPeriod.parse("2026H1").last_day == date(2026, 6, 30)


@pytest.mark.parametrize("text", ["2026H2", "26", "2026-06", "", "２０２６", "2026 "])
def test_anything_else_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="应为年份（如 2026）或上半年（如 2026H1）"):
        StatementPeriod.parse(text)


def test_a_half_year_stands_before_its_year_and_behind_the_year_before() -> None:
    texts = ["2026", "2025", "2026H1"]
    assert sorted(map(StatementPeriod.parse, texts)) == [
        StatementPeriod(2025),
        StatementPeriod(2026, whole=False),
        StatementPeriod(2026),
    ]


def test_a_year_is_due_on_the_twentieth_of_january_and_a_half_year_on_that_of_july() -> None:
    calendar = WorkCalendar()
    assert due_day(StatementPeriod(2025), StatementRules(), calendar) == date(2026, 1, 20)
    assert due_day(StatementPeriod(2026, whole=False), StatementRules(), calendar) == date(2026, 7, 20)
    assert due_day(StatementPeriod(2025), StatementRules(day=12), calendar) == date(2026, 1, 12)


def test_what_is_due_on_a_day_off_is_due_on_the_next_working_day() -> None:
    assert date(2024, 1, 20).weekday() == 5
    assert due_day(StatementPeriod(2023), StatementRules(), WorkCalendar()) == date(2024, 1, 22)


def test_every_year_of_the_plan_is_stated_and_with_the_half_years_where_the_plan_says_so() -> None:
    years = stated_periods(a_plan(), a_promise())
    assert [str(each) for each in years] == ["2021", "2022", "2023", "2024", "2025"]
    halves = stated_periods(a_plan(every="half_year", last=Month(2022, 12)), a_promise())
    assert [str(each) for each in halves] == ["2021H1", "2021", "2022H1", "2022"]
    assert stated_periods(a_plan(every="never"), a_promise()) == ()


def test_nothing_is_stated_of_the_time_before_a_plan_was_taken_up_nor_behind_a_named_year() -> None:
    late = a_plan(every="half_year", owed_from=Month(2023, 7))
    assert [str(each) for each in stated_periods(late, a_promise())] == ["2023", "2024H1", "2024", "2025H1", "2025"]
    named = a_promise(horizon=CommitmentHorizon.YEAR, year=2022)
    assert [str(each) for each in stated_periods(a_plan(), named)] == ["2021", "2022"]
