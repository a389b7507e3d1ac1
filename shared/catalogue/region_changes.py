"""Regions that were split, merged, redrawn, renamed, given another code or moved to another parent. Pure.

``regions.csv`` holds every code that ever was, with its months, its newest name and its newest parent;
a change says what was before. A change is *known* from the day it was announced and *in force* from its
effective month on: what is asked as of an earlier day does not know it.

Whatever its kind, a change of codes is a set of flows: what of which old code went to which new one. A code to
which only wholes flowed continues them; to which a part flowed, it has no past of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.catalogue.model import Region
from shared.periods import Month

NEVER = Month(9999, 12)
"""The first month of a region that nobody knows of yet."""


class ChangeKind(StrEnum):
    SPLIT = "split"  # 分设: one code becomes several
    MERGE = "merge"  # 合并: several become one, which may be one of them
    RENAME = "rename"  # 更名: the same code, another name
    RECODE = "recode"  # 换码: the same place, another code
    REDRAW = "redraw"  # 区划调整: several become several, whole or in parts
    MOVE = "move"  # 划转: the same code, another parent


class Flow(NamedTuple):
    """What of an old code went to a new one: the ``whole`` of it, or a part. A rest that stays goes to its own code."""

    old: str
    new: str
    whole: bool


@dataclass(frozen=True, slots=True)
class RegionChange:
    """One change. ``before`` is the name (rename) or the parent's code (move) that there was until then;
    ``drawn`` are the flows of a redraw, which of every other kind are known by themselves."""

    kind: ChangeKind
    announced: date
    effective: Month
    old: tuple[str, ...]
    new: tuple[str, ...]
    document: str
    number: str = ""
    before: str = ""
    drawn: tuple[Flow, ...] = ()

    @property
    def flows(self) -> tuple[Flow, ...]:
        """What went where; nothing where the same code stays, with another name or parent."""
        if self.kind in _IN_PLACE:
            return ()
        if self.kind is ChangeKind.REDRAW:
            return self.drawn
        whole = self.kind is not ChangeKind.SPLIT
        return tuple(Flow(old, new, whole) for old in self.old for new in self.new)

    def into(self, code: str) -> tuple[Flow, ...]:
        """What went to a code."""
        return tuple(flow for flow in self.flows if flow.new == code)


@dataclass(frozen=True, slots=True)
class Traced:
    """What regions of today were in a month: their ``codes`` then. ``splits`` are those that stand in the way:
    only some of those who got a part were asked for, and nobody knows their part of the whole."""

    codes: tuple[str, ...]
    splits: tuple[RegionChange, ...] = ()


class RegionChanges:
    """Every change of a catalogue, in the order of their effective months."""

    def __init__(self, items: Iterable[RegionChange] = ()) -> None:
        self.items: tuple[RegionChange, ...] = tuple(sorted(items, key=lambda item: item.effective))
        self._concerned = frozenset(code for item in self.items for flow in item.flows for code in flow[:2])
        self._in_place = tuple(item.effective for item in self.items if item.kind in _IN_PLACE)

    def __bool__(self) -> bool:
        return bool(self.items)

    def known_on(self, day: date) -> RegionChanges:
        """Those announced by ``day``."""
        return RegionChanges(item for item in self.items if item.announced <= day)

    def unknown_on(self, day: date) -> RegionChanges:
        """Those announced after ``day``."""
        return RegionChanges(item for item in self.items if item.announced > day)

    @property
    def first(self) -> Month:
        """The month in which the first of them takes effect; NEVER without any."""
        return self.items[0].effective if self.items else NEVER

    @property
    def move(self) -> bool:
        """Whether any of them moves or renames a region: else there is one epoch."""
        return bool(self._in_place)

    def epoch(self, period: Month) -> int:
        """How many of the changes that move or rename a region are in force in ``period``."""
        return bisect_right(self._in_place, period)

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

    def trace(self, codes: Iterable[str], period: Month, until: Month = NEVER) -> Traced:
        """What the regions ``codes`` of the month ``until`` were in ``period``: a merged one its predecessors, a
        recoded one its old code. What came after ``until`` has not happened.

        What went out in parts is itself again where all who got one are among ``codes``.
        """
        found = dict.fromkeys(codes)
        splits: list[RegionChange] = []
        for item in reversed(self.items):
            if item.effective <= period:
                break
            if item.effective > until:
                continue
            touched = [code for code in item.new if code in found and item.into(code)]
            if not touched:
                continue
            sources = dict.fromkeys(flow.old for code in touched for flow in item.into(code))
            if not all(flow.new in found for flow in item.flows if flow.old in sources):
                splits.append(item)
            for code in touched:
                found.pop(code, None)
            found |= sources
        return Traced(tuple(found), tuple(splits))

    def predecessors(self, code: str, period: Month, until: Month) -> tuple[str, ...]:
        """What ``code`` of the month ``until`` continues, as it was in ``period``: itself unless it changed in
        between; none where only a part flowed."""
        if code not in self._concerned:
            return (code,)
        traced = self.trace((code,), period, until)
        return () if traced.splits else traced.codes

    def stage(self, code: str, period: Month) -> int:
        """How many of the changes that made ``code`` what it is have come by ``period``: each gives it another past."""
        if code not in self._concerned:
            return 0
        return sum(item.effective <= period for item in self.items if item.into(code))

    def concern(self, code: str) -> bool:
        """Whether any of them is about what ``code`` was, or what became of it."""
        return code in self._concerned

    def origins(self, code: str) -> tuple[str, ...]:
        """Every code that ``code`` continues, itself first."""
        found = {code: None}
        for item in reversed(self.items):
            for new in item.new:
                flows = item.into(new) if new in found else ()
                if flows and all(flow.whole for flow in flows):
                    found |= dict.fromkeys(flow.old for flow in flows)
        return tuple(found)

    def successors(self, code: str, period: Month) -> tuple[str, ...]:
        """Who has taken over from ``code`` by ``period``: whom the whole of it went to, else everybody who got a part;
        itself where nobody has."""
        found = {code: None}
        for item in self.items:
            for old in tuple(found) if item.effective <= period else ():
                flows = [flow for flow in item.flows if flow.old == old]
                if flows:
                    del found[old]
                    found |= dict.fromkeys([flow.new for flow in flows if flow.whole] or [flow.new for flow in flows])
        return tuple(found)

    def heirs(self, code: str) -> tuple[str, ...]:
        """Every code that continues ``code``, alone or with others, whenever it came to be; nearest first."""
        found: dict[str, None] = {}
        step = [code]
        for item in self.items:
            for new in item.new:
                sources = item.into(new)
                if sources and all(flow.whole for flow in sources) and any(flow.old in step for flow in sources):
                    found[new] = None
                    step.append(new)
        found.pop(code, None)
        return tuple(found)


NO_CHANGES = RegionChanges()
"""The regions as they always were."""

_IN_PLACE = (ChangeKind.RENAME, ChangeKind.MOVE)


def _undo(regions: dict[str, Region], item: RegionChange) -> None:
    (code,) = item.old
    if item.kind is ChangeKind.RENAME:
        regions[code] = replace(regions[code], name=item.before, short_name=item.before)
    else:
        regions[code] = replace(regions[code], parent=item.before)
