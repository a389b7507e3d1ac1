"""The gauge of what the review rules asked and what came of it, set from the read model."""

from __future__ import annotations

from services.intake.queries.month import MonthReading
from services.intake.review.rules import RULES
from services.intake.review.track_record import NEVER, OUTCOMES
from shared.observe import Metrics
from shared.periods import CHINA, Clock, Month


class RuleGauges:
    """Over the reports of all regions of the year up to last month."""

    def __init__(self, months: MonthReading, metrics: Metrics, clock: Clock) -> None:
        self._months = months
        self._metrics = metrics
        self._clock = clock

    def measure(self) -> None:
        """Set the gauge, of every rule whose questions are kept with the reports."""
        records = self._months.records("", Month.of(self._clock.now().astimezone(CHINA).date()).shift(-1))
        for rule in RULES:
            if not rule.unrecorded:
                record = records.get(rule.name, NEVER)
                for outcome in OUTCOMES:
                    self._metrics.review_findings.labels(rule.name, outcome).set(getattr(record, outcome))
