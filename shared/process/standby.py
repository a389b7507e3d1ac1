"""Work that several instances stand ready for and one does: begun with the lease, ended with it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
import structlog

from shared.database.lease import Lease
from shared.observe import Metrics
from shared.process.background import Background

_GLANCE_SECONDS = 1.0
"""How often the lease is looked at: another instance takes over within about this time."""


class Standby:
    """Runs what ``make`` gives while the lease is held; run it in a loop of a :class:`Background`."""

    def __init__(self, lease: Lease, make: Callable[[], Background], metrics: Metrics) -> None:
        self._lease = lease
        self._make = make
        self._leads = metrics.leader.labels(lease.name)
        self._work: Background | None = None

    def run(self, stop: threading.Event) -> None:
        """Take the lease when it is free, and work while it is held, until ``stop`` is set."""
        while not stop.is_set():
            self._look()
            stop.wait(_GLANCE_SECONDS)
        self._end()
        self._lease.release()

    def check(self) -> str:
        """For the health check.

        Raises:
            RuntimeError: a loop of the work has died.
        """
        work = self._work
        return "stands by" if work is None else work.check()

    def _look(self) -> None:
        held = self._held()
        self._leads.set(held)
        if held and self._work is None:
            self._work = self._make()
            self._work.start()
            structlog.get_logger().info("leads", lease=self._lease.name)
        elif not held and self._work is not None:
            structlog.get_logger().warning("no longer leads", lease=self._lease.name)
            self._end()

    def _held(self) -> bool:
        try:
            return self._lease.held()
        except sa.exc.OperationalError as error:
            structlog.get_logger().warning("database away, no lease", error=str(error.orig))
            return False

    def _end(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.stop()
