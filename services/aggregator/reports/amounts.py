"""What single units have reported, without the rest of their months: for shares and gaps. SQL only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from services.aggregator.reports.months import Lines
from services.aggregator.tables import UNIT_MONTHS
from shared.database.rows import parts, select_where

_decode = msgspec.json.Decoder(Lines).decode

LiveAmounts = Mapping[str, tuple[int, int]]
"""By indicator: the value and denominator (0: none) of the line that stands as live."""


def load_amounts(
    connection: sa.Connection, regions: Sequence[str], period: str, *, accepted: bool = False
) -> dict[str, LiveAmounts]:
    """What stands as live (or as ``accepted``) in the months of ``regions``; a region without it is left out."""
    columns, there = (_ACCEPTED, "accepted IS NOT NULL") if accepted else (_LIVE, "live IS NOT NULL")
    return {
        region: _amounts(lines)
        for part in parts(regions)
        for region, lines in select_where(
            connection, columns, {UNIT_MONTHS.c.period: [period], UNIT_MONTHS.c.region: part}, there
        )
    }


@lru_cache(maxsize=2048)
def _amounts(document: bytes) -> LiveAmounts:
    """Remembered, because every batch of a month asks for the same documents again."""
    return {line.indicator: (line.value, line.denominator or 0) for line in reversed(_decode(document))}


_LIVE = [UNIT_MONTHS.c.region, UNIT_MONTHS.c.live]
_ACCEPTED = [UNIT_MONTHS.c.region, UNIT_MONTHS.c.accepted]
