"""Health: the checks that a service answers for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import structlog


class HealthCheck(NamedTuple):
    """The outcome of one health check."""

    name: str
    ok: bool
    detail: str


class Health:
    """The checks a service answers for; a check returns its detail, or raises."""

    def __init__(self) -> None:
        self._checks: dict[str, Callable[[], str]] = {}

    def add(self, name: str, check: Callable[[], str]) -> None:
        """Ask ``check`` under this name from now on."""
        self._checks[name] = check

    def report(self) -> list[HealthCheck]:
        """Every check's outcome now."""
        return [self._run(name, check) for name, check in self._checks.items()]

    def _run(self, name: str, check: Callable[[], str]) -> HealthCheck:
        try:
            return HealthCheck(name, True, check())
        except Exception as error:
            structlog.get_logger().warning("health check failed", check=name, error=repr(error))
            return HealthCheck(name, False, type(error).__name__)
