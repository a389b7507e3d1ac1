"""A route asked by somebody, again and again, by a fixed seed; and which of them are still to be asked."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.end_to_end.fuzz_http.doors import Ask, Door
from tests.unit.asking import EVERYBODY, Somebody


class Cell(NamedTuple):
    """A route and who asks it."""

    door: Door
    who: Somebody

    @property
    def name(self) -> str:
        return f"{self.who.name} {self.door.route}"


class Sends(Protocol):
    """What can be asked."""

    def send(self, ask: Ask, who: Somebody) -> httpx.Response:
        """The answer to somebody."""
        ...


class Asked(NamedTuple):
    """What a cell was answered: how often each status, and the requests that broke the server."""

    cell: str
    statuses: dict[str, int]
    broken: list[str]


def cells(doors: Sequence[Door], shard: int = 0, of: int = 1) -> list[Cell]:
    """Every door for everybody; of these the ones of a shard."""
    found = [Cell(door, who) for door in doors for who in EVERYBODY]
    return found[shard::of]


def ask(world: Sends, cell: Cell, times: int) -> Asked:
    """Ask a cell: the same requests at every time, as far as the world is the same."""
    statuses: Counter[str] = Counter()
    broken: list[str] = []

    @seed(zlib.crc32(cell.name.encode()))
    @settings(
        max_examples=times,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cell.door.asks)
    def one(request: Ask) -> None:
        try:
            status = world.send(request, cell.who).status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            statuses[type(error).__name__] += 1
            broken.extend([f"{error!r}: {request}"] if isinstance(error, httpx.RemoteProtocolError) else [])
            return
        statuses[str(status)] += 1
        if status >= 500:
            broken.append(f"{status}: {request}")

    one()
    return Asked(cell.name, dict(statuses), broken)


def open_cells(all_of_them: Sequence[Cell], asked: Iterable[Asked]) -> list[Cell]:
    """The cells that were not asked yet, or broke the server when they were asked last."""
    well = {each.cell for each in last_asked(all_of_them, asked) if not each.broken}
    return [cell for cell in all_of_them if cell.name not in well]


def last_asked(some: Sequence[Cell], asked: Iterable[Asked]) -> list[Asked]:
    """What these cells, and no others, were answered last; a cell that was never asked is missing."""
    last = {each.cell: each for each in asked}
    return [last[cell.name] for cell in some if cell.name in last]
