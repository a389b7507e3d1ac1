"""Threads that run beside the HTTP side: consumers and periodic jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

_PATIENCE_SECONDS = 15.0


class Background:
    """Starts named loops and stops them together. A loop that dies is seen by the health check."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._loops: list[tuple[str, Callable[[threading.Event], None]]] = []
        self._wakes: list[Callable[[], object]] = []
        self._threads: list[threading.Thread] = []
        self._failures: dict[str, str] = {}
        self._ends: list[Callable[[], object]] = []

    def loop(
        self, name: str, run: Callable[[threading.Event], None], wake: Callable[[], object] = lambda: None
    ) -> None:
        """Run ``run(stop)`` in a thread of its own from :meth:`start` on; it returns when ``stop`` is set.

        A loop that waits for something else than ``stop`` is woken with ``wake`` when that is set.
        """
        self._loops.append((name, run))
        self._wakes.append(wake)

    def every(self, name: str, seconds: float, job: Callable[[], object]) -> None:
        """Call ``job`` at once and then every ``seconds``. One that fails is logged and tried again."""

        def run(stop: threading.Event) -> None:
            while not stop.is_set():
                try:
                    job()
                except Exception as error:
                    structlog.get_logger().error("periodic job failed", job=name, exc_info=error)
                stop.wait(seconds)

        self.loop(name, run)

    def at_end(self, job: Callable[[], object]) -> None:
        """Call ``job`` once the loops were asked to end, and waited for."""
        self._ends.append(job)

    def start(self) -> None:
        """Start every loop."""
        for name, run in self._loops:
            thread = threading.Thread(target=self._guard, args=(name, run), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Ask every loop to end and wait for it."""
        self._stop.set()
        for wake in self._wakes:
            wake()
        for thread in self._threads:
            thread.join(_PATIENCE_SECONDS)
        for job in self._ends:
            job()

    def check(self) -> str:
        """For the health check.

        Raises:
            RuntimeError: a loop has died.
        """
        if self._failures:
            raise RuntimeError(f"loops died: {self._failures}")
        return f"{len(self._threads)} loops run"

    def _guard(self, name: str, run: Callable[[threading.Event], None]) -> None:
        try:
            run(self._stop)
        except Exception as error:
            self._failures[name] = repr(error)
            structlog.get_logger().critical("background loop died", loop=name, exc_info=error)
