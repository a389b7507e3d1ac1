"""Asks every health check again and again, so that what they find is a metric and an alert without anybody looking."""

from __future__ import annotations

from shared.observe import Health, Metrics
from shared.periods import Clock

SWEEP_SECONDS = 15.0


class HealthWatch:
    """The checks of ``health`` as gauges. One that does not answer is told by the age of the last time all did."""

    def __init__(self, health: Health, metrics: Metrics, clock: Clock) -> None:
        self._health = health
        self._metrics = metrics
        self._clock = clock

    def sweep(self) -> None:
        """Ask once."""
        for check in self._health.report():
            self._metrics.health_check.labels(check.name).set(check.ok)
        self._metrics.health_checked_at.set(self._clock.now().timestamp())
