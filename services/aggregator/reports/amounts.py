"""What single units have reported, without the rest of their months: for shares and gaps. SQL only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from services.aggregator.reports.lines.shapes import LineReader
from services.aggregator.reports.repository import side_of
from services.aggregator.tables import UNIT_MONTHS
from shared.database.rows import parts, select_where

LiveAmounts = Mapping[str, tuple[int, int]]
"""By indicator: the value and denominator (0: none) of the line that stands as live."""


def load_amounts(
    connection: sa.Connection, regions: Sequence[str], period: str, *, accepted: bool = False
) -> dict[str, LiveAmounts]:
    """What stands as live (or as ``accepted``) in the months of ``regions``; a region without it is left out."""
    columns, there = (_ACCEPTED, "accepted IS NOT NULL") if accepted else (_LIVE, "live IS NOT NULL")
    reader = LineReader(connection)
    return {
        region: reader.amounts(document)
        for part in parts(regions)
        for region, *sides in select_where(
            connection, columns, {UNIT_MONTHS.c.period: [period], UNIT_MONTHS.c.region: part}, there
        )
        if (document := side_of(*sides)) is not None
    }


_LIVE = [UNIT_MONTHS.c.region, UNIT_MONTHS.c.live]
_ACCEPTED = [*_LIVE, UNIT_MONTHS.c.accepted]
