"""Waiting for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable

_GLANCE_SECONDS = 0.01


def until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it becomes true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(_GLANCE_SECONDS)
    return True
