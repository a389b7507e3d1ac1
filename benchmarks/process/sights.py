"""When figures show, seen from outside: in the databases of a folder in which one process runs on SQLite."""

from __future__ import annotations

import time
from pathlib import Path

import sqlalchemy as sa

_GLANCE_SECONDS = 0.002
_REPORTS = "type = 'ReportSubmitted'"
_APPLIED = sa.text("SELECT position FROM consumer_marks WHERE consumer = 'aggregator'")
_OTHERS = sa.text(f"SELECT count(*) FROM events WHERE NOT ({_REPORTS})")
_RECORDED = sa.text(
    f"SELECT position, recorded_at FROM events WHERE {_REPORTS} ORDER BY position LIMIT -1 OFFSET :first"
)


class Sights:
    """When each position was first seen applied to the figures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: list[tuple[float, int]] = []

    def watch(self, reports: int, seconds: float) -> None:
        """Look every 2 ms until so many reports are in the figures, or for so long."""
        figures = self._engine("aggregator")
        deadline = time.monotonic() + seconds
        position, until = 0, reports
        while position < until and time.monotonic() < deadline:
            with figures.connect() as connection:
                now_at = connection.execute(_APPLIED).scalar_one_or_none() or 0
            if now_at != position:
                position = now_at
                self._seen.append((time.time(), position))
            if until == reports <= position:
                until += self._others()  # what the system was started with has positions as well
            time.sleep(_GLANCE_SECONDS)
        figures.dispose()

    def delays(self, first: int = 0) -> list[float]:
        """Of each report behind the ``first`` whose figures were seen: the seconds from the time the store recorded it
        to that time."""
        engine = self._engine("intake")
        with engine.connect() as connection:
            rows = connection.execute(_RECORDED, {"first": first}).all()
        engine.dispose()
        delays, at = [], 0
        for row in rows:
            while at < len(self._seen) and self._seen[at][1] < row.position:
                at += 1
            if at < len(self._seen):
                delays.append(max(0.0, self._seen[at][0] - row.recorded_at / 1e6))
        return delays

    def _others(self) -> int:
        engine = self._engine("intake")
        with engine.connect() as connection:
            count: int = connection.execute(_OTHERS).scalar_one()
        engine.dispose()
        return count

    def _engine(self, service: str) -> sa.Engine:
        return sa.create_engine(f"sqlite:///{self._folder / f'{service}.sqlite'}")
