"""Regions that report the same indicator above and below each other, worked out of the catalogue. Pure.

Who lies below whom, and who owes what, is gathered once for the whole catalogue, and a family once for all who are of
it: asking every region of every indicator of every unit took eight milliseconds a unit in a country of 3,000.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from shared.catalogue import Catalogue


class Family(NamedTuple):
    """A region that reports an indicator itself, and the nearest ones below it that do.

    ``whole``: together they are all of it.
    """

    indicator: str
    parent: str
    children: tuple[str, ...]
    whole: bool


class Families:
    """The families of a catalogue, each worked out when it is first asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[tuple[str, str], Family | None] = {}

    def of(self, region: str) -> tuple[Family, ...]:
        """The amounts that the region reports, and a region above or below it reports as well."""
        catalogue = self._catalogue
        found = []
        for indicator in catalogue.owed(region):
            if catalogue.indicators[indicator].is_rate:
                continue
            above = next((each for each in catalogue.ancestors(region) if indicator in catalogue.owed(each)), None)
            for parent in (region, above):
                if parent is not None and (family := self._below(parent, indicator)) is not None:
                    found.append(family)
        return tuple(found)

    def _below(self, parent: str, indicator: str) -> Family | None:
        """The family of a region and those below it; None where none below it reports the indicator."""
        key = (parent, indicator)
        if key not in self._known:
            children = self._children(parent, indicator)
            whole = self._covers(parent, children)
            self._known[key] = Family(indicator, parent, children, whole) if children else None
        return self._known[key]

    def _children(self, parent: str, indicator: str) -> tuple[str, ...]:
        """The nearest regions below ``parent`` that report the indicator themselves."""
        catalogue = self._catalogue
        owing = [code for code in self._inside.get(parent, ()) if indicator in catalogue.owed(code)]
        among = set(owing)
        return tuple(code for code in owing if among.isdisjoint(catalogue.ancestors(code)))

    def _covers(self, parent: str, children: tuple[str, ...]) -> bool:
        covered = {unit for child in children for unit in self._catalogue.units_under(child)}
        return covered.issuperset(self._catalogue.units_under(parent))

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        """By region all that lie below it, in the order of the catalogue; none of a unit."""
        found: dict[str, list[str]] = {}
        for code in self._catalogue.regions:
            for above in self._catalogue.ancestors(code):
                found.setdefault(above, []).append(code)
        return found
