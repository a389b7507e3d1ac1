"""Which months are still coming in."""

from __future__ import annotations

from datetime import date

import pytest

from services.aggregator.board.overview.coming import coming_month, months_coming
from services.aggregator.model import Coverage
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.aggregator.board.world import CHONGQING


def _coming(catalogue: Catalogue, opened: Month | None, today: date) -> list[str]:
    plan = catalogue.plans[CHONGQING]
    found = months_coming(plan, opened, today, catalogue.calendar_of(plan.region))
    return [str(each) for each in found]


def test_the_months_behind_the_one_that_is_opened_are_coming_as_soon_as_they_have_ended(catalogue: Catalogue) -> None:
    assert _coming(catalogue, Month(2025, 2), date(2025, 4, 3)) == ["2025-03"]
    assert _coming(catalogue, Month(2025, 2), date(2025, 3, 31)) == []


def test_before_anything_is_judged_the_first_month_that_is_owed_is_coming(catalogue: Catalogue) -> None:
    assert _coming(catalogue, None, date(2021, 2, 3)) == ["2021-01"]
    assert _coming(catalogue, None, date(2021, 1, 20)) == []


def test_of_many_months_the_newest_three_are_listed(catalogue: Catalogue) -> None:
    assert _coming(catalogue, Month(2024, 1), date(2024, 9, 2)) == ["2024-08", "2024-07", "2024-06"]


def test_nothing_is_coming_of_a_plan_that_is_over(catalogue: Catalogue) -> None:
    assert _coming(catalogue, Month(2025, 12), date(2026, 5, 1)) == []


@pytest.mark.parametrize(
    ("reported", "today", "word"),
    [(37, date(2025, 4, 8), "报送中"), (37, date(2025, 4, 9), "已过应报日"), (38, date(2025, 4, 9), "已报齐")],
)
def test_a_month_says_how_far_it_is(catalogue: Catalogue, reported: int, today: date, word: str) -> None:
    calendar = catalogue.calendar_of("500000")
    found = coming_month(catalogue.plans[CHONGQING], Month(2025, 3), Coverage(38, reported, 0), today, calendar)
    assert (found.word, found.due) == (word, date(2025, 4, 8))
