"""What was stated and reached of plans' commitments, as the history of the reports holds it. SQL only.

The events stand in ``unit_history`` beside those of the reports, about a region and no month: so what is known at a
position follows from it, and an event that is applied a second time changes nothing.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.tables import UNIT_HISTORY
from shared.codec import Codec
from shared.commitments.history import (
    COMMITMENT_TYPES,
    CommitmentEvent,
    CommitmentHistory,
    CommitmentKey,
    RecordedCommitment,
    histories,
)

HERE = sa.and_(UNIT_HISTORY.c.period == "", UNIT_HISTORY.c.type.in_(COMMITMENT_TYPES))
"""The rows of the history that are about commitments."""

_CODEC = Codec()


def load(connection: sa.Connection, region: str, until: int | None = None) -> dict[CommitmentKey, CommitmentHistory]:
    """The histories of the commitments of a region's plans, up to a position (None: all that there is)."""
    query = sa.select(UNIT_HISTORY).where(HERE, UNIT_HISTORY.c.region == region).order_by(UNIT_HISTORY.c.position)
    if until is not None:
        query = query.where(UNIT_HISTORY.c.position <= until)
    return histories(_recorded(row) for row in connection.execute(query))


def _recorded(row: sa.Row[tuple[object, ...]]) -> RecordedCommitment:
    event = _CODEC.decode(row.type, row.schema_version, row.data)
    assert isinstance(event, CommitmentEvent)
    return RecordedCommitment(row.position, row.recorded_at, row.actor, event)
