from __future__ import annotations

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.paths.fixed_sums import flow_wishes
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

FIRST = Month(2021, 1)


def test_a_yearly_figure_runs_from_its_baseline_through_its_published_years(catalogue: Catalogue) -> None:
    target = catalogue.plans["chongqing-2021-2025"].target(13)
    anchors = tuple(
        Anchor("500000", "postdoctoral_recruits", Month(year, 12), Fixes.YEAR_TO_DATE, value)
        for year, value in ((2022, 1066), (2024, 1352))
    )
    _, years = flow_wishes(target, anchors, "500000", FIRST, 60)
    assert years == [936, 1066, 1209, 1352, 1352 + (1352 - 1066) // 4]


def test_a_flow_with_published_sums_leaves_its_years_to_them(catalogue: Catalogue) -> None:
    target = catalogue.plans["sichuan-2021-2025"].target(1)
    overall = Anchor("510000", "urban_new_employment", Month(2025, 10), Fixes.OVERALL, 5_000_000)
    points, years = flow_wishes(target, (overall,), "510000", FIRST, 60)
    assert points.overall == {57: 5_000_000}
    assert years == [None] * 5
