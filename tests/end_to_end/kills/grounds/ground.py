"""Where a game is played: what every place for it can do, and waiting until a system has done all its work."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import httpx

from tests.end_to_end.kills.grounds.reading import Databases
from tests.end_to_end.kills.wishing import People

_GLANCE_SECONDS = 0.02
PRODUCER = {"reports": "intake", "figures": "aggregator", "alerts": "alerts"}


class Ground(Protocol):
    """A system that runs, and can be killed."""

    @property
    def urls(self) -> Sequence[str]:
        """Where reports are taken."""
        ...

    @property
    def people(self) -> People:
        """Who has keys to it."""
        ...

    @property
    def databases(self) -> Databases:
        """What it keeps."""
        ...

    def kill(self, chance: random.Random) -> str:
        """SIGKILL to some part of it, and start that again; what was killed. It may not answer yet."""
        ...

    def rest(self) -> None:
        """Wait until it is well and has nothing left to do. Nobody may be asking for anything."""
        ...

    def check(self) -> list[str]:
        """What the system's own commands find wrong: ``verify`` and ``rebuild``."""
        ...


def settle(ask: Callable[[str], Any], seconds: float) -> None:
    """Wait until every reader has applied all that stands in its topic, and no message waits.

    ``ask`` gives what a service says of itself.

    Raises:
        TimeoutError: something is left after that time.
    """
    deadline = time.monotonic() + seconds
    while _busy(told := {service: ask(service) for service in PRODUCER.values()}):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not at rest after {seconds} s: {told}")
        time.sleep(_GLANCE_SECONDS)


def _busy(told: dict[str, Any]) -> bool:
    heads = {service: each["store_position"] for service, each in told.items()}
    behind = (
        reader["events"] < heads[PRODUCER[reader["topic"]]] for each in told.values() for reader in each["consumers"]
    )
    return any(behind)


def operations(urls: Sequence[str], service: str, secret: str) -> Any:
    """What a service says of itself, from whichever of its instances answers.

    Raises:
        TimeoutError: none does.
    """
    for url in urls:
        try:
            answer = httpx.get(
                f"{url}/v1/operations/{service}", headers={"Authorization": f"Bearer {secret}"}, timeout=60
            )
        except httpx.TransportError:
            continue
        return answer.raise_for_status().json()
    raise TimeoutError(f"no instance of {service} answers")
