"""The office that runs the system: who it is, what it answers for, and how it signs its letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.catalogue.model.appraisals import AppraisalScheme
from shared.catalogue.model.comparisons import ComparisonRule


class Tile(NamedTuple):
    """Where a region's square stands on the map of tiles, counted from the north-west corner."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """How the office of a region signs a letter: its name, the number's pattern, and who can be asked.

    ``number`` may hold ``{year}``; what it lacks, the serial number above all, is written by hand.
    """

    region: str
    issuer: str
    number: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """The office. ``region`` is the area that it is responsible for; both texts are '' where nobody has written them.

    ``letterheads`` by region, ``tiles``: how the regions are drawn as a map, and ``comparisons``: which indicators are
    held beside each other. ``schemes`` are those that districts are appraised by.
    """

    name: str = ""
    region: str = ""
    letterheads: Mapping[str, Letterhead] = field(default_factory=dict)
    tiles: Mapping[str, Tile] = field(default_factory=dict)
    comparisons: tuple[ComparisonRule, ...] = ()
    schemes: tuple[AppraisalScheme, ...] = ()
