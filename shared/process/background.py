"""Threads that run beside the HTTP side: consumers and periodic jobs. One that fails is begun again, and told of."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog

from shared.backoff import pause
from shared.observe import CheckFailed, Metrics
from shared.observe.health import told_of

_PATIENCE_SECONDS = 15.0
WELL_SECONDS = 30.0
"""A loop that has run for so long since it was begun runs well: what it died of before is over."""
_TRIES = 2
"""A periodic job is tried again soon: it is told of when it has failed so many times in a row."""


@dataclass
class _Loop:
    """A loop and how it stands. Its own thread writes what has become of it, others read that.

    ``failures``: how often it has failed in a row, last of ``error``; ``begun``: since when it has run, None
    while it waits to be begun again. A ``periodic`` job goes on beyond a failure, and does well by succeeding.
    """

    name: str
    run: Callable[[threading.Event], None]
    wake: Callable[[], object]
    periodic: bool = False
    failures: int = 0
    error: Exception | None = None
    begun: float | None = None

    def failed(self, error: Exception) -> None:
        """It has failed once more."""
        self.error = error
        self.failures += 1
        self.begun = None

    def down(self, now: float) -> bool:
        """Whether it is to be told of: it has failed, and has not done well since."""
        well = self.begun is not None and now - self.begun >= WELL_SECONDS
        return self.failures >= (_TRIES if self.periodic else 1) and not well


class Background:
    """Starts named loops and stops them together.

    A loop that dies, or ends though nobody has asked it to, is begun again after a pause that grows
    (shared.backoff) until it has run well. Until then the health check names it, and a metric.
    """

    def __init__(self, metrics: Metrics, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._monotonic = monotonic
        self._stop = threading.Event()
        self._loops: dict[str, _Loop] = {}
        self._threads: list[threading.Thread] = []
        self._ends: list[Callable[[], object]] = []

    def loop(
        self, name: str, run: Callable[[threading.Event], None], wake: Callable[[], object] = lambda: None
    ) -> None:
        """Run ``run(stop)`` in a thread of its own from :meth:`start` on; it returns when ``stop`` is set.

        A loop that waits for something else than ``stop`` is woken with ``wake`` when that is set.
        """
        self._loops[name] = _Loop(name, run, wake)

    def every(
        self,
        name: str,
        seconds: float,
        job: Callable[[], object],
        after: float = 0.0,
        break_off: Callable[[], object] = lambda: None,
    ) -> None:
        """Call ``job`` when ``after`` seconds have passed, and then every ``seconds``. One that fails is logged and
        tried again soon; one that takes long is told to end by ``break_off``."""

        def run(stop: threading.Event) -> None:
            stop.wait(after)
            while not stop.is_set():
                self._try(loop, job)
                stop.wait(min(seconds, pause(loop.failures)) if loop.failures else seconds)

        self._loops[name] = loop = _Loop(name, run, break_off, periodic=True)

    def at_end(self, job: Callable[[], object]) -> None:
        """Call ``job`` once the loops were asked to end, and waited for."""
        self._ends.append(job)

    def start(self) -> None:
        """Start every loop."""
        for loop in self._loops.values():
            self._metrics.loop_failures.labels(loop.name)  # there from the start: its first failure is an increase
            self._metrics.loop_down.labels(loop.name).set_function(partial(self._down, loop))
            thread = threading.Thread(target=self._guard, args=(loop.name, loop.run), name=loop.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Ask every loop to end and wait for it."""
        self._stop.set()
        for loop in self._loops.values():
            loop.wake()
        for thread in self._threads:
            thread.join(_PATIENCE_SECONDS)
        for name in self._loops:
            with suppress(KeyError):  # never started
                self._metrics.loop_down.remove(name)
        for job in self._ends:
            job()

    def check(self) -> str:
        """For the health check.

        Raises:
            CheckFailed: a loop has died and has not run well since, or a periodic job fails again and again.
        """
        now = self._monotonic()
        down = {loop.name: loop for loop in self._loops.values() if loop.down(now)}
        if down:
            told = ", ".join(f"{name}（{told_of(loop.error)}，连续 {loop.failures} 次）" for name, loop in down.items())
            raise CheckFailed(f"中断：{told}", repr({name: loop.error for name, loop in down.items()}))
        return f"{len(self._threads)} 个后台任务在运行"

    def dying(self, times: int) -> str:
        """The name of a loop that has died so many times in a row and has not run well since ('': none has).
        A periodic job goes on."""
        now = self._monotonic()
        loops = (loop for loop in self._loops.values() if not loop.periodic and loop.failures >= times)
        return next((loop.name for loop in loops if loop.down(now)), "")

    def _down(self, loop: _Loop) -> float:
        return float(loop.down(self._monotonic()))

    def _guard(self, name: str, run: Callable[[threading.Event], None]) -> None:
        """Run a loop until it is asked to end, however often it dies."""
        loop = self._loops[name]
        while True:
            loop.begun = begun = self._monotonic()
            error = _end_of(run, self._stop)
            if error is None:
                return
            if self._monotonic() - begun >= WELL_SECONDS:
                loop.failures = 0
            self._died(loop, error)
            if self._stop.wait(pause(loop.failures)):
                return

    def _died(self, loop: _Loop, error: Exception) -> None:
        loop.failed(error)
        self._metrics.loop_failures.labels(loop.name).inc()
        structlog.get_logger().critical(
            "background loop died, begun again", loop=loop.name, times=loop.failures, exc_info=error
        )

    def _try(self, loop: _Loop, job: Callable[[], object]) -> None:
        try:
            job()
        except Exception as error:
            loop.failed(error)
            self._metrics.loop_failures.labels(loop.name).inc()
            structlog.get_logger().error("periodic job failed", job=loop.name, exc_info=error)
        else:
            loop.failures = 0


def _end_of(run: Callable[[threading.Event], None], stop: threading.Event) -> Exception | None:
    """Run a loop; what it died of, None where it was asked to end."""
    try:
        run(stop)
    except Exception as error:
        return error
    return None if stop.is_set() else RuntimeError("it ended by itself")
