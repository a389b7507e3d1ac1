"""What the alerts service knows of the topic ``reports``: who has reported which month, and the catalogue's changes. A
projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.alerts.reminders import proposed_corrections, returned_reports
from services.alerts.reminders.due import Status
from services.alerts.repository import catalogue_changes
from services.alerts.tables import REPORTED_MONTHS
from shared.codec import Codec
from shared.consume import Steps, TakeStep
from shared.database.rows import insert_rows, replacing
from shared.events import (
    CatalogueChanged,
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.store import Recorded

CONSUMER_NAME = "reminders"
"""Under which the position in ``reports`` stands."""

RegionMonth = tuple[str, str]

_COLUMNS = ("region", "period", "status", "since", "position", "simulated")
_KEYS = _COLUMNS[:2]
_LATER = "WHERE reported_months.position < excluded.position"


class _Batch(NamedTuple):
    """What a batch makes of the months it touches: their rows, and whether lines that came with it are simulated; the
    changes of the catalogue, the returns and the proposed corrections in it; and up to where what was proposed for a
    month does not wait any more."""

    last: dict[RegionMonth, tuple[object, ...]]
    simulated: dict[RegionMonth, bool]
    catalogue: list[Recorded]
    returns: list[tuple[object, ...]]
    proposed: list[tuple[object, ...]]
    moved: dict[RegionMonth, int]


class KnownReports:
    """Keeps ``reported_months``; see shared.consume.Handle. An event that was applied before changes nothing."""

    def __init__(self, codec: Codec) -> None:
        self._steps = Steps(codec, STEPS)

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``, in order."""
        batch = _Batch({}, {}, [], [], [], {})
        self._steps.apply(batch, events)
        known = self._simulated(connection, batch.last.keys() - batch.simulated.keys())
        rows = [(*row, batch.simulated.get(key, known.get(key, False))) for key, row in batch.last.items()]
        insert_rows(connection, REPORTED_MONTHS, _COLUMNS, rows, f"{replacing(_COLUMNS, _KEYS)} {_LATER}")
        catalogue_changes.keep(connection, batch.catalogue)
        returned_reports.keep(connection, batch.returns)
        proposed_corrections.keep(connection, batch.proposed, batch.moved)

    def _simulated(self, connection: sa.Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], bool]:
        """Whether the lines that a decision is about were simulated."""
        if not keys:
            return {}
        table = REPORTED_MONTHS.c
        regions, periods = ({key[part] for key in keys} for part in (0, 1))
        query = sa.select(table.region, table.period, table.simulated).where(
            table.region.in_(sorted(regions)), table.period.in_(sorted(periods))
        )
        return {(region, period): simulated for region, period, simulated in connection.execute(query)}


def forget(connection: sa.Connection) -> None:
    """Know of no report: the topic is read from its beginning again. Which returns and proposals were told
    stays known."""
    connection.execute(sa.delete(REPORTED_MONTHS))
    catalogue_changes.forget(connection)


def _became(status: Status) -> TakeStep[_Batch]:
    """The step of events that make a month ``status``."""

    def step(batch: _Batch, event: OfReport, record: Recorded) -> None:
        key = (event.region, event.period)
        if isinstance(event, ReportSubmitted | ReportCorrected):
            batch.simulated[key] = event.simulated
            batch.moved[key] = record.position
        batch.last[key] = (*key, status, record.recorded_at, record.position)
        if isinstance(event, ReportReturned):
            told = (event.revision, event.area, event.reason, record.recorded_at, record.position)
            batch.returns.append((*key, *told))

    return step


def _proposed(batch: _Batch, event: CorrectionProposed, record: Recorded) -> None:
    batch.moved[(event.region, event.period)] = record.position  # a later one takes the place of the one before
    batch.proposed.append(proposed_corrections.row_of(event, record))


def _settled(batch: _Batch, event: CorrectionDeclined | CorrectionTakenBack, record: Recorded) -> None:
    batch.moved[(event.region, event.period)] = record.position


def _catalogue(batch: _Batch, _event: CatalogueChanged, record: Recorded) -> None:
    batch.catalogue.append(record)


OfReport = ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn

STEPS: Mapping[type[Event], TakeStep[_Batch]] = {
    ReportSubmitted: _became("submitted"),
    ReportCorrected: _became("submitted"),
    ReportAccepted: _became("accepted"),
    ReportReturned: _became("returned"),
    ReportWithdrawn: _became("withdrawn"),
    CorrectionProposed: _proposed,
    CorrectionDeclined: _settled,
    CorrectionTakenBack: _settled,
    CatalogueChanged: _catalogue,
}
"""What each event makes of its month; the others (a closing, a target) say nothing of who has reported. Changes of
the catalogue, and corrections that wait for a signature, are kept beside them."""
