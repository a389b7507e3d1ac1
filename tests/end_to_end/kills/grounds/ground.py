"""Where a game is played: what every place for it can do, and waiting until a system has done all its work."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from shared.log import PRODUCERS
from tests.end_to_end.kills.grounds.reading import Databases
from tests.end_to_end.kills.wishing import People
from tests.end_to_end.truth import caught_up

_GLANCE_SECONDS = 0.02


class Harm(NamedTuple):
    """What was done to a system, in words, and whether intake's own database was away: only then may a report be put
    off."""

    names: tuple[str, ...]
    intake_away: bool = False

    def __add__(self, other: Harm) -> Harm:  # type: ignore[override]  # both were done
        return Harm(self.names + other.names, self.intake_away or other.intake_away)


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

    def harm(self, chance: random.Random) -> Harm:
        """SIGKILL to some part of it, and start that again; and whatever else can happen to it. It may not answer
        yet."""
        ...

    def rest(self) -> None:
        """Wait until it is well and has nothing left to do. Nobody may be asking for anything."""
        ...

    def wrong(self) -> list[str]:
        """What is wrong with it at rest, beside what it holds of reports and figures."""
        ...

    def check(self) -> list[str]:
        """What the system's own commands find wrong: ``verify`` and ``rebuild``."""
        ...


def settle(ask: Callable[[str], Any], seconds: float) -> None:
    """Wait until every reader has applied all that stands in its topic.

    ``ask`` gives what a service says of itself.

    Raises:
        TimeoutError: something is left after that time.
    """
    deadline = time.monotonic() + seconds
    while not caught_up(told := [ask(service) for service in PRODUCERS.values()]):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not at rest after {seconds} s: {told}")
        time.sleep(_GLANCE_SECONDS)


def wait_well(
    problems: Callable[[], Mapping[str, str]], mend: Callable[[], object], seconds: float, pause: float
) -> None:
    """Wait until nobody has problems; before every look, ``mend`` starts again whoever has ended.

    Raises:
        TimeoutError: somebody still has one after that time; the text has those of the last look.
    """
    deadline = time.monotonic() + seconds
    mend()
    while found := problems():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not well after {seconds} s: {dict(found)}")
        time.sleep(pause)
        mend()
