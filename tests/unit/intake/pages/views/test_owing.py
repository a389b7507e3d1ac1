"""Which months a unit owes today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.intake.pages.views.owing import Owing
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month, SettableClock
from shared.web.problems import Problem
from tests.unit.intake.support import UNIT


def _owing(catalogue: Catalogue, now: datetime) -> Owing:
    return Owing(Rulebook(catalogue), SettableClock(now))


def test_the_last_month_is_one_that_has_ended_in_china_and_that_a_plan_holds(catalogue: Catalogue) -> None:
    first = Month(2021, 1)
    before_midnight = datetime(2023, 3, 31, 15, 59, tzinfo=UTC)
    assert _owing(catalogue, before_midnight).span(UNIT) == (first, Month(2023, 2))
    assert _owing(catalogue, before_midnight.replace(hour=16)).span(UNIT) == (first, Month(2023, 3))
    assert _owing(catalogue, datetime(2031, 1, 1, tzinfo=UTC)).span(UNIT) == (first, Month(2025, 12))
    assert _owing(catalogue, before_midnight.replace(hour=16)).today() == date(2023, 4, 1)


def test_a_month_outside_the_span_is_not_owed(catalogue: Catalogue) -> None:
    owing = _owing(catalogue, datetime(2023, 4, 3, tzinfo=UTC))
    owed = [owing.owes(UNIT, month) for month in (Month(2020, 12), Month(2021, 1), Month(2023, 3), Month(2023, 4))]
    assert owed == [False, True, True, False]


def test_the_next_month_that_is_asked_for_is_the_present_one_until_the_last_plan_ends(catalogue: Catalogue) -> None:
    def coming(year: int, month: int, day: int) -> Month | None:
        return _owing(catalogue, datetime(year, month, day, tzinfo=UTC)).coming(UNIT)

    assert coming(2023, 4, 3) == Month(2023, 4)
    assert coming(2025, 12, 20) == Month(2025, 12)
    assert coming(2026, 1, 5) is None


def test_months_that_are_only_filled_in_are_not_the_next_one(catalogue: Catalogue) -> None:
    later = [replace(plan, owed_from=Month(2024, 7)) for plan in catalogue.plans.values()]
    taken_up = Catalogue(
        catalogue.regions.values(), catalogue.groups, catalogue.indicators.values(), later, catalogue.departments, {}
    )
    owing = _owing(taken_up, datetime(2024, 3, 3, tzinfo=UTC))
    assert owing.coming(UNIT) == Month(2024, 7)
    assert owing.due_day(UNIT, Month(2024, 7)) == date(2024, 8, 7)


def test_the_months_since_the_last_plans_end_are_told(catalogue: Catalogue) -> None:
    def planless(year: int, month: int, day: int) -> list[str]:
        return [str(each) for each in _owing(catalogue, datetime(year, month, day, tzinfo=UTC)).planless(UNIT)]

    assert planless(2023, 4, 3) == planless(2026, 1, 20) == []
    assert planless(2026, 3, 3) == ["2026-01", "2026-02"]
    assert planless(2031, 2, 3)[::11] == ["2030-02", "2031-01"]


def test_a_region_that_reports_nothing_owes_nothing_and_is_called_by_its_name(catalogue: Catalogue) -> None:
    owing = _owing(catalogue, datetime(2023, 4, 3, tzinfo=UTC))
    with pytest.raises(Problem) as caught:
        owing.span("999999")
    assert (caught.value.status, caught.value.code) == (404, "region-reports-nothing")
    assert owing.name(UNIT) == "万州区" and owing.name("999999") == "999999"
