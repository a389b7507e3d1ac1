"""湘西州's eight counties over four years, embedded: in the last quarter two figures fall that never did."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from services.aggregator.comparison.quarters import Quarter
from shared.events import Event, ReportLine, ReportSubmitted
from shared.periods import Month, months
from tests.unit.aggregator.bulletin.world import BulletinWorld
from tests.unit.aggregator.comparison.histories import clean

AREA, COUNTY = "433100", "433101"
RATE, NEW = "registered_unemployment_rate", "urban_new_employment"
LAST = Quarter(2024, 4)
SEED = 3


class ComparisonWorld(BulletinWorld):
    """Every county reports an eighth of the region."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, AREA)

    def play(self) -> None:
        """Four years are reported, each month on the tenth of the next."""
        market = clean(SEED)
        for period in months(Month(2021, 1), LAST.last):
            quarter = Quarter.of(period)
            planted = 2 if quarter == LAST else 1
            rate = int(market[RATE][quarter] * 100_000) // planted
            new = int(market[NEW][quarter]) // 24 // planted
            later = period.shift(1)
            self.clock.set(datetime(later.year, later.month, 10, tzinfo=UTC))
            self.append(self.report(unit, period, rate, new) for unit in self.units)
        self.clock.set(self.clock.now().replace(day=11))

    def report(self, unit: str, period: Month, rate: int, new: int) -> Event:
        lines = (ReportLine(NEW, new), ReportLine(RATE, rate, 100_000))
        return ReportSubmitted(region=unit, period=str(period), lines=lines, digest="d" * 64, simulated=True)
