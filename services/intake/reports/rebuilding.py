"""The read model of reports made anew from the store: the same rows that commits have kept up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from services.intake.reports.repository import Repository
from services.intake.reports.standing import ReportStanding
from services.intake.reports.state import ReportState
from services.intake.reports.streams import ReportEvent, region_and_period, report_stream
from services.intake.review.reviewed import Reviewed, reviewed
from services.intake.tables import PROPOSALS, REPORTS, RULE_FINDINGS
from shared.events import ReportCorrected, ReportSubmitted
from shared.store import EventStore, Recorded

_CHUNK = 1_000  # events held at once


def rebuild(repository: Repository, connection: sa.Connection) -> int:
    """Make the read model anew from the store; how many events were read."""
    connection.execute(sa.delete(REPORTS))
    connection.execute(sa.delete(RULE_FINDINGS))
    connection.execute(sa.delete(PROPOSALS))
    after = 0
    while events := repository.store.read(connection, after, _CHUNK):
        _fold(repository, connection, events)
        after = events[-1].position
    return after


def _fold(repository: Repository, connection: sa.Connection, events: Sequence[Recorded]) -> None:
    decoded = [(recorded, repository.store.decode(recorded)) for recorded in events]
    touched: dict[tuple[str, str], ReportStanding] = {}
    for recorded, event in decoded:
        if not isinstance(event, ReportEvent):
            continue
        key = region_and_period(event)
        standing = touched.get(key) or _saved(repository, connection, key, recorded.position)
        touched[key] = standing.after(event, recorded)
    repository.save(connection, touched)


def _saved(repository: Repository, connection: sa.Connection, key: tuple[str, str], position: int) -> ReportStanding:
    """Where the report stood before its event at ``position``."""
    store = repository.store
    waits = sa.select(PROPOSALS.c.position).where(PROPOSALS.c.region == key[0], PROPOSALS.c.period == key[1])
    if connection.execute(waits).first() is not None:
        events = store.read_stream(connection, report_stream(*key))
        return repository.standing([event for event in events if event.position < position])
    query = sa.select(REPORTS).where(REPORTS.c.region == key[0], REPORTS.c.period == key[1])
    row = connection.execute(query).one_or_none()
    if row is None:
        return ReportStanding()
    asked = RULE_FINDINGS.c
    if connection.execute(sa.select(asked.rule).where(asked.region == key[0], asked.period == key[1]).limit(1)).all():
        events = store.read_stream(connection, report_stream(*key))  # only they say which figures were asked about
        return repository.standing([event for event in events if event.position <= row.position])
    state = ReportState(
        row.revision, row.status, row.accepted_revision, row.accepted_area, row.revised, bool(row.reviewed)
    )
    state = replace(state, findings=_findings(store, connection, row.lines_position))
    return ReportStanding(state, row.position, row.lines_position, row.first_at, row.lines_at)


def _findings(store: EventStore, connection: sa.Connection, position: int) -> Reviewed:
    """What the review rules said of the revision at ``position``."""
    (recorded,) = store.read(connection, position - 1, 1)
    event = store.decode(recorded)
    assert isinstance(event, ReportSubmitted | ReportCorrected)
    return reviewed(event.findings, event.explanations)
