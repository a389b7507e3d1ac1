"""Which totals a report's figures are added to. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month


class CountedIn(msgspec.Struct, frozen=True):
    """A region or group whose totals a report is counted in, with so many of its indicators."""

    region: str
    name: str
    indicators: int


def counted_in(catalogue: Catalogue, region: str, period: Month, lines: Sequence[ReportLine]) -> tuple[CountedIn, ...]:
    """The totals above ``region`` that ``lines`` of ``period`` are in while they stand, nearest first.

    None where the region is not there in ``period``: such a report is nobody's.
    """
    if not catalogue.valid_in(region, period):
        return ()
    then = catalogue.at(period)
    counts: dict[str, int] = {}
    for line in lines:
        for node in then.rollup_nodes(region, line.indicator):
            counts[node] = counts.get(node, 0) + 1
    return tuple(CountedIn(node, then.regions[node].name, number) for node, number in counts.items())
