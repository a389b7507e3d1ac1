"""What reminders know of the topic ``reports``: who has reported which month. A projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from services.alerts.reminders.due import Status
from services.alerts.tables import AlertsTables
from shared.codec import Codec
from shared.database.rows import insert_rows, replacing
from shared.events import (
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.store import Recorded

CONSUMER_NAME = "reminders"
"""Under which the position in ``reports`` stands."""

STATUSES: Mapping[str, Status] = {
    ReportSubmitted.__name__: "submitted",
    ReportCorrected.__name__: "submitted",
    ReportAccepted.__name__: "accepted",
    ReportReturned.__name__: "returned",
    ReportWithdrawn.__name__: "withdrawn",
}
"""What each event makes of its month; the others (a closing, a target) say nothing of who has reported."""

_COLUMNS = ("region", "period", "status", "since", "position", "simulated")
_KEYS = _COLUMNS[:2]
_LATER = "WHERE reported_months.position < excluded.position"


class KnownReports:
    """Keeps ``reported_months``; see shared.consume.Handle. An event that was applied before changes nothing."""

    def __init__(self, tables: AlertsTables, codec: Codec) -> None:
        self._table = tables.reported_months
        self._codec = codec

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``, in order."""
        last: dict[tuple[str, str], tuple[object, ...]] = {}
        simulated: dict[tuple[str, str], bool] = {}
        for record in events:
            status = STATUSES.get(record.type)
            if status is None:
                continue
            event = self._codec.decode(record.type, record.schema_version, record.data)
            assert isinstance(
                event, ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn
            )
            key = (event.region, event.period)
            if isinstance(event, ReportSubmitted | ReportCorrected):
                simulated[key] = event.simulated
            last[key] = (*key, status, record.recorded_at, record.position)
        known = self._simulated(connection, last.keys() - simulated.keys())
        rows = [(*row, simulated.get(key, known.get(key, False))) for key, row in last.items()]
        insert_rows(connection, self._table, _COLUMNS, rows, f"{replacing(_COLUMNS, _KEYS)} {_LATER}")

    def _simulated(self, connection: sa.Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], bool]:
        """Whether the lines that a decision is about were simulated."""
        if not keys:
            return {}
        table = self._table.c
        regions, periods = ({key[part] for key in keys} for part in (0, 1))
        query = sa.select(table.region, table.period, table.simulated).where(
            table.region.in_(sorted(regions)), table.period.in_(sorted(periods))
        )
        return {(region, period): simulated for region, period, simulated in connection.execute(query)}
