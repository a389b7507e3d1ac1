from __future__ import annotations

import pytest

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.context import WorldContext
from services.demo.world.own_path import BELOW_CEILING, USUAL_SURVEYED_RATE, own_path
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

INSURED, JOBS, SURVEYED = "work_injury_insurance_insured", "urban_new_employment", "surveyed_unemployment_rate"
UNIT = "500101"  # has no plan of its own


def anchor(indicator: str, period: str, fixes: Fixes, value: int, region: str = UNIT) -> Anchor:
    return Anchor(region, indicator, Month.parse(period), fixes, value)


def path(
    catalogue: Catalogue, region: str, indicator: str, *anchors: Anchor, area: list[int] | None = None
) -> list[int] | None:
    context = WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], anchors)
    return own_path(context, region, catalogue.indicators[indicator], area)


@pytest.mark.parametrize("indicator", [INSURED, JOBS])
def test_where_nothing_says_how_it_goes_there_is_no_path(catalogue: Catalogue, indicator: str) -> None:
    assert path(catalogue, UNIT, indicator) is None


def test_a_level_runs_through_what_was_published(catalogue: Catalogue) -> None:
    march, later = Month(2023, 3), Month(2025, 3)
    found = path(
        catalogue,
        "500000",
        INSURED,
        anchor(INSURED, str(march), Fixes.LEVEL, 7_060_000, "500000"),
        anchor(INSURED, str(later), Fixes.LEVEL, 6_570_000, "500000"),
    )
    assert found is not None
    assert (len(found), found[26], found[50]) == (60, 7_060_000, 6_570_000)


def test_a_unit_without_a_target_moves_as_its_area_does(catalogue: Catalogue) -> None:
    """Published once, at a tenth of the area: it stays a tenth, rounded down."""
    area = [1_000 + 10 * month for month in range(60)]
    found = path(catalogue, UNIT, INSURED, anchor(INSURED, "2021-01", Fixes.LEVEL, 100), area=area)
    assert found == [total // 10 for total in area]


def test_between_two_published_levels_the_nearer_one_counts(catalogue: Catalogue) -> None:
    found = path(
        catalogue,
        UNIT,
        INSURED,
        anchor(INSURED, "2021-01", Fixes.LEVEL, 100),
        anchor(INSURED, "2021-05", Fixes.LEVEL, 300),
        area=[1_000] * 60,
    )
    assert found is not None
    assert found[:6] == [100, 100, 100, 300, 300, 300]  # March is as far from both: the earlier one


def test_a_flow_makes_its_published_year_exactly_and_the_others_as_the_area_does(catalogue: Catalogue) -> None:
    area = [100] * 24 + [200] * 36
    found = path(catalogue, UNIT, JOBS, anchor(JOBS, "2022-12", Fixes.YEAR_TO_DATE, 600), area=area)
    assert found is not None
    assert [sum(found[year : year + 12]) for year in range(0, 60, 12)] == [600, 600, 1_200, 1_200, 1_200]


def test_a_surveyed_rate_keeps_below_its_ceiling_and_through_what_was_published(catalogue: Catalogue) -> None:
    """重庆's ceiling is 5.5 %, so the rate keeps about 5.3 %."""
    context = WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], ())
    target = context.target("500000", SURVEYED)
    assert target is not None and target.value is not None
    found = path(catalogue, "500000", SURVEYED, anchor(SURVEYED, "2023-05", Fixes.MONTH, 560, "500000"))
    assert found is not None
    assert found[28] == 560
    usual = int(target.value * 100) - BELOW_CEILING
    others = found[:12] + found[48:]
    assert abs(sum(others) // len(others) - usual) <= 40


def test_a_surveyed_rate_that_nobody_speaks_of_keeps_the_usual(catalogue: Catalogue) -> None:
    found = path(catalogue, UNIT, SURVEYED)
    assert found is not None
    assert abs(sum(found) // len(found) - USUAL_SURVEYED_RATE) <= 40
