"""Reads what stands for a unit's months, with what it continues where regions changed."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.intake.reports.repository import Repository
from services.intake.reports.streams import LinesEvent
from services.intake.units.continued import Lines, continued, predecessors
from shared.catalogue import Catalogue
from shared.periods import Month


class PastAsked(NamedTuple):
    """The months of a region from ``first`` to ``last``, as the unit of the month ``until`` has them."""

    region: str
    first: Month
    last: Month
    until: Month


_Events = dict[str, dict[Month, LinesEvent]]
"""By region and month."""


def standing_months(
    connection: sa.Connection, repository: Repository, catalogue: Catalogue, asked: PastAsked
) -> dict[Month, LinesEvent]:
    """The revisions that stand for a unit's months, those of whom it continues among them.

    Of several together the lines are what they come to, and the rest is the first one's.
    """
    region, first, last, until = asked
    if not catalogue.changes.concern(region):
        return repository.standing_months(connection, region, first, last)
    origins = catalogue.changes.origins(region)
    events: _Events = {code: {} for code in origins}
    begun = Month(first.year, 1)  # a year to date is taken apart by the whole year
    for row, event in repository.standing_reports(connection, origins, begun, last):
        events[row.region][Month.parse(row.period)] = event
    lines = {code: {month: event.lines for month, event in of.items()} for code, of in events.items()}
    found = continued(catalogue, region, lines, until)
    return {
        month: _as_one(region, [events[code][month] for code in predecessors(catalogue, region, month, until)], own)
        for month, own in found.items()
        if month >= first
    }


def _as_one(region: str, parts: list[LinesEvent], lines: Lines) -> LinesEvent:
    simulated = any(each.simulated for each in parts)
    return msgspec.structs.replace(parts[0], region=region, lines=lines, simulated=simulated)
