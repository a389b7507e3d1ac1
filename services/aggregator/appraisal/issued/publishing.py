"""Drafts and publishes a quarter's points: what is published is an event, and never changes.

Points follow from reports up to a position, and from what was recorded as false and was due by an instant: so an
edition is that of an instant, and every position has one.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from services.aggregator.appraisal.issued.content import check_quarter, content_of
from services.aggregator.appraisal.issued.layout import lay_out
from services.aggregator.appraisal.reading import Appraisals
from services.aggregator.appraisal.spans import AppraisedSpan
from services.aggregator.bulletin.publish import KeyReused, NotPrinted, Superseded
from services.aggregator.issuing.documents import day_of
from services.aggregator.issuing.heads import heads
from services.aggregator.issuing.renditions import PDF, digests, made_anew, rendered
from services.aggregator.past.as_of import AsOf
from services.aggregator.recordings import RecordingAuthor
from services.aggregator.tables import KEPT_DOCUMENTS
from shared.database.engine import Database
from shared.database.kept_documents import KeptDocument, keep, kept
from shared.events import AppraisalContent, AppraisalPublished, Event
from shared.office.pdf.characters import FontFault
from shared.office.pdf.printing import PrintedDocument, Printing
from shared.office.pdf.seal import SealRefused
from shared.office.pdf.typesetter import SettingFault
from shared.periods import Clock, months, to_microseconds
from shared.points import Point
from shared.store import EventStore, NewEvent, Recorded


class IssuedAppraisal(msgspec.Struct, frozen=True):
    """An edition with its envelope. ``created`` says whether it was published just now."""

    recorded: Recorded
    event: AppraisalPublished
    created: bool = False


def stream_of(region: str, span: AppraisedSpan) -> str:
    """The stream of an area's bulletins of a quarter: its version is the edition's number."""
    return f"appraisal-{region}-{span}"


class IssuedAppraisals:
    """The bulletins of districts' points."""

    def __init__(
        self,
        appraisals: Appraisals,
        past: AsOf,
        database: Database,
        store: EventStore,
        clock: Clock,
        printing: Printing,
    ) -> None:
        self._appraisals = appraisals
        self._past = past
        self._database = database
        self._store = store
        self._clock = clock
        self._printing = printing

    def at(self, text: str) -> Point:
        """The point that is written so; this moment where nothing is written.

        Raises:
            Problem: see AsOf.point.
        """
        return self._past.point(text or self._clock.now().isoformat())

    def editions(self, region: str, span: AppraisedSpan) -> list[IssuedAppraisal]:
        """Every edition of a quarter, the first first."""
        with self._database.read() as connection:
            return self._editions(connection, region, span)

    def latest(self, region: str, spans: list[AppraisedSpan]) -> list[IssuedAppraisal]:
        """Of each of these quarters the latest edition, where there is one."""
        found = [self.editions(region, each) for each in spans]
        return [each[-1] for each in found if each]

    def published(self) -> list[IssuedAppraisal]:
        """Of every area with a plan and every quarter of its years the latest edition, the newest quarter first."""
        with self._database.read() as connection:
            found = self._store.read_streams(connection, self._streams())
        issued = [IssuedAppraisal(each[-1], _published(self._store.decode(each[-1]))) for each in found.values()]
        return sorted(issued, key=lambda each: (each.event.period, each.recorded.position), reverse=True)

    def _streams(self) -> list[str]:
        plans = self._appraisals.known(None).plans.values()
        spans = {
            (plan.region, AppraisedSpan.quarter_of(month)) for plan in plans for month in months(plan.first, plan.last)
        }
        return [stream_of(*each) for each in sorted(spans)]

    def draft(self, region: str, span: AppraisedSpan, point: Point) -> AppraisalContent:
        """The bulletin as of a point: the one that was published as of its instant, or as it would be.

        Raises:
            NotAppraised: there is none of that area and quarter.
        """
        known = self._appraisals.known(point)
        with self._database.read() as connection:
            published = self._editions(connection, region, span)
            resting = heads(connection, point)
        instant = to_microseconds(point.instant)
        for each in published:
            if each.event.content.instant == instant:
                return each.event.content
        found = self._appraisals.of(region, span, point)
        check_quarter(found, known, point)
        number = 1 + sum(each.event.content.instant < instant for each in published)
        return content_of(found, known, point, number, resting)

    def publish(self, region: str, span: AppraisedSpan, point: Point, author: RecordingAuthor) -> IssuedAppraisal:
        """Publish the bulletin as of a point; the last edition once more where nothing of it has changed.

        Raises:
            NotAppraised: as :meth:`draft`.
            Superseded: an edition with later reports is out, or came meanwhile.
            KeyReused: the key was used for another event.
            NotPrinted: the printed rendition could not be set or signed.
        """
        content = self.draft(region, span, point)
        with self._database.read() as connection:
            done = self._done(connection, span, content, author)
        if done is not None:
            return done
        paper = self._print(content)
        made = {**digests(rendered(lay_out(content))), PDF: paper.digest}
        with self._database.write() as connection:
            self._store.lock(connection)
            done = self._done(connection, span, content, author)
            if done is not None:
                return done
            if len(self._editions(connection, region, span)) != content.number - 1:
                raise Superseded("同时有人在印发这一季的通报，请稍后再试")
            keep(connection, KEPT_DOCUMENTS, paper)
            return self._append(connection, span, content, made, author)

    def kept(self, issued: IssuedAppraisal) -> KeptDocument | None:
        """The printed rendition as it was published; None where it is not there any more."""
        with self._database.read() as connection:
            return kept(connection, KEPT_DOCUMENTS, issued.event.digests.get(PDF, ""))

    def file(self, content: AppraisalContent, issued: IssuedAppraisal | None, suffix: str) -> bytes:
        """A rendition: the printed one as it was kept, what hangs on the content alone made anew."""
        paper = self.kept(issued) if issued is not None and suffix == PDF else None
        if paper is not None:
            return paper.data
        return made_anew(lay_out(content), day_of(content), self._printing, suffix)

    def _print(self, content: AppraisalContent) -> PrintedDocument:
        try:
            return self._printing.document(lay_out(content), day_of(content))
        except (SettingFault, FontFault, SealRefused) as fault:
            raise NotPrinted(str(fault)) from fault

    def _done(
        self, connection: sa.Connection, span: AppraisedSpan, content: AppraisalContent, author: RecordingAuthor
    ) -> IssuedAppraisal | None:
        """What answers the wish without a new edition."""
        for recorded in (self._store.find_keys(connection, [author.key]) if author.key else {}).values():
            event = self._store.decode(recorded)
            if not isinstance(event, AppraisalPublished) or recorded.stream != stream_of(content.region, span):
                raise KeyReused(author.key)
            return IssuedAppraisal(recorded, event)
        known = self._editions(connection, content.region, span)
        if not known:
            return None
        last = known[-1]
        if last.event.content.instant == content.instant or _substance(last.event.content) == _substance(content):
            return last
        if last.event.content.instant > content.instant:
            raise Superseded(
                f"第{last.event.number}号的时点更晚（报送序号 {last.event.position}），不能再印发更早的一号"
            )
        return None

    def _append(
        self,
        connection: sa.Connection,
        span: AppraisedSpan,
        content: AppraisalContent,
        made: dict[str, str],
        author: RecordingAuthor,
    ) -> IssuedAppraisal:
        event = AppraisalPublished(
            region=content.region,
            period=content.period,
            number=content.number,
            position=content.position,
            content=content,
            digests=made,
            published_by=author.by,
        )
        new = NewEvent(
            stream=stream_of(content.region, span),
            event=event,
            actor=author.principal.id,
            correlation_id=author.correlation,
            expected_version=content.number - 1,
            idempotency_key=author.key,
        )
        (recorded,) = self._store.append(connection, [new])
        return IssuedAppraisal(recorded, event, created=True)

    def _editions(self, connection: sa.Connection, region: str, span: AppraisedSpan) -> list[IssuedAppraisal]:
        found = []
        for recorded in self._store.read_stream(connection, stream_of(region, span)):
            found.append(IssuedAppraisal(recorded, _published(self._store.decode(recorded))))
        return found


def _published(event: Event) -> AppraisalPublished:
    assert isinstance(event, AppraisalPublished)
    return event


def _substance(content: AppraisalContent) -> AppraisalContent:
    """What a bulletin says of the points, without which edition it is and what it rests on."""
    return msgspec.structs.replace(content, number=0, position=0, instant=0, heads=())
