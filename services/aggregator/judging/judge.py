"""Judges what waits: beside the reports, soon after them, each month once however often it changed meanwhile.

What this trades: a change and its judgement are two transactions, and for a moment figures are newer than what is
said of them (``to_judge.judged`` tells up to where all is judged). For that a batch of reports no longer pays for
reading whole series and forecasting them, and what a hundred batches changed is judged once. See docs/decisions/0435.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa
import structlog

from services.aggregator import reader_position, to_judge
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.judging.gathering import LullWait
from services.aggregator.judging.taking import by_target, whole_targets
from services.aggregator.model import WaitingMonth
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.reports import repository as reports_repository
from shared.consume import NotByThisInstance
from shared.database.engine import Database
from shared.log.signal import Signal
from shared.observe import CheckFailed, Metrics
from shared.periods import Clock, Month, to_microseconds
from shared.store import EventStore

AT_ONCE = 60
"""Target months that one transaction judges: some dozens of milliseconds, for which nobody applies anything."""
_LOOK_SECONDS = 1.0
"""How often is looked though nothing was heard of: another instance may have died with its work undone."""
_BACKOFF_SECONDS = 1.0
_AGAIN_SECONDS = 30.0
"""So long after a target could not be judged it is tried again."""

_Target = tuple[str, int]


class Judge:
    """Takes what waits, oldest first, judges it and tells it: one transaction for some targets of one plan.

    Under the append lock, as whoever applies and notes (docs/decisions/0109): so any number of instances judge beside
    one another, and each target is judged on all that was committed before. A target that cannot be judged, which is a
    fault of the program, keeps no other from it: it goes on waiting, and the health check names it.
    """

    def __init__(
        self,
        database: Database,
        store: EventStore,
        progress: ProgressHandler,
        in_use: CatalogueInUse,
        metrics: Metrics,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``clock`` is the machine's, as that of :class:`Noting`."""
        self._database = database
        self._store = store
        self._progress = progress
        self._in_use = in_use
        self._metrics = metrics
        self._clock = clock
        self._monotonic = monotonic
        self._signal = Signal()
        self._lull = LullWait(self._signal)
        self._failed: dict[_Target, float] = {}
        self._idle = threading.Event()
        self._logger = structlog.get_logger()
        database.on_commit(self._signal.notify)

    def waiting(self) -> int:
        """How many target months wait to be judged."""
        with self._database.read() as connection:
            return to_judge.judged(connection).waiting

    def catch_up(self) -> int:
        """Judge until nothing waits that can be judged; how many months that were noted are done."""
        total = 0
        while taken := self.judge_once():
            total += taken
        return total

    def judge_once(self) -> int:
        """Judge each target that waits now once, whatever comes meanwhile; how many noted months are done."""
        with self._database.read() as connection:
            if not to_judge.anything(connection):
                return 0
            until = reader_position.position(connection)
        total = 0
        while taken := self.step(until):
            total += taken
        return total

    def step(self, until: int) -> int:
        """Judge some targets of the plan that has waited longest, of what has changed at ``until`` or before;
        how many noted months are done (0: none waits)."""
        try:
            taken = self._some(until)
        except (NotByThisInstance, sa.exc.OperationalError):
            raise
        except Exception as error:
            self._logger.warning("some targets could not be judged, going one by one", error=repr(error))
            return self._one_by_one(until)
        return len(taken)

    def run(self, stop: threading.Event) -> None:
        """Judge until ``stop`` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                self._turn(stop)
            except NotByThisInstance as error:
                self._logger.warning("nothing is judged by this instance", why=str(error))
                stop.wait(_BACKOFF_SECONDS)
            except sa.exc.OperationalError as error:
                self._logger.warning("database away, trying again", error=str(error.orig))
                stop.wait(_BACKOFF_SECONDS)

    def wake(self) -> None:
        """End a wait, for :meth:`run` to see that it is to end."""
        self._lull.hurry()
        self._signal.notify()

    def hurry(self, patience_seconds: float) -> None:
        """Gather nothing more until all is judged; wait for that so long."""
        self._idle.clear()
        self.wake()
        self._idle.wait(patience_seconds)

    def check(self) -> str:
        """For the health check.

        Raises:
            CheckFailed: targets cannot be judged.
        """
        with self._database.read() as connection:
            judged = to_judge.judged(connection)
        if failed := sorted(self._failed):
            named = "、".join(f"{plan} 第 {row} 行" for plan, row in failed[:5])
            raise CheckFailed(f"{len(failed)} 项指标无法判断：{named}")
        return f"判断到位置 {judged.position}" + (f"，{judged.waiting} 个指标月待判断" if judged.waiting else "")

    def _turn(self, stop: threading.Event) -> None:
        """Judge all that waits, then wait for news, and for what comes close behind it."""
        seen = self._signal.seen()
        done = self.judge_once()
        self._show()
        if not done:
            self._lull.done()
            self._idle.set()
            if not self._signal.wait(seen, _LOOK_SECONDS):
                return
        self._lull.wait(stop)

    def _some(self, until: int, only: _Target | None = None) -> Sequence[WaitingMonth]:
        """Judge some targets, or ``only`` one, in one transaction; what was noted of them."""
        with self._database.write() as connection:
            reader_position.lock(connection)
            self._in_use.check(connection)
            taken = self._take(connection, until) if only is None else _of_target(connection, only)
            if taken:
                version = reader_position.position(connection)
                self._store.append(connection, self._progress.judge(connection, taken, version))
                to_judge.forget(connection, taken)
        for target in {(each.plan, each.row) for each in taken}:
            self._failed.pop(target, None)
        return taken

    def _take(self, connection: sa.Connection, until: int) -> Sequence[WaitingMonth]:
        wanted = self._wanted(connection, until)
        if not wanted:
            return []
        plan = wanted[0][0]
        waiting = [each for each in to_judge.of_plan(connection, plan) if (each.plan, each.row) in wanted]
        latest = reports_repository.last_period(connection) or Month.parse(waiting[-1].period)
        return whole_targets(waiting, latest, AT_ONCE)

    def _wanted(self, connection: sa.Connection, until: int) -> list[_Target]:
        """The targets that wait, but those that are left alone for a while."""
        alone = self._left_alone()
        return [target for target in to_judge.oldest_first(connection, until) if target not in alone]

    def _one_by_one(self, until: int) -> int:
        """Judge each target in a transaction of its own; those that cannot be judged are left alone for a while."""
        with self._database.read() as connection:
            wanted = self._wanted(connection, until)
        done = 0
        for target in wanted:
            try:
                done += len(self._some(until, only=target))
            except (NotByThisInstance, sa.exc.OperationalError):
                raise
            except Exception as error:
                self._failed[target] = self._monotonic()
                plan, row = target
                self._logger.error("target cannot be judged", plan=plan, row=row, error=repr(error), exc_info=error)
        return done

    def _left_alone(self) -> frozenset[_Target]:
        now = self._monotonic()
        return frozenset(target for target, since in self._failed.items() if now - since < _AGAIN_SECONDS)

    def _show(self) -> None:
        """Set the gauges."""
        with self._database.read() as connection:
            judged = to_judge.judged(connection)
        age = 0 if judged.waiting_since is None else (to_microseconds(self._clock.now()) - judged.waiting_since) / 1e6
        self._metrics.to_judge.set(judged.waiting)
        self._metrics.to_judge_oldest.set(max(0.0, age))


def _of_target(connection: sa.Connection, target: _Target) -> Sequence[WaitingMonth]:
    plan, row = target
    return next((months for months in by_target(to_judge.of_plan(connection, plan)) if months[0].row == row), [])
