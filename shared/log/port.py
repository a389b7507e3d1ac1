"""The port: what a reader needs of a topic, whichever engine carries it."""

from __future__ import annotations

from typing import Protocol

from shared.store import Recorded


class LogReader(Protocol):
    """A topic, read in position order. Positions are the producing store's."""

    @property
    def topic(self) -> str:
        """``reports``, ``figures`` or ``alerts``."""
        ...

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` events above position ``after``, in order; empty when there are none yet."""
        ...

    def head(self) -> int:
        """The last position there is."""
        ...

    def wait(self, after: int, timeout: float) -> bool:
        """Return True as soon as there may be events above ``after``, False after ``timeout`` seconds."""
        ...
