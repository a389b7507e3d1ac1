"""The rules once more, in plain Python: what a unit's month may go through, and what figures follow from it.

Written from the design and the published codes of refusals. It imports nothing of the system, so that a
misunderstanding of one is not shared by the other. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ABOVE: Mapping[str, tuple[str, ...]] = {
    "500101": ("500000-db", "500000"),
    "500240": ("500000-dn", "500000"),
    "510104": ("510100", "510000-cp", "510000"),
    "510105": ("510100", "510000-cp", "510000"),
    "433101": ("433100",),
    "433122": ("433100",),
}
"""The units that take part, and every region whose totals a unit's figures belong to."""

LEVELS: Mapping[str, tuple[str, ...]] = {
    "500101": ("500000",),
    "500240": ("500000",),
    "510104": ("510100", "510000"),
    "510105": ("510100", "510000"),
    "433101": ("433100",),
    "433122": ("433100",),
}
"""Whose reviewers decide on a unit's reports, nearest first."""

CLOSES: Mapping[str, tuple[str, ...]] = {unit: (levels[-1],) for unit, levels in LEVELS.items()}
"""The areas that have a plan of their own, and so close months of their units."""

RUNNING = frozenset({"urban_new_employment", "mediation_success_rate"})
"""Indicators that add up over the year, and may be reported as the year to date."""


class Line(NamedTuple):
    """One figure in base units; ``denominator`` is 0 where the indicator has none."""

    indicator: str
    value: int
    denominator: int = 0
    to_date: bool = False


class Deed(NamedTuple):
    """One thing that has happened, as somebody was told: ``position`` orders all of them.

    ``kind`` is one of submitted, corrected, accepted, returned, withdrawn, closed. ``region`` is the unit, for
    ``closed`` the area; ``area`` is that of the reviewer. ``held`` says that a rule keeps the revision from being
    accepted. ``key`` and ``hash`` are as they must stand in the store ('' where nobody can know them).
    """

    position: int
    kind: str
    region: str
    period: str
    revision: int = 0
    area: str = ""
    lines: tuple[Line, ...] = ()
    held: bool = False
    key: str = ""
    hash: str = ""


@dataclass
class Paper:
    """A unit's month. ``live`` are the lines that count, ``approved`` those that a reviewer has accepted."""

    revision: int = 0
    status: str = "none"
    accepted_revision: int | None = None
    area: str = ""
    held: bool = False
    live: tuple[Line, ...] | None = None
    approved: tuple[Line, ...] | None = None


def refusal(paper: Paper, kind: str, closed: bool, unit: str, area: str = "") -> str:
    """The code by which something is refused as the month stands; '' where it may happen.

    A correction is never refused: before an acceptance and a closing it is taken as a plain resubmission.
    """
    if kind == "submitted":
        return _not_plain(paper, closed)
    if kind == "withdrawn":
        return _not_withdrawn(paper, closed)
    if kind in ("accepted", "returned"):
        return _not_reviewed(paper, kind, LEVELS[unit], area)
    return ""


def _not_plain(paper: Paper, closed: bool) -> str:
    if paper.accepted_revision is not None:
        return "already-accepted"
    return "month-closed" if closed else ""


def _not_withdrawn(paper: Paper, closed: bool) -> str:
    if paper.revision == 0:
        return "nothing-reported"
    if paper.accepted_revision is not None:
        return "already-accepted"
    if closed:
        return "month-closed"
    return "" if paper.status == "submitted" else "not-submitted"


def _not_reviewed(paper: Paper, kind: str, levels: tuple[str, ...], area: str) -> str:
    if paper.revision == 0:
        return "nothing-reported"
    if paper.status not in ("submitted", "accepted"):
        return "not-submitted"
    if paper.status == "accepted":
        mine, reached = levels.index(area), levels.index(paper.area)
        if mine < reached:
            return "accepted-above"
        if mine == reached:
            return "already-accepted"
    return "findings-open" if kind == "accepted" and paper.held else ""


