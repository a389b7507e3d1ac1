"""What in the live tables is not what a rebuild makes of it.

What it trades: a period's rows are held against the rebuilt ones whole, list against list, and units' lines by the
digests of the documents that hold them; only of a period that is not the same are its rows looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.aggregator.model import NOTHING, FigureKey, FigureSums, RegionMonth
from services.aggregator.rebuild import live_rows
from services.aggregator.rebuild.expected import MonthPages, figure_pages
from services.aggregator.rebuild.rebuilder import RebuiltFigures
from services.aggregator.tables import FIGURES, UNIT_MONTHS


class Difference(NamedTuple):
    """A figure, or with an empty ``indicator`` a unit's month, that is not what a rebuild makes of it."""

    region: str
    period: str
    indicator: str
    live: str
    rebuilt: str


class FigureDiffers(NamedTuple):
    """A figure as it stands (None: not at all) and as it should (NOTHING: not at all)."""

    key: FigureKey
    live: FigureSums | None
    rebuilt: FigureSums

    def told(self) -> Difference:
        """In words."""
        live = "missing" if self.live is None else str(tuple(self.live))
        return Difference(self.key.region, self.key.period, self.key.indicator, live, str(tuple(self.rebuilt)))


class MonthDiffers(NamedTuple):
    """The row of a unit's month as it stands and as it should (None: not at all)."""

    key: RegionMonth
    live: tuple[Any, ...] | None
    rebuilt: tuple[Any, ...] | None

    def told(self) -> Difference:
        """In words."""
        return Difference(*self.key, "", _text(self.live), _text(self.rebuilt))


def compare(connection: sa.Connection, rebuilt: RebuiltFigures) -> list[Difference]:
    """What in the live tables differs; ``connection`` must see them as of the rebuilt position."""
    return [
        *(each.told() for each in differing_figures(connection, rebuilt)),
        *(each.told() for each in differing_months(connection, MonthPages(rebuilt.replay))),
    ]


def differing_figures(connection: sa.Connection, rebuilt: RebuiltFigures) -> Iterator[FigureDiffers]:
    """The figures that differ, period by period."""
    pages = figure_pages(rebuilt)
    for period in sorted({*pages, *live_rows.periods(connection, FIGURES)}):
        live = live_rows.figures(connection, period)
        expected = pages[period].rows() if period in pages else []
        if live != expected and [row for row in live if any(row[2:])] != expected:
            yield from _figures_one_by_one(period, live, expected)


def _figures_one_by_one(
    period: str, live: list[live_rows.Row], expected: list[live_rows.Row]
) -> Iterator[FigureDiffers]:
    left = {row[:2]: FigureSums(*row[2:]) for row in expected}
    for row in live:
        stands, wanted = FigureSums(*row[2:]), left.pop(row[:2], NOTHING)
        if stands != wanted:
            yield FigureDiffers(FigureKey(row[0], row[1], period), stands, wanted)
    for (region, indicator), wanted in left.items():
        yield FigureDiffers(FigureKey(region, indicator, period), None, wanted)


def differing_months(connection: sa.Connection, pages: MonthPages) -> Iterator[MonthDiffers]:
    """The units' months that differ, period by period: all live months at once would take more memory than the rebuild
    itself."""
    for period in sorted({*pages.periods(), *live_rows.periods(connection, UNIT_MONTHS)}):
        live = live_rows.months(connection, period)
        if not pages.same(period, live):
            yield from _months_one_by_one(period, live, pages)


def _months_one_by_one(period: str, live: list[live_rows.Row], pages: MonthPages) -> Iterator[MonthDiffers]:
    for row in live:
        stands, wanted = (period, *row), pages.row(period, row[0])
        if wanted is None or pages.as_written_now(row) != wanted[1:]:
            yield MonthDiffers((row[0], period), stands, wanted)
    there = {row[0] for row in live}
    for region in pages.regions(period):
        if region not in there:
            yield MonthDiffers((region, period), None, pages.row(period, region))


def _text(row: tuple[Any, ...] | None) -> str:
    return "missing" if row is None else f"{row[3]}, revision {row[4]}, position {row[5]}"
