"""湘西州's eight counties over half a year: one is late, one is returned and corrects, one leaves out a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from shared.events import (
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.periods import Month, months
from tests.unit.aggregator.bulletin.world import BulletinWorld

AREA = "433100"
LATE, RETURNED, FALSE, ABSENT, GOOD = "433101", "433122", "433123", "433124", "433125"
FIRST, LAST = Month(2024, 1), Month(2024, 6)
QUARTER = "2024-Q1"


class AppraisalWorld(BulletinWorld):
    """Every county reports each month on the third of the next, but for what is told of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, AREA)

    def play(self) -> None:
        """What happens, day by day."""
        for period in months(FIRST, LAST):
            later = period.shift(1)
            self.at(date(later.year, later.month, 3))
            on_time = [each for each in self.units if each not in self.others_on(period)]
            self.append(self.first(unit, period) for unit in on_time)
            self.append(ReportAccepted(region=unit, period=str(period), revision=1) for unit in on_time)
            self.others(period)
        self.at(date(2024, 7, 20))

    def others_on(self, period: Month) -> tuple[str, ...]:
        """Who does not report on the third."""
        return {1: (LATE,), 2: (RETURNED,), 3: (ABSENT,), 4: (LATE, RETURNED)}.get(period.month, ())

    def others(self, period: Month) -> None:
        """What those do."""
        if period.month == 1:
            self.on(date(2024, 2, 19), self.first(LATE, period))
            self.on(date(2024, 2, 21), ReportAccepted(region=LATE, period=str(period), revision=1))
        if period.month == 2:
            self.on(date(2024, 3, 4), self.first(RETURNED, period))
            reason = "口径不对"
            self.on(date(2024, 3, 5), ReportReturned(region=RETURNED, period=str(period), revision=1, reason=reason))
            self.on(date(2024, 3, 6), self.first(RETURNED, period))
            self.on(date(2024, 3, 8), ReportAccepted(region=RETURNED, period=str(period), revision=2))
            self.on(date(2024, 3, 25), self.corrected(RETURNED, period))
        if period.month == 4:
            self.on(date(2024, 5, 4), self.first(LATE, period))
            self.on(date(2024, 5, 5), ReportWithdrawn(region=LATE, period=str(period), revision=1, reason="填错"))
            self.on(date(2024, 5, 16), self.first(LATE, period))
            self.on(date(2024, 5, 17), self.first(RETURNED, period))

    def at(self, day: date) -> None:
        """Noon in China on that day."""
        self.clock.set(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))

    def on(self, day: date, event: Event) -> None:
        self.at(day)
        self.append([event])

    def next_day(self) -> None:
        self.clock.advance(timedelta(days=1))

    def first(self, unit: str, period: Month) -> ReportSubmitted:
        lines = (ReportLine("urban_new_employment", 900 + period.month),)
        return ReportSubmitted(region=unit, period=str(period), lines=lines, digest="d" * 64, simulated=True)

    def corrected(self, unit: str, period: Month) -> ReportCorrected:
        lines = (ReportLine("urban_new_employment", 800 + period.month),)
        return ReportCorrected(
            region=unit, period=str(period), lines=lines, digest="e" * 64, reason="漏报", second_signer="王某"
        )
