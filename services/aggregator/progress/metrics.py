"""The gauges of targets: progress, level and coverage of the latest assessed month.

They are set from time to time from what is public of the assessments, for everybody may read them.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.aggregator.model import ProgressKey
from shared.catalogue import Catalogue
from shared.events import Assessment, Level
from shared.observe import Metrics
from shared.quantities import BASIS_POINTS

_LEVELS: Mapping[Level, int] = {"normal": 0, "blue": 1, "yellow": 2, "orange": 3, "red": 4}
_NOT_ASSESSED = -1


class ProgressMetrics:
    """Shows assessments as gauges. A target without a P shows NaN, so that no old value lingers."""

    def __init__(self, metrics: Metrics, catalogue: Catalogue) -> None:
        self._metrics = metrics
        self._catalogue = catalogue

    def show(self, assessments: Mapping[ProgressKey, Assessment]) -> None:
        """Set the gauges of these targets, and the coverage of their plans' regions."""
        widest: dict[str, Assessment] = {}
        for key, assessment in assessments.items():
            plan = self._catalogue.plans.get(key.plan)
            if plan is None:
                continue
            labels = (key.plan, str(key.row))
            progress = assessment.progress
            self._metrics.progress.labels(*labels).set(float("nan") if progress is None else progress / BASIS_POINTS)
            self._metrics.level.labels(*labels).set(_LEVELS.get(assessment.level, _NOT_ASSESSED))
            if plan.region not in widest or assessment.expected_units > widest[plan.region].expected_units:
                widest[plan.region] = assessment
        for region, assessment in widest.items():
            if assessment.expected_units:
                self._metrics.coverage.labels(region).set(assessment.reported_units / assessment.expected_units)
