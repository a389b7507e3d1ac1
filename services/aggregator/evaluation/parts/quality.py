"""How good the reports were that an evaluation rests on, year by year: came, in time, asked about, corrected. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import NamedTuple

from shared.events import Event, ReportCorrected, ReportReturned, ReportSubmitted
from shared.events.published.evaluation import YearQuality
from shared.periods import CHINA, Month, from_microseconds

_ASKED = ("query", "block")
"""What the rules ask that somebody has to answer; a screen asks nobody."""


class ReportedEvent(NamedTuple):
    """An event of a unit's month, and when it was recorded (UTC microseconds)."""

    event: Event
    recorded_at: int


def year_quality(
    owed: Collection[tuple[str, Month]], events: Iterable[ReportedEvent], due: Callable[[str, Month], date]
) -> tuple[YearQuality, ...]:
    """By year how the reports that were ``owed`` (region and month) came; ``events`` are theirs in order, ``due`` tells
    by which day each was."""
    wanted = set(owed)
    counted = _Counted(due)
    for event, recorded_at in events:
        if isinstance(event, ReportSubmitted | ReportCorrected | ReportReturned):
            key = (event.region, Month.parse(event.period))
            if key in wanted:
                counted.take(key, event, recorded_at)
    years = sorted({month.year for _, month in wanted})
    return tuple(counted.of(year, sum(month.year == year for _, month in wanted)) for year in years)


class _Counted:
    """What is counted of the reports, by region and month."""

    def __init__(self, due: Callable[[str, Month], date]) -> None:
        self._due = due
        self._came: dict[tuple[str, Month], bool] = {}
        self._questions: set[tuple[str, Month, str, str]] = set()
        self._returned: list[int] = []
        self._corrected: list[int] = []

    def take(
        self, key: tuple[str, Month], event: ReportSubmitted | ReportCorrected | ReportReturned, recorded_at: int
    ) -> None:
        region, month = key
        if isinstance(event, ReportReturned):
            self._returned.append(month.year)
            return
        if isinstance(event, ReportCorrected):
            self._corrected.append(month.year)
        if key not in self._came:
            day = from_microseconds(recorded_at).astimezone(CHINA).date()
            self._came[key] = day > self._due(region, month)
        self._questions |= {
            (region, month, each.rule, each.indicator) for each in event.findings if each.action in _ASKED
        }

    def of(self, year: int, owed: int) -> YearQuality:
        came = [late for (_, month), late in self._came.items() if month.year == year]
        return YearQuality(
            year=year,
            owed=owed,
            reported=len(came),
            late=sum(came),
            questions=sum(month.year == year for _, month, _, _ in self._questions),
            returned=self._returned.count(year),
            corrected=self._corrected.count(year),
        )
