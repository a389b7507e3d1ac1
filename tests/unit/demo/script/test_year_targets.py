"""The targets of single years that are posted agree with what was published of them."""

from __future__ import annotations

from decimal import Decimal

from services.demo.script.year_targets import YEAR_TARGETS
from shared.catalogue.files.published import read_published
from shared.periods import Month

TOTAL, PART = "城镇新增就业人数", "城镇新增就业完成年度目标比例"


def published(indicator: str) -> dict[Month, Decimal]:
    """What the press told of 重庆's year so far."""
    return {
        each.period: each.value
        for each in read_published()
        if (each.region, each.indicator, each.kind) == ("500000", indicator, "ytd")
    }


def test_the_part_that_the_press_told_as_completed_is_that_of_the_target() -> None:
    set_for = {each.year: Decimal(each.value) for each in YEAR_TARGETS}
    totals, parts = published(TOTAL), published(PART)
    told = {period: part for period, part in parts.items() if period in totals}
    assert {period.year for period in told} == {2021, 2022, 2023, 2024, 2025}
    for period, part in told.items():
        reached = 100 * totals[period] / set_for[period.year]
        assert abs(reached - part) < 1, f"{period}: {part} % was told, {reached:.1f} % it would be"


def test_a_target_is_posted_in_its_january_by_the_plans_area() -> None:
    for each in YEAR_TARGETS:
        assert (each.instant.year, each.instant.month, each.area) == (each.year, 1, "500000")
        assert each.body["targets"] == [{"row": 1, "value": each.value, "unit": "万人"}]
