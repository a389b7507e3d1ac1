"""The head count of the matched sample (用工监测) as a series of quarters: an index chained of each quarter's change.

Only enterprises that are in a quarter and in the one before make its change, and of them only what is shown to whoever
may not see single enterprises (services.aggregator.panel.withholding): whole groups, in steps. Whoever compares looks
at every point of the past, at an area and at what is inside it; a sum of all that has come would tell each enterprise
by subtraction. A quarter without breaks the chain, and only what comes after the last break is a series. It is kept to
a tenth of a percent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from services.aggregator.board.panel.shown import AreaReports, PanelQuestion, districts_of
from services.aggregator.comparison.quarters import Quarter
from services.aggregator.panel import repository
from services.aggregator.panel.matching import PanelSum
from services.aggregator.panel.withholding import RecordedPanel
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import PanelFrequency
from shared.periods import Clock, to_microseconds
from shared.points import Point
from shared.quantities import round_half_even

_THOUSANDTHS = 1_000


class PanelSeries:
    """Reads it of a region, as of a point."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def quarters(
        self, known: Catalogue, region: str, wanted: Sequence[Quarter], point: Point | None
    ) -> dict[Quarter, Fraction]:
        """By quarter the index (1 in the quarter before the first); nothing where the region has no sample."""
        span = [month for quarter in (wanted[0].shift(-1), *wanted) for month in quarter.months]
        with self._database.read() as connection:
            until = None if point is None else point.position
            reported = repository.of_regions(connection, districts_of(known, region), span, until)
        now = to_microseconds(self._clock.now() if point is None else point.instant)
        return index(shown_sums(known, region, wanted, reported, now))


def shown_sums(
    known: Catalogue, region: str, wanted: Sequence[Quarter], reported: Iterable[RecordedPanel], now: int
) -> dict[Quarter, PanelSum]:
    """What is shown of the area's sample in each quarter, of reports that had been recorded ``now``. Pure."""
    by_month: dict[str, list[RecordedPanel]] = defaultdict(list)
    for each in reported:
        by_month[each.event.period].append(each)
    found = {}
    for quarter in wanted:
        months = (*quarter.shift(-1).months, *quarter.months)
        area = AreaReports(known, (each for month in months for each in by_month[str(month)]))
        asked = PanelQuestion(region, quarter.last, PanelFrequency.QUARTER, now, own=False)
        found[quarter] = area.shown(asked).total.found
    return found


def index(sums: Mapping[Quarter, PanelSum]) -> dict[Quarter, Fraction]:
    """The index over quarters in their order, of what each came to. Exact but for the rounding of each quarter."""
    found: dict[Quarter, Fraction] = {}
    level = Fraction(1)
    for quarter, total in sums.items():
        if total.change is None:
            found, level = {}, Fraction(1)
            continue
        level *= 1 + total.change
        found[quarter] = Fraction(round_half_even(level * _THOUSANDTHS), _THOUSANDTHS)
    return found
