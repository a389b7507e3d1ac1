"""Regions that were split, merged, renamed, given another code or moved to another parent. Pure.

``regions.csv`` holds every code that ever was, with its months, its newest name and its newest parent;
a change says what was before. A change is *known* from the day it was announced and *in force* from its
effective month on: what is asked as of an earlier day does not know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.catalogue.model import Region
from shared.periods import Month

NEVER = Month(9999, 12)
"""The first month of a region that nobody knows of yet."""


class ChangeKind(StrEnum):
    SPLIT = "split"  # 分设: one code becomes several
    MERGE = "merge"  # 合并: several become one, which may be one of them
    RENAME = "rename"  # 更名: the same code, another name
    RECODE = "recode"  # 换码: the same place, another code
    MOVE = "move"  # 划转: the same code, another parent


@dataclass(frozen=True, slots=True)
class RegionChange:
    """One change. ``before`` is the name (rename) or the parent's code (move) that there was until then."""

    kind: ChangeKind
    announced: date
    effective: Month
    old: tuple[str, ...]
    new: tuple[str, ...]
    document: str
    number: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """What regions of today were in a month: their ``codes`` then. ``splits`` are those that stand in the way:
    only some of their successors were asked for, and nobody knows their part of the whole."""

    codes: tuple[str, ...]
    splits: tuple[RegionChange, ...] = ()


class RegionChanges:
    """Every change of a catalogue, in the order of their effective months."""

    def __init__(self, items: Iterable[RegionChange] = ()) -> None:
        self.items: tuple[RegionChange, ...] = tuple(sorted(items, key=lambda item: item.effective))

    def __bool__(self) -> bool:
        return bool(self.items)

    def known_on(self, day: date) -> RegionChanges:
        """Those announced by ``day``."""
        return RegionChanges(item for item in self.items if item.announced <= day)

    def unknown_on(self, day: date) -> RegionChanges:
        """Those announced after ``day``."""
        return RegionChanges(item for item in self.items if item.announced > day)

    def epoch(self, period: Month) -> int:
        """How many of the changes that move or rename a region are in force in ``period``."""
        return sum(item.effective <= period for item in self.items if item.kind in _IN_PLACE)

    def regions_in(self, regions: Mapping[str, Region], period: Month) -> dict[str, Region]:
        """``regions`` with the names and parents that they had in ``period``."""
        found = dict(regions)
        for item in reversed(self.items):
            if item.effective > period and item.kind in _IN_PLACE:
                _undo(found, item)
        return found

    def forgotten(self, regions: Mapping[str, Region]) -> dict[str, Region]:
        """``regions`` as whoever knows none of these changes has them: what was stays, what comes is not there."""
        found = dict(regions)
        for item in reversed(self.items):
            if item.kind in _IN_PLACE:
                _undo(found, item)
                continue
            for code in item.old:
                found[code] = replace(found[code], valid_to=None)
            for code in item.new:
                if code not in item.old:
                    found[code] = replace(found[code], valid_from=NEVER)
        return found

    def trace(self, codes: Iterable[str], period: Month) -> Traced:
        """What the regions ``codes`` were in ``period``: a merged one its predecessors, a recoded one its old code.

        A split one is its predecessor where all that came of it are among ``codes``.
        """
        found = dict.fromkeys(codes)
        splits: list[RegionChange] = []
        for item in reversed(self.items):
            if item.effective <= period or item.kind in _IN_PLACE or not any(code in found for code in item.new):
                continue
            if item.kind is ChangeKind.SPLIT and not all(code in found for code in item.new):
                splits.append(item)
            for code in item.new:
                found.pop(code, None)
            found |= dict.fromkeys(item.old)
        return Traced(tuple(found), tuple(splits))


NO_CHANGES = RegionChanges()
"""The regions as they always were."""

_IN_PLACE = (ChangeKind.RENAME, ChangeKind.MOVE)


def _undo(regions: dict[str, Region], item: RegionChange) -> None:
    (code,) = item.old
    if item.kind is ChangeKind.RENAME:
        regions[code] = replace(regions[code], name=item.before, short_name=item.before)
    else:
        regions[code] = replace(regions[code], parent=item.before)
