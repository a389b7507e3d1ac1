"""Regions that report the same indicator above and below each other, worked out of the catalogue. Pure."""

from __future__ import annotations

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


def families_of(catalogue: Catalogue, region: str) -> tuple[Family, ...]:
    """The amounts that the region reports, and a region above or below it reports as well."""
    found = []
    for indicator in catalogue.owed(region):
        if catalogue.indicators[indicator].is_rate:
            continue
        above = next((each for each in catalogue.ancestors(region) if indicator in catalogue.owed(each)), None)
        for parent in (region, above):
            if parent is not None and (children := _children(catalogue, parent, indicator)):
                found.append(Family(indicator, parent, children, _covers(catalogue, parent, children)))
    return tuple(found)


def _children(catalogue: Catalogue, parent: str, indicator: str) -> tuple[str, ...]:
    """The nearest regions below ``parent`` that report the indicator themselves."""
    owing = [
        code
        for code in catalogue.regions
        if code != parent and parent in catalogue.ancestors(code) and indicator in catalogue.owed(code)
    ]
    return tuple(code for code in owing if not set(owing) & set(catalogue.ancestors(code)))


def _covers(catalogue: Catalogue, parent: str, children: tuple[str, ...]) -> bool:
    covered = {unit for child in children for unit in catalogue.units_under(child)}
    return covered >= set(catalogue.units_under(parent))
