"""How units' years go on where regions change in them: who counts in which month, whose year to date is whose. Pure.

A code that continues others whole (a recode, a merge) continues their years to date. One that got or gave a part
begins anew: what it reports as the year to date means nothing until January, and its month's own figure is asked
for. A change in January touches no year to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shared.catalogue.model import Region
from shared.catalogue.region_changes import RegionChange, RegionChanges
from shared.periods import Month


class YearTurn(NamedTuple):
    """From a month of a year on ``code`` continues ``sources``; without any it begins anew."""

    code: str
    sources: tuple[str, ...]


class Anew(NamedTuple):
    """From ``month`` (2–12) on a code's year to date is not known, because of ``change``."""

    month: int
    change: RegionChange


class RegionYear:
    """The units of one year: ``turns`` by month (2–12), in the order in which they take effect."""

    def __init__(self, year: int, regions: Mapping[str, Region], changes: RegionChanges) -> None:
        self.year = year
        self.turns: dict[int, tuple[YearTurn, ...]] = {}
        self._anew: dict[str, Anew] = {}
        self._absent = _absent(year, regions)
        linked: dict[str, tuple[str, ...]] = {}
        for change in changes.items:
            if change.effective.year == year and change.effective.month > 1:
                turns = tuple(self._turn(change, code) for code in change.new if change.into(code))
                month = change.effective.month
                self.turns[month] = (*self.turns.get(month, ()), *turns)
                for turn in turns:
                    _link(linked, (turn.code, *turn.sources))
        self._families = {code: family for code, family in linked.items() if len(family) > 1}

    def family(self, code: str) -> tuple[str, ...]:
        """The codes whose years to date hang together with that of ``code``, itself among them."""
        return self._families.get(code) or (code,)

    def joined(self, code: str) -> bool:
        """Whether another code's reports can move the months of this one."""
        return code in self._families

    def counts(self, code: str, month: int) -> bool:
        """Whether the code is there in a month (1–12): what is reported for any other belongs to nobody."""
        return not self._absent or month not in self._absent.get(code, ())

    def anew(self, code: str, month: int) -> RegionChange | None:
        """The change for which a year to date of ``code`` means nothing in a month (1–12); None where it is good."""
        found = self._anew.get(code)
        return found.change if found is not None and month >= found.month else None

    @property
    def beginning_anew(self) -> tuple[str, ...]:
        """The codes of whose year to date a part is not known."""
        return tuple(self._anew)

    def turns_of(self, family: Iterable[str]) -> dict[int, tuple[YearTurn, ...]]:
        """The turns of some codes, by month."""
        if not self.turns:
            return {}
        mine = frozenset(family)
        found = {month: tuple(turn for turn in turns if turn.code in mine) for month, turns in self.turns.items()}
        return {month: turns for month, turns in found.items() if turns}

    def _turn(self, change: RegionChange, code: str) -> YearTurn:
        """What becomes of a code's year to date; a source that began anew leaves its heir without one as well."""
        flows = change.into(code)
        month = change.effective.month
        if not all(flow.whole for flow in flows):
            self._anew.setdefault(code, Anew(month, change))
        elif lost := next((self._anew[flow.old] for flow in flows if flow.old in self._anew), None):
            self._anew.setdefault(code, Anew(month, lost.change))
        else:
            return YearTurn(code, tuple(flow.old for flow in flows))
        return YearTurn(code, ())


def _absent(year: int, regions: Mapping[str, Region]) -> dict[str, frozenset[int]]:
    """By code the months of a year in which it is not there; without those that always are."""
    found = {}
    for code, region in regions.items():
        if region.valid_from is not None or region.valid_to is not None:
            gone = frozenset(month for month in range(1, 13) if not region.valid_in(Month(year, month)))
            if gone:
                found[code] = gone
    return found


def _link(linked: dict[str, tuple[str, ...]], codes: Sequence[str]) -> None:
    """Put the families of ``codes`` together."""
    whole = tuple(dict.fromkeys(member for code in codes for member in linked.get(code, (code,))))
    for code in whole:
        linked[code] = whole
