"""The gauges of targets."""

from __future__ import annotations

import math

from services.aggregator.model import ProgressKey
from services.aggregator.progress.metrics import ProgressMetrics
from shared.events import Assessment, Level
from shared.observe import Metrics
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, PLAN, a_catalogue


def an_assessment(level: Level, progress: int | None, expected: int = 3, reported: int = 3) -> Assessment:
    return Assessment(
        level=level,
        rule="none",
        reason="",
        rule_version=2,
        data_version=1,
        expected_units=expected,
        reported_units=reported,
        accepted_units=0,
        progress=progress,
    )


def gauge(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def shown(found: dict[int, Assessment], plan: str = PLAN) -> Metrics:
    metrics = Metrics()
    ProgressMetrics(metrics, a_catalogue()).show(
        {ProgressKey(plan, row, Month(2021, 1)): item for row, item in found.items()}
    )
    return metrics


def test_a_target_without_a_p_shows_that_there_is_none() -> None:
    metrics = shown({1: an_assessment("orange", 8_420), 2: an_assessment("missing", None)})
    values = {row: gauge(metrics, "xushi_progress_ratio", plan=PLAN, row=row) for row in ("1", "2")}
    assert values["1"] == 0.842
    assert values["2"] is not None and math.isnan(values["2"])


def test_the_coverage_of_an_area_is_that_of_the_target_that_most_units_owe() -> None:
    metrics = shown({1: an_assessment("normal", 1, 2, 2), 2: an_assessment("normal", 1, 4, 3)})
    assert gauge(metrics, "xushi_coverage_ratio", region=CITY) == 0.75


def test_a_plan_that_the_catalogue_no_longer_knows_is_passed_over() -> None:
    assert gauge(shown({1: an_assessment("normal", 1)}, plan="gone"), "xushi_coverage_ratio", region=CITY) is None
