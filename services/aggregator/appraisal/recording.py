"""Recording that a report was found to be false, and that such a finding does not stand any more."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from services.aggregator.appraisal.reading import standing, stream_of
from services.aggregator.recordings import KeyTaken, OwnRecording, RecordingAuthor, record, recordings
from services.aggregator.reports import history as unit_history
from shared.database.engine import Database
from shared.events import FalseReportRecorded, FalseReportRevoked, ReportCorrected, ReportSubmitted
from shared.periods import Month
from shared.security.access import Access
from shared.security.keys import Role
from shared.store import EventStore, NewEvent
from shared.web.problems import Fault, Problem

RECORDERS = (Role.REVIEWER, Role.AUDITOR)
"""Who records it: of their area."""
MOST_CHARACTERS = 2_000
_REPORTS = (ReportSubmitted.__name__, ReportCorrected.__name__)
_LAST = 2**62


class FalseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A revision that was found to be false, by which document, and what it found."""

    revision: int
    document: str
    text: str


class RevokeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding, by its position in ``figures``, that a document takes back."""

    record: int
    document: str
    text: str


class FalseReports:
    """Records findings, and their end; figures stay what they are."""

    def __init__(self, database: Database, store: EventStore, access: Access) -> None:
        self._database = database
        self._store = store
        self._access = access

    def record(self, region: str, period: Month, body: FalseBody, author: RecordingAuthor) -> OwnRecording:
        """Record that a revision was found to be false.

        Raises:
            Problem: 403 for another's region; 422 with every fault; 409 where the key was used for another.
        """
        self._access.require_read(author.principal, region)
        faults = _text_faults(body.document, body.text)
        event = FalseReportRecorded(
            region=region,
            period=str(period),
            revision=body.revision,
            document=body.document.strip(),
            text=body.text.strip(),
            by=author.by,
        )
        with self._database.write() as connection:
            revisions = _revisions(connection, region, period)
            if not 1 <= body.revision <= revisions:
                known = f"该月报过 {revisions} 版" if revisions else "该月没有报过"
                faults.append(Fault("unknown_revision", "/revision", f"没有第{body.revision}版：{known}"))
            if self._stands(connection, event, author.key):
                message = f"第{body.revision}版按这份文件的认定已经记过，还成立；一件认定只扣一次分"
                faults.append(Fault("already_recorded", "/document", message))
            return self._append(connection, event, faults, author)

    def _stands(self, connection: sa.Connection, event: FalseReportRecorded, key: str | None) -> bool:
        """Whether the finding is recorded already, by another request: from another tab, or by somebody else."""
        self._store.lock(connection)  # nobody records meanwhile
        stream = stream_of(event.region, event.period)
        recorded = recordings(connection, self._store, [stream]).get(stream, [])
        if key is not None and any(each.recorded.idempotency_key == key for each in recorded):
            return False
        finding = (event.revision, event.document)
        return any((each.revision, each.document) == finding for each in standing(recorded))

    def revoke(self, region: str, period: Month, body: RevokeBody, author: RecordingAuthor) -> OwnRecording:
        """Record that a finding does not stand any more.

        Raises:
            Problem: as :meth:`record`.
        """
        self._access.require_read(author.principal, region)
        faults = _text_faults(body.document, body.text)
        event = FalseReportRevoked(
            region=region,
            period=str(period),
            record=body.record,
            document=body.document.strip(),
            text=body.text.strip(),
            by=author.by,
        )
        stream = stream_of(region, str(period))
        with self._database.write() as connection:
            recorded = recordings(connection, self._store, [stream]).get(stream, [])
            again = any(each.event == event and each.recorded.idempotency_key == author.key for each in recorded)
            if not again and body.record not in {each.position for each in standing(recorded)}:
                faults.append(Fault("unknown_record", "/record", f"没有一件还成立的认定，位置为 {body.record}"))
            return self._append(connection, event, faults, author)

    def _append(
        self,
        connection: sa.Connection,
        event: FalseReportRecorded | FalseReportRevoked,
        faults: list[Fault],
        author: RecordingAuthor,
    ) -> OwnRecording:
        if faults:
            raise Problem(422, "false-report-invalid", "认定有误", faults=faults)
        new = NewEvent(
            stream=stream_of(event.region, event.period),
            event=event,
            actor=author.principal.id,
            correlation_id=author.correlation,
            idempotency_key=author.key,
        )
        try:
            return record(connection, self._store, new)
        except KeyTaken:
            raise Problem(409, "idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容") from None


def _revisions(connection: sa.Connection, region: str, period: Month) -> int:
    """How many revisions of a month were reported."""
    found = unit_history.of_units(connection, [region], [str(period)], _LAST)
    return sum(each.type in _REPORTS for each in found)


def _text_faults(document: str, text: str) -> list[Fault]:
    faults = []
    for name, value, asked in (("document", document, "认定文件的名称和文号"), ("text", text, "认定的事实")):
        if not value.strip():
            faults.append(Fault(f"empty_{name}", f"/{name}", f"请写明{asked}"))
        elif len(value) > MOST_CHARACTERS:
            faults.append(Fault(f"{name}_too_long", f"/{name}", f"{asked}不能超过 {MOST_CHARACTERS} 字"))
    return faults
