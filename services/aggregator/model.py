"""The words the aggregator's modules share: a figure's sums and what a batch of reports changed. Pure.

Amounts are integers of the indicator's base unit. A ratio's ``value`` is its numerator. A figure
with no unit behind it was *not reported*, which is different from a figure of 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.periods import Month

RegionMonth = tuple[str, str]
"""A region and a month written ``YYYY-MM``: names a unit's month, or all figures of a region's month."""


class FigureKey(NamedTuple):
    """Names one month's figure. ``period`` is written ``YYYY-MM``, as in every event."""

    region: str
    indicator: str
    period: str


class FigureSums(NamedTuple):
    """What the units behind a figure add up to; also a change of it, which adds in any order.

    ``reported`` and ``accepted`` count the units behind the two values, ``simulated`` those of the
    reported ones whose report was made by a simulation, ``settled`` those whose revision that stands is accepted:
    of the others what was accepted before still makes the accepted value.
    """

    value: int = 0
    denominator: int = 0
    reported: int = 0
    accepted_value: int = 0
    accepted_denominator: int = 0
    accepted: int = 0
    simulated: int = 0
    settled: int = 0


NOTHING = FigureSums()
"""A figure nobody has reported, or a change that changes nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many units owe something for a month, how many reported it, and of how many what stands is accepted."""

    expected: int
    reported: int
    accepted: int


@dataclass(frozen=True, slots=True)
class ChangedFigures:
    """The figures one batch of reports changed, all of them at ``data_version`` (see FigureChanged).

    ``indicators`` names, for each region and month, those whose figure changed. ``correlations``
    tells for each of these the correlation id of the last report that reached it, ``correlation``
    that of the last report of all. ``shifted`` are figures that came out as they were, of units that changed
    against each other: what a unit's share is, is another. ``since`` is the position of the batch's first report (0: it
    is ``data_version``): until it everything was as it had been.
    """

    indicators: Mapping[RegionMonth, Collection[str]]
    data_version: int
    correlation: str
    correlations: Mapping[RegionMonth, str]
    shifted: Mapping[RegionMonth, Collection[str]] = field(default_factory=dict)
    since: int = 0

    @property
    def keys(self) -> frozenset[FigureKey]:
        """The changed figures one by one."""
        return frozenset(
            FigureKey(region, indicator, period)
            for (region, period), indicators in self.indicators.items()
            for indicator in indicators
        )


class ProgressKey(NamedTuple):
    """Names one assessment: a target and the month it was assessed for."""

    plan: str
    row: int
    period: Month


class WaitingMonth(NamedTuple):
    """A target's month that is to be judged: changed from the position ``since`` on, last at the figures'
    ``data_version`` by what has the ``correlation``. Unless it is ``sure`` it is judged only where somebody has
    reported it: units that continue those whose figures changed are, whenever that was."""

    plan: str
    row: int
    period: str
    sure: bool
    since: int
    data_version: int
    correlation: str
