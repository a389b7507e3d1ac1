"""In which steps the sum of some units' figures becomes public, so that no unaccepted figure follows from it. Pure.

Units whose figures go to the same sums are looked at together, one indicator and month at a time. What a unit has
reported is a *figure*: the unit and the revision that it was first reported with. The values play no part.

A figure is **open** once a revision of the unit's month at least as late is publicly accepted: then it stands in
public by itself, or was replaced by one that does. Every other is **hidden**. Two public sums differ by the figures
that are in one of them alone; the rule is that among these no hidden one is found, or hidden ones of three units at
least. It holds for the sums of any two moments, and for each sum by itself (it differs from nothing by all it holds).

So what was reported joins the public sum together with that of two more units at least, or once it is accepted; and
an acceptance shows when what it leaves hidden in any difference is nothing, or still of three units.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

STEP = 3
"""Of so many units at least hidden figures join a public sum, or leave it. With two, each would learn the other's."""


class Figure(NamedTuple):
    """What a unit reported, by the revision of its month that first said so."""

    unit: str
    revision: int


class UnitStanding(NamedTuple):
    """What stands of a unit after an event, by revision; None: nothing."""

    unit: str
    live: int | None
    accepted: int | None


class Shown(NamedTuple):
    """What is public of each unit, by revision; who is in neither is not in public at all."""

    live: Mapping[str, int]
    accepted: Mapping[str, int]


def shown_after(history: Iterable[UnitStanding]) -> Shown:
    """What is public after these events, which follow one another from the first on."""
    sums = _PublicSums()
    for standing in history:
        sums.take(standing)
    return Shown(sums.live, sums.accepted)


class _PublicSums:
    """The public sum as it moves with the events."""

    def __init__(self) -> None:
        self.live: dict[str, int] = {}
        self.accepted: dict[str, int] = {}
        self._standing: dict[str, UnitStanding] = {}
        self._opened: dict[str, int] = {}
        self._sums: list[frozenset[Figure]] = [frozenset()]
        self._differences: set[frozenset[Figure]] = set()  # of any two public sums: what was hidden in them

    def take(self, standing: UnitStanding) -> None:
        """Take an event, and show what may be shown behind it."""
        self._standing[standing.unit] = standing
        if standing.accepted is None:
            self.accepted.pop(standing.unit, None)  # what was public is taken back: that tells nothing new
        self._accept()
        self._move_open()
        self._move_hidden()

    def _accept(self) -> None:
        """Show the acceptances that leave nothing hidden behind, or enough."""
        wanted = {
            unit: standing.accepted
            for unit, standing in self._standing.items()
            if standing.accepted is not None and standing.accepted != self.accepted.get(unit)
        }
        while wanted:
            opened = self._opened_with(wanted)
            telling = [each for each in self._differences if 0 < len(_hidden(each, opened)) < STEP]
            if not telling:
                self.accepted |= wanted
                self._opened = opened
                self._differences = {each for each in self._differences if _hidden(each, opened)}
                return
            held = {figure.unit for figure in min(telling, key=_by_size)}  # a larger one may then be left enough
            wanted = {unit: at for unit, at in wanted.items() if unit not in held}

    def _opened_with(self, accepted: Mapping[str, int]) -> dict[str, int]:
        return self._opened | {unit: max(at, self._opened.get(unit, 0)) for unit, at in accepted.items()}

    def _move_open(self) -> None:
        """Let the public sum follow where nothing hidden joins or leaves."""
        moved = dict(self.live)
        for unit, standing in self._standing.items():
            if self._is_open(unit, self.live.get(unit)):
                at = standing.live if self._is_open(unit, standing.live) else standing.accepted
                if at is not None and self._is_open(unit, at):
                    moved[unit] = at
                elif standing.live is None:
                    moved.pop(unit, None)
        self._show(moved)

    def _move_hidden(self) -> None:
        """Let hidden figures join or leave, of enough units together."""
        late = [unit for unit, standing in self._standing.items() if standing.live != self.live.get(unit)]
        if len(late) < STEP:
            return
        moved = dict(self.live)
        for unit in late:
            live = self._standing[unit].live
            if live is None:
                moved.pop(unit, None)
            else:
                moved[unit] = live
        if all(not 0 < len(_hidden(each, self._opened)) < STEP for each in self._against(_figures(moved))):
            self._show(moved)

    def _show(self, live: dict[str, int]) -> None:
        if live != self.live:
            self.live = live
            figures = _figures(live)
            self._differences |= {each for each in self._against(figures) if _hidden(each, self._opened)}
            self._sums.append(figures)

    def _against(self, figures: frozenset[Figure]) -> list[frozenset[Figure]]:
        """By what a sum differs from every one that was public before."""
        return [figures ^ each for each in self._sums]

    def _is_open(self, unit: str, revision: int | None) -> bool:
        return revision is None or revision <= self._opened.get(unit, 0)


def _figures(live: Mapping[str, int]) -> frozenset[Figure]:
    return frozenset(Figure(unit, at) for unit, at in live.items())


def _hidden(figures: Collection[Figure], opened: Mapping[str, int]) -> frozenset[str]:
    """The units whose hidden figures are among these."""
    return frozenset(unit for unit, revision in figures if revision > opened.get(unit, 0))


def _by_size(figures: frozenset[Figure]) -> tuple[int, list[Figure]]:
    return len(figures), sorted(figures)
