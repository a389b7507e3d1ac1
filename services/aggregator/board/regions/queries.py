"""What the pages 地区 read, in the caller's transaction: accepted figures and coverage, nothing else of a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from services.aggregator.board.drawing.tile_map import shades, tile_map
from services.aggregator.board.regions.view import (
    ACCEPTED,
    MISSING,
    NOT_OWED,
    REPORTED,
    Area,
    OwedFigure,
    UnitPage,
    has_levels,
    places,
    squares,
)
from services.aggregator.districts.ranking import Ranking
from services.aggregator.districts.standing import Districts
from services.aggregator.districts.written_ranking import ranking_table
from services.aggregator.figures.over_months import show
from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.held_months import ONE_MONTH, Held
from services.aggregator.wording import formats
from services.aggregator.wording.formats import display
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind, Region, Tile
from shared.periods import Month, months

NOT_RANKED: Mapping[str, Ranking] = {}

STRIP_MONTHS = 12
"""How many months of a unit are shown."""


class RegionQueries:
    """Reads areas and units of a catalogue."""

    def __init__(self, catalogue: Catalogue, figures: Figures, tiles: Mapping[str, Tile]) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._districts = Districts(catalogue, figures)
        self._tiles = tiles

    def indicators(self, region: str, period: Month) -> list[Indicator]:
        """What the districts of an area can be compared by, that which its plans bind it to first."""
        found = self._districts.indicators(region, period)
        binding = {
            target.indicator
            for code in (region, *self._catalogue.ancestors(region))
            for plan in self._catalogue.plans_of(code)
            for target in plan.targets
            if target.binding
        }
        return sorted(found, key=lambda item: item.id not in binding)

    def area(
        self, connection: sa.Connection, region: str, indicator: Indicator | None, period: Month, today: date, kept: str
    ) -> Area:
        """An area with districts; ``kept`` is added to the addresses that lead on."""
        regions = self._catalogue.regions_apart
        codes = self._districts.codes(region, period)
        coverage, missing = self._figures.coverage(connection, region, period)
        ranking = None
        if indicator is not None:
            ranking = self._districts.rankings(connection, region, [indicator], period, today)[indicator.id]
        title = f"{regions[region].name}各地{indicator.name if indicator else ''}"
        drawn = [] if ranking is None or indicator is None else squares(ranking, indicator, regions, period, kept)
        return Area(
            region=regions[region],
            ancestors=self._above(region),
            indicator=indicator,
            period=period,
            picture=tile_map(drawn, self._tiles, title),
            shades=shades(drawn),
            ranking=None if ranking is None or indicator is None else ranking_table(ranking, indicator, regions),
            judged=ranking is not None and has_levels(ranking),
            coverage=coverage,
            missing=tuple(regions[code] for code in missing),
            districts={code: self._figures.coverage(connection, code, period)[0] for code in codes},
            plans=self._catalogue.plans_of(region),
            simulated=self._simulated(connection, region, period),
            several=0 if indicator is None else self._several(connection, region, indicator, period),
        )

    def above(self, region: str) -> str | None:
        """The area that a unit is ranked in; None: it lies in none."""
        regions = self._catalogue.regions
        return next((code for code in self._catalogue.ancestors(region) if regions[code].level != "group"), None)

    def rankings(self, connection: sa.Connection, above: str, period: Month, today: date) -> Mapping[str, Ranking]:
        """How the units of an area stand in everything they can be compared by, by indicator in their order."""
        return self._districts.rankings(connection, above, self.indicators(above, period), period, today)

    def unit(
        self, connection: sa.Connection, region: str, period: Month, rankings: Mapping[str, Ranking] = NOT_RANKED
    ) -> UnitPage:
        """A unit. Of its figures only those that are accepted, and its places in the ``rankings`` of the area above."""
        regions = self._catalogue.regions
        above = self.above(region)
        due, owed = self._catalogue.owed(region, period), self._catalogue.owed(region)
        series = self._figures.continued(connection, [region], owed, Month(period.year, 1), period)[region]
        held = self._figures.held.of(connection, region, series, period, period, Side.ACCEPTED)
        ids = [each for each, points in series.items() if each in due or points[-1].reported]
        return UnitPage(
            region=regions[region],
            ancestors=self._above(region),
            above=regions[above] if above else None,
            period=period,
            due=_due_text(self._catalogue, region, period),
            owes=bool(due),
            owed=tuple(
                self._owed(self._catalogue.indicators[item], series[item], period, held.get((item, period), ONE_MONTH))
                for item in ids
            ),
            months=tuple(self._months(connection, region, period)),
            places=places(
                region, rankings, [self._catalogue.indicators[item] for item in rankings], self._catalogue.regions_apart
            ),
            plans=self._catalogue.plans_of(region),
            simulated=any(point.simulated for points in series.values() for point in points),
        )

    def _owed(self, indicator: Indicator, points: Sequence[FigurePoint], period: Month, held: Held) -> OwedFigure:
        point = points[-1]
        state = ACCEPTED if point.settled else REPORTED if point.reported else MISSING
        figure = None
        if point.accepted:
            also = held.months if indicator.kind is Kind.FLOW else ()
            figure = display(indicator, show(indicator, points, period, None, Side.ACCEPTED), also)
        return OwedFigure(indicator, state, figure or formats.DASH)

    def _several(self, connection: sa.Connection, region: str, indicator: Indicator, period: Month) -> int:
        """Of how many units the month's figure holds earlier months as well."""
        if not self._catalogue.stands_at(region, indicator.id):
            return 0
        series = self._figures.series_of(connection, region, [indicator.id], Month(period.year, 1), period)
        held = self._figures.held.of(connection, region, series, period, period)
        return held.get((indicator.id, period), ONE_MONTH).units

    def _months(self, connection: sa.Connection, region: str, period: Month) -> list[tuple[Month, str]]:
        found = []
        for month in months(period.shift(1 - STRIP_MONTHS), period):
            codes = [
                code
                for code in self._catalogue.changes.predecessors(region, month, period)
                if self._catalogue.valid_in(code, month)
            ]
            reported, accepted = reports_repository.count_reported(connection, str(month), codes)
            whole = len(codes) or 1  # none: the unit was nothing of its own then
            absent = MISSING if any(self._catalogue.owed(code, month) for code in codes) else NOT_OWED
            state = ACCEPTED if len(accepted) == whole else REPORTED if len(reported) == whole else absent
            found.append((month, state))
        return found

    def _above(self, region: str) -> tuple[Region, ...]:
        regions = self._catalogue.regions
        return tuple(regions[code] for code in reversed(self._catalogue.ancestors(region)))

    def _simulated(self, connection: sa.Connection, region: str, period: Month) -> bool:
        ids = [item for item in self._catalogue.indicators if self._catalogue.expected_units(region, item, period)]
        found = self._figures.series_of(connection, region, ids, period, period)
        return any(point.simulated for points in found.values() for point in points)


def _due_text(catalogue: Catalogue, region: str, period: Month) -> str:
    if catalogue.backfills(region, period):
        return "补录，不计迟报"
    calendar = catalogue.calendar_of(region)
    due = calendar.due_day(period)
    note = calendar.month_note(period)
    return f"{due:%Y-%m-%d}{f'（{note}）' if note else ''}"
