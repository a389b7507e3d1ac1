from __future__ import annotations

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.context import WorldContext
from services.demo.world.scale import GENERAL_SEASON
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

INSURED, JOBS = "work_injury_insurance_insured", "urban_new_employment"
HERE = Anchor("500000", INSURED, Month(2023, 3), Fixes.LEVEL, 7_060_000)
THERE = Anchor("510000", INSURED, Month(2023, 3), Fixes.LEVEL, 15_000_000)


def a_context(catalogue: Catalogue) -> WorldContext:
    return WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], [HERE, THERE])


def test_five_years_are_sixty_months_from_january_2021(catalogue: Catalogue) -> None:
    context = a_context(catalogue)
    assert (context.first, context.count) == (Month(2021, 1), 60)


def test_fixed_points_are_found_by_region_and_indicator(catalogue: Catalogue) -> None:
    context = a_context(catalogue)
    assert context.anchors("500000", INSURED) == (HERE,)
    assert context.anchors("500000", JOBS) == ()


def test_a_region_has_the_target_of_its_own_plan_only(catalogue: Catalogue) -> None:
    context = a_context(catalogue)
    target = context.target("500000", INSURED)
    assert target is not None
    assert (target.plan, target.row) == ("chongqing-2021-2025", 8)
    assert context.target("500101", INSURED) is None


def test_a_season_is_the_published_one_or_else_the_general_one(catalogue: Catalogue) -> None:
    context = a_context(catalogue)
    published = context.season(JOBS)
    assert len(published) == 12
    assert 999_988 <= sum(published) <= 1_000_000  # each month is cut to a whole part per million
    assert context.season(INSURED) == list(GENERAL_SEASON)
