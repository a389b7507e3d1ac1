"""Logs, metrics and health: what the ops team sees of a running service."""

from shared.observe.health import Health, HealthCheck
from shared.observe.logs import configure_logging
from shared.observe.metrics import Metrics

__all__ = ["Health", "HealthCheck", "Metrics", "configure_logging"]
