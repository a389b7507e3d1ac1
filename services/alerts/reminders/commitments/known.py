"""What was said of commitments, as it was read from ``reports``. SQL only."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from services.alerts.tables import COMMITMENT_EVENTS
from shared.codec import Codec
from shared.commitments.history import (
    CommitmentEvent,
    CommitmentHistory,
    CommitmentKey,
    RecordedCommitment,
    histories,
)
from shared.database.rows import insert_rows
from shared.store import Recorded

_CODEC = Codec()


def keep(connection: sa.Connection, events: Iterable[Recorded]) -> None:
    """Keep these events; one that stands already is the same."""
    rows = ((each.position, each.recorded_at, each.actor, each.type, each.schema_version, each.data) for each in events)
    insert_rows(connection, COMMITMENT_EVENTS, COMMITMENT_EVENTS.c.keys(), rows, "ON CONFLICT (position) DO NOTHING")


def forget(connection: sa.Connection) -> None:
    """Know of none: the topic is read from its beginning again."""
    connection.execute(sa.delete(COMMITMENT_EVENTS))


def load(connection: sa.Connection) -> dict[CommitmentKey, CommitmentHistory]:
    """The histories of all commitments of which anything was said."""
    query = sa.select(COMMITMENT_EVENTS).order_by(COMMITMENT_EVENTS.c.position)
    found = []
    for row in connection.execute(query):
        event = _CODEC.decode(row.type, row.schema_version, row.data)
        assert isinstance(event, CommitmentEvent)
        found.append(RecordedCommitment(row.position, row.recorded_at, row.actor, event))
    return histories(found)