def apply(paper: Paper, deed: Deed) -> None:
    """What the deed makes of the month."""
    if deed.kind in ("submitted", "corrected"):
        paper.revision += 1
        paper.status, paper.area, paper.held = "submitted", "", deed.held
        paper.live = deed.lines
    elif deed.kind == "accepted":
        paper.status, paper.area = "accepted", deed.area
        paper.accepted_revision, paper.approved = paper.revision, paper.live
    elif deed.kind == "returned":
        if paper.status == "accepted":  # a level above takes back what one below has accepted
            paper.accepted_revision = paper.approved = None
        paper.status, paper.area, paper.live = "returned", "", paper.approved
    elif deed.kind == "withdrawn":
        paper.status, paper.area, paper.live = "withdrawn", "", paper.approved


@dataclass
class World:
    """Every unit's month, and the months that areas have closed.

    ``events`` says by position which type of event a deed must have left; ``faults`` are deeds that the rules do not
    allow.
    """

    papers: dict[tuple[str, str], Paper] = field(default_factory=lambda: defaultdict(Paper))
    closed: set[tuple[str, str]] = field(default_factory=set)
    events: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def take(self, deed: Deed) -> None:
        """One more deed, in the order of their positions."""
        if deed.kind == "closed":
            if (deed.region, deed.period) in self.closed:
                self.faults.append(f"{deed.position}: {deed.region} {deed.period} was closed twice")
            self.closed.add((deed.region, deed.period))
            self.events[deed.position] = "PeriodClosed"
            return
        paper = self.papers[deed.region, deed.period]
        closed = self.is_closed(deed.region, deed.period)
        if code := refusal(paper, deed.kind, closed, deed.region, deed.area):
            self.faults.append(f"{deed.position}: {deed.kind} {deed.region} {deed.period}, though {code}")
        self.events[deed.position] = _event(paper, deed.kind, closed)
        apply(paper, deed)
        if paper.revision != deed.revision:
            self.faults.append(f"{deed.position}: revision {deed.revision} was told, it is {paper.revision}")

    def is_closed(self, unit: str, period: str) -> bool:
        """Whether one of the areas that close for the unit has closed the month."""
        return any((area, period) in self.closed for area in CLOSES[unit])


def _event(paper: Paper, kind: str, closed: bool) -> str:
    """What it is stored as: a correction of what was neither accepted nor closed is a resubmission."""
    if kind == "corrected" and not closed and paper.accepted_revision is None:
        return "ReportSubmitted"
    return f"Report{kind.capitalize()}"


def world_after(deeds: Iterable[Deed]) -> World:
    """The world after these deeds, whatever order they are given in."""
    world = World()
    for deed in sorted(deeds):
        world.take(deed)
    return world


Sums = dict[tuple[str, str, str], tuple[int, int, int, int, int, int]]
"""By region, indicator and month: value, denominator and units reported; the same three of what is accepted."""


def sums(world: World) -> Sums:
    """The totals of every region above the units; a total of nothing is left out."""
    totals: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * 6)
    for place, which in ((0, "live"), (3, "approved")):
        for unit, period, name, value, denominator in _own(world.papers, which):
            for whole in ABOVE[unit]:
                total = totals[whole, name, period]
                total[place] += value
                total[place + 1] += denominator
                total[place + 2] += 1
    return {key: (t[0], t[1], t[2], t[3], t[4], t[5]) for key, t in totals.items() if any(t)}


def _own(papers: Mapping[tuple[str, str], Paper], which: str) -> Iterator[tuple[str, str, str, int, int]]:
    """What each month has by itself: a year to date less what the year had come to before it."""
    year_to_date: dict[tuple[str, str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for unit, period in sorted(papers):
        for name, value, denominator, to_date in getattr(papers[unit, period], which) or ():
            if name in RUNNING:
                year = (unit, name, period[:4])
                value_before, denominator_before = year_to_date[year]
                if to_date:
                    year_to_date[year] = (value, denominator)
                    value, denominator = value - value_before, denominator - denominator_before
                else:
                    year_to_date[year] = (value_before + value, denominator_before + denominator)
            yield unit, period, name, value, denominator
