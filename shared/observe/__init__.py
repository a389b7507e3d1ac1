"""Logs, metrics and health: what the ops team sees of a running service."""

from shared.observe.health import CheckFailed, Health, HealthCheck, Status, status_of
from shared.observe.logs import configure_logging
from shared.observe.metrics import Metrics

__all__ = ["CheckFailed", "Health", "HealthCheck", "Metrics", "Status", "configure_logging", "status_of"]
