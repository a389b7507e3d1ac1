"""What the alerts service knows of the topic ``reports``: who has reported which month, and the catalogue's changes. A
projection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, get_args

import sqlalchemy as sa

from services.alerts.reminders import proposed_corrections, returned_reports
from services.alerts.reminders.commitments import known as commitments
from services.alerts.reminders.due import Status
from services.alerts.repository import catalogue_changes
from services.alerts.tables import REPORTED_MONTHS
from shared.catalogue.catalogue import Catalogue
from shared.codec import Codec
from shared.commitments.history import CommitmentEvent
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
from shared.periods import Month
from shared.store import Recorded

CONSUMER_NAME = "reminders"
"""Under which the position in ``reports`` stands."""

RegionMonth = tuple[str, str]
LinesReport = ReportSubmitted | ReportCorrected

_COLUMNS = ("region", "period", "status", "since", "position", "simulated", "blanks", "confirmed")
_KEYS = _COLUMNS[:2]
_LATER = "WHERE reported_months.position < excluded.position"


class _Lines(NamedTuple):
    """What is known of the lines of a report: whether they are simulated, and the indicators that are owed and not
    among them; and without which the month was accepted before."""

    simulated: bool = False
    blanks: str = ""
    confirmed: str = ""


class _Batch(NamedTuple):
    """What a batch makes of the months it touches: their rows without the lines, and of the lines what was known
    before it and is after; the changes of the catalogue, what is said of commitments, the returns and the proposed
    corrections in it; and up to where what was proposed for a month does not wait any more. ``left_out`` says which
    indicators of a month's report are owed and not in it."""

    left_out: Callable[[LinesReport], str]
    last: dict[RegionMonth, tuple[object, ...]]
    lines: dict[RegionMonth, _Lines]
    catalogue: list[Recorded]
    commitments: list[Recorded]
    returns: list[tuple[object, ...]]
    proposed: list[tuple[object, ...]]
    moved: dict[RegionMonth, int]


class KnownReports:
    """Keeps ``reported_months``; see shared.consume.Handle. An event that was applied before changes nothing. What a
    report owes is what the catalogue says when it is read."""

    def __init__(self, codec: Codec, catalogue: Catalogue) -> None:
        self._steps = Steps(codec, STEPS)
        self._catalogue = catalogue

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``, in order."""
        batch = _Batch(self._left_out, {}, self._lines(connection, events), [], [], [], [], {})
        self._steps.apply(batch, events)
        rows = [(*row, *batch.lines.get(key, _Lines())) for key, row in batch.last.items()]
        insert_rows(connection, REPORTED_MONTHS, _COLUMNS, rows, f"{replacing(_COLUMNS, _KEYS)} {_LATER}")
        catalogue_changes.keep(connection, batch.catalogue)
        commitments.keep(connection, batch.commitments)
        returned_reports.keep(connection, batch.returns)
        proposed_corrections.keep(connection, batch.proposed, batch.moved)

    def _lines(self, connection: sa.Connection, events: Sequence[Recorded]) -> dict[RegionMonth, _Lines]:
        """What is known of the lines of the months that the events are about."""
        keys = {key for each in events if (key := _month_of(each.stream)) is not None}
        if not keys:
            return {}
        table = REPORTED_MONTHS.c
        regions, periods = ({key[part] for key in keys} for part in (0, 1))
        query = sa.select(table.region, table.period, table.simulated, table.blanks, table.confirmed).where(
            table.region.in_(sorted(regions)), table.period.in_(sorted(periods))
        )
        return {(region, period): _Lines(*rest) for region, period, *rest in connection.execute(query)}

    def _left_out(self, report: LinesReport) -> str:
        if report.region not in self._catalogue.regions:
            return ""
        given = {line.indicator for line in report.lines}
        owed = self._catalogue.owed(report.region, Month.parse(report.period))
        return " ".join(each for each in owed if each not in given)


def _month_of(stream: str) -> RegionMonth | None:
    """The region and month of a report's stream; None for another's."""
    kind, _, rest = stream.partition("-")
    region, period = rest[:-8], rest[-7:]  # <region>-<yyyy-mm>
    return (region, period) if kind == "report" and region else None


def forget(connection: sa.Connection) -> None:
    """Know of no report: the topic is read from its beginning again. Which returns and proposals were told
    stays known."""
    connection.execute(sa.delete(REPORTED_MONTHS))
    catalogue_changes.forget(connection)
    commitments.forget(connection)


def _became(status: Status) -> TakeStep[_Batch]:
    """The step of events that make a month ``status``."""

    def step(batch: _Batch, event: OfReport, record: Recorded) -> None:
        key = (event.region, event.period)
        known = batch.lines.get(key, _Lines())
        if isinstance(event, ReportSubmitted | ReportCorrected):
            batch.moved[key] = record.position
            batch.lines[key] = known._replace(simulated=event.simulated, blanks=batch.left_out(event))
        elif isinstance(event, ReportAccepted):
            batch.lines[key] = known._replace(confirmed=known.blanks)
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


def _commitment(batch: _Batch, _event: CommitmentEvent, record: Recorded) -> None:
    batch.commitments.append(record)


OfReport = LinesReport | ReportAccepted | ReportReturned | ReportWithdrawn

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
    **dict.fromkeys(get_args(CommitmentEvent), _commitment),
}
"""What each event makes of its month; the others (a closing, a target) say nothing of who has reported. Changes of
the catalogue, what is said of commitments, and corrections that wait for a signature, are kept beside them."""
