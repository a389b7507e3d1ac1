"""The file of what a long suite has done. A suite that is broken off goes on where it stood; what was done by another
commit, or another suite, says nothing of this one and does not count."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar


class Done(Protocol):
    """A piece of work that was done; a named tuple of what JSON can hold."""

    def _asdict(self) -> dict[str, Any]: ...


Piece = TypeVar("Piece", bound=Done)


class Origin(NamedTuple):
    """What a piece of work was done by: the commit (see ``commits``), and the suite with all that it was asked for."""

    commit: str
    suite: str

    def __str__(self) -> str:
        return f"{self.suite} on {self.commit}"


class Ledger(Generic[Piece]):
    """One JSON line a piece. Several processes may add to the same file: they append, a line at once."""

    def __init__(self, path: Path, kind: Callable[..., Piece], origin: Origin) -> None:
        """``kind`` makes a piece of its fields; only those of this ``origin`` count."""
        self._path = path
        self._kind = kind
        self._origin = origin

    def add(self, piece: Piece) -> None:
        """Append it. It begins a line of its own, also where the line before was broken off."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(self._origin._asdict() | {"done": piece._asdict()}))
            file.flush()

    def done(self) -> list[Piece]:
        """What counts, in the order in which it was done."""
        return [self._kind(**line["done"]) for line in self._lines() if _origin(line) == self._origin]

    def told(self) -> str:
        """Over which commit it counts, and what was skipped."""
        origins = Counter(_origin(line) for line in self._lines())
        counted = origins.pop(self._origin, 0)
        skipped = [f"\n  skipped: {count} of {origin}" for origin, count in origins.items()]
        return f"{self._path}: {counted} done, {self._origin}" + "".join(skipped)

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Every whole line: one that was broken off is no JSON."""
        if not self._path.exists():
            return
        for line in self._path.read_text("utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue


def _origin(line: dict[str, Any]) -> Origin:
    """Whose line it is; ledgers did not say so once."""
    return Origin(line.get("commit", "no commit that it tells"), line.get("suite", "some suite"))
