from __future__ import annotations

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.paths.fixed_levels import level_points
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

FIRST = Month(2021, 1)


def level(period: str, value: int) -> Anchor:
    return Anchor("500000", "work_injury_insurance_insured", Month.parse(period), Fixes.LEVEL, value)


def test_a_stock_starts_at_the_baseline_and_goes_on_slower_after_its_last_published_level(
    catalogue: Catalogue,
) -> None:
    target = catalogue.plans["chongqing-2021-2025"].target(8)
    anchors = (level("2023-03", 7_060_000), level("2025-03", 6_570_000))
    points = level_points(target, anchors, "500000", FIRST, 60, rate=False)
    assert points == {-1: 7_300_000, 26: 7_060_000, 50: 6_570_000, 59: 6_570_000 - 490_000 * 9 // 48}


def test_a_binding_target_without_a_story_is_reached(catalogue: Catalogue) -> None:
    target = catalogue.plans["xiangxi-2021-2025"].target(8)
    points = level_points(target, (), "433100", FIRST, 60, rate=False)
    assert points[-1] == 260_000
    assert points[59] >= 270_000


def test_a_rate_that_must_be_whole_is_whole_all_the_time(catalogue: Catalogue) -> None:
    target = catalogue.plans["jiulongpo-2021-2025"].target(14)
    points = level_points(target, (), "500107", FIRST, 60, rate=True)
    assert set(points.values()) == {1_000_000}


def test_a_binding_floor_is_kept(catalogue: Catalogue) -> None:
    target = catalogue.plans["jiulongpo-2021-2025"].target(7)
    points = level_points(target, (), "500107", FIRST, 60, rate=True)
    assert min(points.values()) > 950_000


def test_a_ceiling_is_kept_from_below(catalogue: Catalogue) -> None:
    target = catalogue.plans["sichuan-2021-2025"].target(3)
    points = level_points(target, (), "510000", FIRST, 60, rate=True)
    assert points[-1] == 36_300
    assert max(points.values()) < 45_000


def test_nothing_known_gives_no_points(catalogue: Catalogue) -> None:
    assert level_points(None, (), "500101", FIRST, 60, rate=False) == {}
