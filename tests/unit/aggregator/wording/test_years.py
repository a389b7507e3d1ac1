"""A year against its own target, in words."""

from __future__ import annotations

from typing import Any

import pytest

from services.aggregator.wording.years import YearWords, change_text, year_line, year_words
from shared.events import YearStanding
from tests.unit.units_of_measure import unit_of

PEOPLE, RATE = unit_of("万人"), unit_of("%")


def a_year(**said: Any) -> YearStanding:
    return YearStanding(year=2025, **({"target": 650_000} | said))


def test_target_part_and_change_stand_side_by_side() -> None:
    year = a_year(actual=195_000, completed=3_000, before=180_000, change=833)
    assert year_words(year, PEOPLE) == YearWords("65.00 万人", "30.0%", "+8.3%", "18.00 万人")
    assert year_line(year, PEOPLE) == "年度目标 65.00 万人，完成 30.0%，同比 +8.3%"


def test_what_is_not_known_is_left_out_of_the_line() -> None:
    assert year_line(a_year(), PEOPLE) == "年度目标 65.00 万人"
    assert year_line(None, PEOPLE) == ""
    rate = a_year(target=950_000, actual=920_000, before=922_000, change=-2_000)
    assert year_line(rate, RATE) == "年度目标 95.00%，同比 −0.20 个百分点"


@pytest.mark.parametrize(("change", "text"), [(0, "0.0%"), (-10_000, "−100.0%"), (None, "–"), (1_234, "+12.3%")])
def test_a_change_has_its_sign(change: int | None, text: str) -> None:
    assert change_text(change, PEOPLE) == text
