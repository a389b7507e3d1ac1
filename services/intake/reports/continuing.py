"""Reads what stands for a unit's months, with what it continues where regions changed."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from services.intake.reports.repository import Repository
from services.intake.reports.streams import LinesEvent
from services.intake.units.continued import continued, predecessors
from shared.catalogue import Catalogue
from shared.periods import Month


def standing_months(
    connection: sa.Connection, repository: Repository, catalogue: Catalogue, region: str, first: Month, last: Month
) -> dict[Month, LinesEvent]:
    """The revisions that stand for a unit's months, its predecessors' among them: of several together the lines are
    what they come to, and the rest is the first one's."""
    if not catalogue.changes.concern(region):
        return repository.standing_months(connection, region, first, last)
    origins = catalogue.changes.origins(region)
    events: dict[str, dict[Month, LinesEvent]] = {code: {} for code in origins}
    begun = Month(first.year, 1)  # a year to date is taken apart by the whole year
    for row, event in repository.standing_reports(connection, origins, begun, last):
        events[row.region][Month.parse(row.period)] = event
    lines = continued(
        catalogue, region, {code: {at: each.lines for at, each in of.items()} for code, of in events.items()}
    )
    return {month: _as_one(region, events, catalogue, month, own) for month, own in lines.items() if month >= first}


def _as_one(
    region: str, events: dict[str, dict[Month, LinesEvent]], catalogue: Catalogue, month: Month, lines: object
) -> LinesEvent:
    parts = [events[code][month] for code in predecessors(catalogue, region, month)]
    return msgspec.structs.replace(
        parts[0], region=region, lines=lines, simulated=any(each.simulated for each in parts)
    )
