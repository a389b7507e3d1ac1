"""The rows that the live tables should hold, period by period, out of the columns of a rebuild."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services.aggregator.rebuild.rebuilder import RebuiltFigures
from services.aggregator.rebuild.recompute import YearFigures
from services.aggregator.rebuild.replay import Replay
from services.aggregator.rebuild.replaying.flat import digest
from services.aggregator.rebuild.replaying.folding import NONE, STATUSES, Integers
from services.aggregator.rebuild.replaying.lines import TO_DATE
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.lines.documents import AS_LIVE, as_written_now
from services.aggregator.reports.lines.shapes import LineWriter
from services.aggregator.tables import UNIT_MONTHS
from shared.shapes.book import ShapeBook

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FigurePage:
    """The figures of one period."""

    year: YearFigures
    month: int
    indicators: tuple[str, ...]

    def rows(self) -> list[Row]:
        """Region, indicator and sums of every figure that somebody stands behind, by region and indicator."""
        regions = np.array(self.year.regions, dtype=object)
        indicators = np.array(self.indicators, dtype=object)
        regions_in_order, indicators_in_order = np.argsort(regions), np.argsort(indicators)
        sums = self.year.sums[regions_in_order, self.month][:, indicators_in_order]
        region, indicator = np.nonzero(sums.any(axis=2))
        columns = (column.tolist() for column in sums[region, indicator].T)
        names = (regions[regions_in_order[region]].tolist(), indicators[indicators_in_order[indicator]].tolist())
        return list(zip(*names, *columns, strict=True))


def figure_pages(rebuilt: RebuiltFigures) -> dict[str, FigurePage]:
    """By period."""
    return {
        f"{year.year:04d}-{month + 1:02d}": FigurePage(year, month, rebuilt.indicators)
        for year in rebuilt.years
        for month in range(year.sums.shape[1])
    }


class MonthPages:
    """The units' months that were replayed, period by period, and within each by region."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._shapes = ShapeBook()
        self.writer = LineWriter(self._shapes)
        """Knows what the lines of every :meth:`row` are called."""
        self._folded = replay.folded()
        self._regions = np.array([*replay.regions, ""], dtype=object)[:-1]
        in_order = np.argsort(self._regions).argsort()  # each region's place among them
        by_region = np.lexsort((in_order[self._folded.region], self._folded.period))
        bounds = np.searchsorted(self._folded.period[by_region], np.arange(len(replay.periods) + 1))
        self._numbers = {
            period: by_region[bounds[number] : bounds[number + 1]] for period, number in replay.periods.items()
        }

    def periods(self) -> set[str]:
        """Those that there is a month of."""
        return {period for period, numbers in self._numbers.items() if len(numbers)}

    def same(self, period: str, live: list[Row]) -> bool:
        """Whether the rows of a period are these, without it and by region; lines are known by their digests."""
        numbers = self._numbers.get(period, _NO_MONTHS)
        if [row[:_LINES] for row in live] != self._plain(period, numbers):
            return False
        stands = [self._digest(row[_LINES]) for row in live]
        accepted = [
            known if row[_ACCEPTED] in (AS_LIVE, row[_LINES]) else self._digest(row[_ACCEPTED])
            for row, known in zip(live, stands, strict=True)
        ]
        return (
            stands == self._digests(self._folded.live[numbers])
            and accepted == self._digests(self._folded.accepted[numbers])
            and [row[_REVIEW] for row in live] == self._reviews(numbers)
        )

    def as_written_now(self, row: Row) -> Row:
        """A row, without its period, as it would be written now: an earlier release wrote documents otherwise."""
        live, accepted = (None if each is None else as_written_now(each, self._shapes) for each in row[_LINES:_REVIEW])
        same = accepted is not None and accepted == live
        return (*row[:_LINES], live, AS_LIVE if same else accepted, *row[_REVIEW:])

    def _digest(self, document: bytes | None) -> bytes | None:
        return None if document is None else digest(as_written_now(document, self._shapes))

    def row(self, period: str, region: str) -> Row | None:
        """The whole row of a unit's month; None where nothing was said of it."""
        key = (region, period)
        if key not in self._replay.months:
            return None
        return reports_repository.month_row(*key, self._replay.unit_month(key), self.writer)

    def regions(self, period: str) -> list[str]:
        """The units of a period, in order."""
        found: list[str] = self._regions[self._folded.region[self._numbers.get(period, _NO_MONTHS)]].tolist()
        return found

    def _plain(self, period: str, numbers: Integers) -> list[Row]:
        """What of the rows are no documents."""
        folded, marks = self._folded, np.array([*self._replay.lines.marks, 0]) & TO_DATE != 0
        columns: tuple[Any, ...] = (
            self._regions[folded.region[numbers]],
            np.full(len(numbers), int(period[:4])),
            _STATUSES[folded.status[numbers]],
            folded.revision[numbers],
            folded.position[numbers],
            folded.simulated[numbers],
            marks[folded.live[numbers]] | marks[folded.accepted[numbers]],
        )
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _digests(self, reports: Integers) -> list[bytes | None]:
        digests = self._replay.lines.digests
        return [None if report == NONE else digests[report] for report in reports.tolist()]

    def _reviews(self, numbers: Integers) -> list[bytes | None]:
        found: list[bytes | None] = [None] * len(numbers)
        for at in np.flatnonzero(self._folded.reviewed[numbers]).tolist():
            review = self._replay.review(int(numbers[at]))
            found[at] = None if review is None else reports_repository.review_document(review)
        return found


_LINES, _ACCEPTED, _REVIEW = (UNIT_MONTHS.c.keys().index(name) - 1 for name in ("live", "accepted", "review"))
_STATUSES = np.array(STATUSES, dtype=object)
_NO_MONTHS = np.zeros(0, dtype=np.int64)
