"""The head count of the matched sample (用工监测) as a series of quarters: an index chained of each quarter's change.

Only enterprises that are in a quarter and in the one before make its change, and only where there are as many of them
as are ever shown together; a quarter without breaks the chain, and only what comes after the last break is a series.
It is kept to a tenth of a percent.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from services.aggregator.comparison.quarters import Quarter
from services.aggregator.panel import repository
from services.aggregator.panel.matching import Standing, matched, standing, summed
from services.aggregator.panel.withholding import FEWEST
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import PanelFrequency
from shared.points import Point
from shared.quantities import round_half_even

_THOUSANDTHS = 1_000


class PanelSeries:
    """Reads it of a region, as of a point."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def quarters(
        self, known: Catalogue, region: str, wanted: Sequence[Quarter], point: Point | None
    ) -> dict[Quarter, Fraction]:
        """By quarter the index (1 in the quarter before the first); nothing where the region has no sample."""
        regions = {region, *known.units_under(region)}
        span = [month for quarter in (wanted[0].shift(-1), *wanted) for month in quarter.months]
        with self._database.read() as connection:
            until = None if point is None else point.position
            reported = repository.of_regions(connection, regions, span, until)
        return index(standing(each.event for each in reported), wanted)


def index(reports: Standing, wanted: Sequence[Quarter]) -> dict[Quarter, Fraction]:
    """The index over the quarters ``wanted``, of the reports that stand. Exact but for the rounding of each quarter."""
    enterprises = sorted({enterprise for enterprise, _ in reports})
    found: dict[Quarter, Fraction] = {}
    level = Fraction(1)
    for quarter in wanted:
        total = summed(matched(reports, enterprises, quarter.last, PanelFrequency.QUARTER))
        if total.enterprises < FEWEST or total.change is None:
            found, level = {}, Fraction(1)
            continue
        level *= 1 + total.change
        found[quarter] = Fraction(round_half_even(level * _THOUSANDTHS), _THOUSANDTHS)
    return found
