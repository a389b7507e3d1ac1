"""How far this machine's clock is from that of the database, by which all instances can be held against each other."""

from __future__ import annotations

import time
from collections.abc import Callable

import sqlalchemy as sa

from shared.database.engine import Database
from shared.observe import Metrics
from shared.observe.health import CheckFailed

MOST_SECONDS = 60.0
"""From here on it is told: days end at another time here than elsewhere, and points in time mean other events."""


class ClockSkew:
    """Measures it when health is asked for. An embedded database has the machine's own clock: it is never off."""

    def __init__(
        self, service: str, database: Database, metrics: Metrics, seconds: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._seconds = seconds
        self._skew = metrics.clock_skew.labels(service)

    def check(self) -> str:
        """Says how far the clocks are apart.

        Raises:
            CheckFailed: too far.
        """
        if not self._database.postgresql:
            return "用的就是本机的时钟"
        skew = self._measured()
        self._skew.set(skew)
        told = f"与数据库的时钟相差 {skew:+.1f} 秒"
        if abs(skew) > MOST_SECONDS:
            raise CheckFailed(told)
        return told

    def _measured(self) -> float:
        """Positive where this machine is ahead. The answer was given somewhere between asking and having it."""
        with self._database.read() as connection:
            before = self._seconds()
            there = float(connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
            return (before + self._seconds()) / 2 - there
