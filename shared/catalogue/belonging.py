"""Who is part of whom: parents, groups, ancestors, units. Worked out once, afterwards lookups. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from shared.catalogue.model import GROUP, Region


class Belonging:
    """The regions and groups as they contain each other. Every method raises KeyError for an unknown code."""

    def __init__(self, regions: Mapping[str, Region], groups: Mapping[str, tuple[str, ...]]) -> None:
        self._regions = regions
        self._groups = groups
        self.children: Mapping[str, tuple[str, ...]] = self._find_children()
        """By region those one level below (not its groups); of a group, its members."""
        self.units = tuple(
            code for code, region in regions.items() if region.level != GROUP and not self.children[code]
        )
        """The codes of every reporting unit, those with nobody below them, in the order of the file."""
        self.ancestors: Mapping[str, tuple[str, ...]] = {code: self._find_ancestors(code) for code in regions}
        """By region every region and group that contains it, nearest first."""
        self.units_under: Mapping[str, tuple[str, ...]] = self._find_units()
        """By region or group the units inside it; of a unit, itself."""

    def _find_children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {code: [] for code in self._regions}
        for code, region in self._regions.items():
            if region.parent and region.level != GROUP:
                found[region.parent].append(code)
        return {code: self._groups.get(code, tuple(children)) for code, children in found.items()}

    def _find_ancestors(self, code: str) -> tuple[str, ...]:
        found: list[str] = []
        step = code
        while step:
            found += [group for group, members in self._groups.items() if step in members]
            step = self._regions[step].parent
            if step:
                found.append(step)
        return tuple(dict.fromkeys(found))

    def _find_units(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {code: [] for code in self._regions}
        for unit in self.units:
            for code in (unit, *self.ancestors[unit]):
                found[code].append(unit)
        return {code: tuple(units) for code, units in found.items()}

    def told_apart(self) -> dict[str, str]:
        """The regions whose name another region of the same province has too, and what they are called where several
        stand beside each other: 市中区（乐山市）. Those of one parent are not told apart by it, and have no entry."""
        found: dict[tuple[str, str], list[Region]] = defaultdict(list)
        for region in self._regions.values():
            if region.parent and region.level != GROUP:
                found[self.ancestors[region.code][-1], region.name].append(region)
        return {
            region.code: f"{region.name}（{self._regions[region.parent].name}）"
            for namesakes in found.values()
            if len({region.parent for region in namesakes}) > 1
            for region in namesakes
        }
