"""Tells what changed: one ``FigureChanged`` for each region and month, with its figures as they now are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

import sqlalchemy as sa

from services.aggregator.figures import repository
from services.aggregator.model import NOTHING, ChangedFigures, FigureSums, RegionMonth
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.events import FigureChanged, FigureLine
from shared.periods import Month
from shared.store import NewEvent

ACTOR = "aggregator"
"""Who the aggregator's events name as their actor."""


def figure_events(
    connection: sa.Connection,
    catalogue: Catalogue,
    changed: ChangedFigures,
    units: Mapping[RegionMonth, Mapping[str, FigureSums]],
) -> Iterator[NewEvent]:
    """The events to append, in the order of period and region.

    Rolled-up figures are read back in the transaction that changed them; the figures of ``units``
    are given.
    """
    stored = repository.load_nodes(connection, changed.indicators.keys() - units.keys())
    for key in sorted(changed.indicators, key=itemgetter(1, 0)):
        wanted = changed.indicators[key]
        figures: Iterable[tuple[str, tuple[int, ...]]] = (
            units[key].items()
            if key in units
            else ((row[2], row[3 : 3 + len(NOTHING)]) for row in stored[key] if row[2] in wanted)
        )
        region, period = key
        lines = tuple(_lines(catalogue, region, Month.parse(period), figures))
        yield NewEvent(
            stream=f"figure-{region}-{period}",
            event=FigureChanged(region=region, period=period, data_version=changed.data_version, lines=lines),
            actor=ACTOR,
            correlation_id=changed.correlations[key],
        )


def _lines(
    catalogue: Catalogue, region: str, period: Month, figures: Iterable[tuple[str, tuple[int, ...]]]
) -> Iterator[FigureLine]:
    for indicator, sums in figures:
        value, denominator, reported, accepted_value, accepted_denominator, accepted, _, settled = sums
        ratio = catalogue.indicators[indicator].kind is Kind.RATIO
        yield FigureLine(
            indicator,
            catalogue.expected_units(region, indicator, period),
            reported,
            value,
            denominator if ratio else None,
            accepted,
            accepted_value,
            accepted_denominator if ratio else None,
            settled,
        )
