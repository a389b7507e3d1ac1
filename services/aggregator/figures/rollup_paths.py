"""Where a reporter's lines add up to: worked out once per reporter. Pure.

Reporters whose lines go the same ways share one route, so that their lines are summed once and
the sum is handed up, instead of every line to every region above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.catalogue import Catalogue
from shared.periods import Month


class Route:
    """For each region that lines add to, the ``indicators`` whose figure they add to. Compared by identity."""

    __slots__ = ("indicators",)

    def __init__(self, nodes: Mapping[str, tuple[str, ...]]) -> None:
        regions = dict.fromkeys(region for regions in nodes.values() for region in regions)
        self.indicators: Mapping[str, frozenset[str]] = {
            region: frozenset(item for item, above in nodes.items() if region in above) for region in regions
        }


class Routes:
    """The routes of every reporter of a catalogue.

    A unit's lines add to the regions and groups above it; its own figures are read
    from its reports. A region above the units posts only what it alone knows: that stands at the
    region itself and adds to nothing.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._shared: dict[tuple[tuple[str, tuple[str, ...]], ...], Route] = {}
        self._of: dict[str, Route] = {}
        self._before: dict[Catalogue, Routes] = {}
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._moving = catalogue.changes.move

    def of(self, reporter: str, period: str) -> Route:
        """The reporter's route in a month (``YYYY-MM``): a region that was moved went elsewhere before.

        Raises:
            KeyError: no such region.
        """
        if self._moving and (then := self._catalogue.at(Month.parse(period))) is not self._catalogue:
            if then not in self._before:
                self._before[then] = Routes(then)
            return self._before[then].of(reporter, period)
        route = self._of.get(reporter)
        if route is None:
            ways = self._ways(reporter)
            route = self._of[reporter] = self._shared.setdefault(tuple(ways.items()), Route(ways))
        return route

    def knows(self, reporter: str) -> bool:
        """Whether there is such a region."""
        return reporter in self._catalogue.regions

    def spans(self, year: int) -> Sequence[tuple[int, int]]:
        """The stretches of a year's months, as (first, behind the last) from 0 on, in which no route changes."""
        found = self._spans.get(year)
        if found is None:
            epochs = [self._catalogue.changes.epoch(Month(year, month)) for month in range(1, 13)]
            starts = [at for at in range(12) if at == 0 or epochs[at] != epochs[at - 1]]
            found = self._spans[year] = list(zip(starts, [*starts[1:], 12], strict=True))
        return found

    def _ways(self, reporter: str) -> dict[str, tuple[str, ...]]:
        if self._catalogue.is_unit(reporter):
            ways = {item: self._catalogue.rollup_nodes(reporter, item) for item in self._catalogue.indicators}
        else:
            ways = dict.fromkeys(self._catalogue.owed(reporter), (reporter,))
        return {indicator: nodes for indicator, nodes in ways.items() if nodes}
