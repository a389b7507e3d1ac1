"""What becomes of a wrong key, whichever door it is shown at: counted, told, and after some time only told to wait."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Literal

import structlog
from fastapi import Request

from shared.observe import Metrics
from shared.security.attempts import Attempts
from shared.security.keys import digest
from shared.web.problems import Problem

Door = Literal["header", "second-signer"]
"""Where a key is shown: in the header ``Authorization`` or ``Second-Signer``."""


class WrongKeys:
    """Counts them over all doors of the process. To be asked only after the key was looked up, and not found.

    Who shows none has failed at nothing: all of those would be one account, and have to wait for each other.

    Neither the key nor anything made of it is logged. ``seconds`` counts seconds.
    """

    def __init__(self, metrics: Metrics, seconds: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._seconds = seconds
        self._attempts = Attempts()
        self._lock = threading.Lock()

    def shown(self, request: Request, secret: str, door: Door) -> int:
        """A wrong key was shown; for how many whole seconds whoever did is to wait (0: it is told that it is wrong, or
        that none was shown)."""
        if not secret.strip():
            return 0
        address = client_address(request)
        with self._lock:
            waits = math.ceil(self._attempts.fail(address, digest(secret.strip()), self._seconds()))
        self._metrics.wrong_keys.labels(door, "slowed" if waits else "told").inc()
        if not waits:  # who does not wait is counted, but fills no log
            structlog.get_logger().warning("wrong key", door=door, address=address)
        return waits

    def refusal(self, request: Request, secret: str, door: Door, told: Problem) -> Problem:
        """What a wrong key is answered with: ``told``, or 429 for who is to wait."""
        waits = self.shown(request, secret, door)
        return too_many_failures(waits) if waits else told


def too_many_failures(seconds: int) -> Problem:
    """429: the key was wrong, as many before it were."""
    return Problem(
        429,
        "too-many-failures",
        "密钥无效，且失败次数过多",
        detail=waiting_sentence(seconds),
        headers={"Retry-After": str(seconds)},
    )


def waiting_sentence(seconds: int) -> str:
    """What is said to who is to wait."""
    return f"请在 {seconds} 秒后再试。有效的密钥不受影响，随时可用"


def client_address(request: Request) -> str:
    """Where a request came from: the server takes a proxy's word for it only where the proxy is trusted."""
    return request.client.host if request.client else ""
