"""Work that several instances stand ready for and one does: begun with the lease, ended with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
import structlog

from shared.database.lease import Lease
from shared.observe import CheckFailed, Metrics
from shared.process.background import WELL_SECONDS, Background

_GLANCE_SECONDS = 1.0
"""How often the lease is looked at: another instance takes over within about this time."""
DEATHS = 3
"""A loop of the work that has died so many times in a row is given up here: another instance may do better."""
ASIDE_SECONDS = 10.0
"""How long the lease is left to others then."""
FORGOTTEN_SECONDS = 60.0
"""When another instance has led for so long, what this one failed at is its affair no longer."""
SILENT_SECONDS = 20.0
"""A look at the lease that takes so long gets no answer: a database that is away says so earlier."""


class Standby:
    """Runs what ``make`` gives while the lease is held; run it in a loop of a :class:`Background`.

    Work that keeps dying is ended, and the lease left to others for a while. Where nobody took it, this instance
    does again, and bears with twice as many deaths before it stands aside once more: what else belongs to the
    work is to go on. A lease that only one process can hold is never let go of.
    """

    def __init__(
        self,
        lease: Lease,
        make: Callable[[], Background],
        metrics: Metrics,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lease = lease
        self._make = make
        self._now = monotonic
        self._leads = False
        self._work: Background | None = None
        self._since = monotonic()
        """Since when this instance works, or stands by while another leads."""
        self._aside_until: float | None = None
        self._bears = DEATHS
        self._trouble = ""
        """What the work died of here, until it runs well, or another instance has led for a while."""
        self._looking: float | None = None
        """Since when it looks, while it does."""
        metrics.leader.labels(lease.name).set_function(self._leading)
        self._logger = structlog.get_logger().bind(lease=lease.name)

    def run(self, stop: threading.Event) -> None:
        """Take the lease when it is free, and work while it is held, until ``stop`` is set."""
        try:
            while not stop.is_set():
                self._looking = self._now()
                self._look()
                self._looking = None
                stop.wait(_GLANCE_SECONDS)
        finally:
            self._looking = None
            self._let_go()

    def check(self) -> str:
        """For the health check.

        Raises:
            CheckFailed: the lease gets no answer; a loop of the work has died; or it kept dying here before.
        """
        if self._silent():
            raise CheckFailed(f"已 {SILENT_SECONDS:.0f} 秒没有应答：问不到由哪个实例工作，或上一轮工作没有结束")
        work = self._work
        said = "待命" if work is None else work.check()
        if self._trouble:
            raise CheckFailed(self._trouble)
        return said

    def _look(self) -> None:
        now = self._now()
        if self._aside_until is not None and now < self._aside_until:
            return
        back, self._aside_until = self._aside_until is not None, None
        held = self._held()
        if held and self._work is None:
            self._begin(back)
        elif held:
            self._look_at_work(now)
        elif self._work is not None:
            self._logger.warning("no longer leads")
            self._end()
        else:
            self._look_at_others(now, back)

    def _begin(self, back: bool) -> None:
        """Work; where this instance is ``back`` from standing aside, nobody else has taken the lease."""
        if back:
            self._bears *= 2
        self._leads, self._since = True, self._now()
        self._logger.info("leads")
        self._work = self._make()
        self._work.start()

    def _look_at_work(self, now: float) -> None:
        assert self._work is not None
        if self._lease.shared and self._work.dying(self._bears):
            self._stand_aside(self._work)
        elif now - self._since >= WELL_SECONDS and not self._work.dying(1):
            self._trouble, self._bears = "", DEATHS

    def _stand_aside(self, work: Background) -> None:
        name = work.dying(self._bears)
        self._trouble = f"{name} 在这个实例上屡次中断，已让给别的实例"
        self._logger.error("stands aside, for its work keeps dying", loop=name, seconds=ASIDE_SECONDS)
        self._let_go()
        self._aside_until = self._now() + ASIDE_SECONDS

    def _look_at_others(self, now: float, back: bool) -> None:
        """Nothing to do here: another instance leads, or the database is away."""
        if back:
            self._since, self._bears = now, DEATHS
        elif now - self._since >= FORGOTTEN_SECONDS:
            self._trouble = ""

    def _held(self) -> bool:
        try:
            return self._lease.held()
        except sa.exc.OperationalError as error:
            self._logger.warning("database away, no lease", error=str(error.orig))
            return False

    def _let_go(self) -> None:
        try:
            self._end()
        finally:
            self._lease.release()

    def _end(self) -> None:
        work, self._work = self._work, None
        self._leads, self._since = False, self._now()
        if work is not None:
            work.stop()

    def _silent(self) -> bool:
        looking = self._looking
        return looking is not None and self._now() - looking > SILENT_SECONDS

    def _leading(self) -> float:
        """For the metric: whoever gets no answer about the lease cannot say that it leads."""
        return float(self._leads and not self._silent())
