"""The reported months of units: as their lines have them, or worked out.

What :class:`MissingUnits` asks of a unit is in most the very lines that it sent: nobody reports a year to date there,
so that no month depends on another, and the unit continues nobody. Traded: of these the lines are read as they stand,
one side of them, past the figures and sums of years, which take some ten times as long; the others go the whole way.
A property test holds the one against the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.missing.estimates import KnownFigure, Parts
from services.aggregator.reports import repository
from services.aggregator.reports.held_months import Held
from services.aggregator.reports.lines.shapes import LineReader
from services.aggregator.reports.month_amounts import adds_over_months
from shared.catalogue import Catalogue
from shared.periods import Month, months

UnitMonths = Mapping[str, Sequence[KnownFigure]]
"""By indicator the months that a unit has reported, in order."""


class HistoriesAsked(NamedTuple):
    """Which indicators, from when to when, on which side."""

    indicators: Collection[str]
    first: Month
    last: Month
    side: Side


def plain_histories(
    connection: sa.Connection, catalogue: Catalogue, units: Collection[str], asked: HistoriesAsked
) -> dict[str, UnitMonths]:
    """By unit its reported months; units of which that cannot be said of the lines alone are left out."""
    _, first, last, side = asked
    plain = [unit for unit in units if not catalogue.changes.concern(unit)]
    periods = {str(month): month for month in months(Month(first.year, 1), last)}
    rows: dict[str, list[tuple[Month, bytes | None]]] = defaultdict(list)
    to_date: set[str] = set()
    for period, unit, runs, document in repository.load_sides(
        connection, plain, list(periods), accepted=side is Side.ACCEPTED
    ):
        rows[unit].append((periods[period], document))
        if runs:
            to_date.add(unit)
    reader = LineReader(connection)
    return {
        unit: _of_lines(reader, [row for row in sorted(rows[unit]) if _counts(catalogue, unit, row[0])], asked)
        for unit in plain
        if unit not in to_date
    }


def _counts(catalogue: Catalogue, unit: str, month: Month) -> bool:
    return catalogue.year(month.year).counts(unit, month.month)


def _of_lines(reader: LineReader, rows: Sequence[tuple[Month, bytes | None]], asked: HistoriesAsked) -> UnitMonths:
    found: dict[str, list[KnownFigure]] = {indicator: [] for indicator in asked.indicators}
    for month, document in rows:
        if document is None or month < asked.first:
            continue
        amounts = reader.amounts(document)
        for indicator, known in found.items():
            if indicator in amounts:
                known.append(KnownFigure(month, Parts(*amounts[indicator])))
    return found


def whole_histories(
    connection: sa.Connection,
    catalogue: Catalogue,
    figures: Figures,
    units: Sequence[str],
    asked: HistoriesAsked,
    until: Month,
) -> dict[str, UnitMonths]:
    """By unit its reported months, as it goes on by ``until``."""
    indicators, first, last, side = asked
    if not units:
        return {}
    points = figures.continued(connection, units, list(indicators), first, last, until)
    found: dict[str, UnitMonths] = {}
    for unit in units:
        sums = {item: each for item, each in points[unit].items() if adds_over_months(catalogue.indicators[item])}
        held = figures.held.of(connection, unit, sums, first, last, side) if sums else {}
        found[unit] = {item: _of_points(item, each, side, held) for item, each in points[unit].items()}
    return found


def _of_points(
    indicator: str, points: Sequence[FigurePoint], side: Side, held: Mapping[tuple[str, Month], Held]
) -> tuple[KnownFigure, ...]:
    return tuple(
        KnownFigure(point.period, _parts(point, side), known.months if known else ())
        for point in points
        if (point.reported if side is Side.PROVISIONAL else point.accepted)
        for known in (held.get((indicator, point.period)),)
    )


def _parts(point: FigurePoint, side: Side) -> Parts:
    if side is Side.PROVISIONAL:
        return Parts(point.value, point.denominator or 0)
    return Parts(point.accepted_value, point.accepted_denominator or 0)
