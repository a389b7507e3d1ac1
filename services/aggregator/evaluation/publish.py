"""Drafts and publishes evaluation reports: what is published is an event, and never changes."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.aggregator.bulletin.publish import KeyReused, NotPrinted, Superseded
from services.aggregator.evaluation import repository
from services.aggregator.evaluation.content import EvaluationComposer, EvaluationIssue
from services.aggregator.evaluation.kinds import period_of
from services.aggregator.evaluation.parts.answers import row_alerts
from services.aggregator.evaluation.repository import EvaluationKey, ListedEvaluation
from services.aggregator.evaluation.written.layout import lay_out
from services.aggregator.evaluation.written.renditions import render
from services.aggregator.issuing.documents import day_of
from services.aggregator.issuing.heads import heads
from services.aggregator.issuing.renditions import PDF, digests
from services.aggregator.past.as_of import AsOf
from services.aggregator.tables import KEPT_DOCUMENTS
from shared.catalogue.known import ByCatalogue
from shared.database.engine import Database
from shared.database.kept_documents import KeptDocument, keep, kept
from shared.events import EvaluationPublished
from shared.events.published.evaluation import EvaluationContent, EvaluationKind
from shared.office.pdf.characters import FontFault
from shared.office.pdf.printing import PrintedDocument, Printing
from shared.office.pdf.seal import SealRefused
from shared.office.pdf.typesetter import SettingFault
from shared.periods import Clock, Month
from shared.points import Point
from shared.store import EventStore, NewEvent, Recorded

_ATTEMPTS = 3
"""How often a report is made anew because another one of the kind was published meanwhile."""


class AskedEvaluation(NamedTuple):
    """Which evaluation is asked for: of a plan, of a kind, of a ``year`` where the kind is of one."""

    plan: str
    kind: EvaluationKind
    year: int | None = None


class PublishedEvaluation(msgspec.Struct, frozen=True):
    """An edition with its envelope. ``created`` says whether it was published just now."""

    recorded: Recorded
    event: EvaluationPublished
    created: bool = False


class Publisher(NamedTuple):
    """Who publishes: the account or key, how the person is called ('': no person), the request, and its key."""

    actor: str
    correlation: str
    key: str | None = None
    called: str = ""


class Evaluations:
    """The evaluation reports of plans."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        as_of: AsOf,
        composers: ByCatalogue[EvaluationComposer],
        clock: Clock,
        printing: Printing,
    ) -> None:
        self._database = database
        self._store = store
        self._as_of = as_of
        self._composers = composers
        self._clock = clock
        self.printing = printing

    def at(self, text: str) -> Point:
        """The point that is written so; this moment where nothing is written.

        Raises:
            Problem: see AsOf.point.
        """
        return self._as_of.point(text or self._clock.now().isoformat())

    def listed(self, plan: str | None = None) -> list[ListedEvaluation]:
        """What was published, the latest first."""
        with self._database.read() as connection:
            return repository.listed(connection, plan)

    def find(self, key: EvaluationKey, number: int | None = None) -> PublishedEvaluation | None:
        """An edition; without ``number`` the latest."""
        with self._database.read() as connection:
            found = [each for each in repository.editions(connection, key) if number in (None, each.number)]
            return self._load(connection, found[-1]) if found else None

    def key(self, asked: AskedEvaluation, point: Point | None) -> EvaluationKey:
        """Which evaluation that is, by the plans that were in force at a point (None: that are now).

        Raises:
            NotEvaluated: there is none such.
        """
        plan = self._composers.of(self._as_of.known(point)).plan(asked.plan)
        return EvaluationKey(plan.id, asked.kind, str(period_of(plan, asked.kind, asked.year)))

    def draft(self, asked: AskedEvaluation, point: Point) -> EvaluationContent:
        """The evaluation as of a point: the one that was published there, or as it would be.

        Raises:
            NotEvaluated: there is none of that plan, kind and year.
        """
        composer = self._composers.of(self._as_of.known(point))
        plan, key = composer.plan(asked.plan), self.key(asked, point)
        period = Month.parse(key.period)
        alerts = row_alerts(self._as_of.alert_events(point), self._store.decode, plan.id, plan.region)
        with self._database.read() as history, self._as_of.read(point, [plan.id], whole=False) as past:
            known = repository.editions(history, key)
            same = [each for each in known if each.position == point.position]
            if same:
                return self._load(history, same[-1]).event.content
            before = repository.last_before(history, key, point.position)
            previous = self._load(history, before).event.content if before else None
            number = 1 + sum(each.position < point.position for each in known)
            issue = EvaluationIssue(number, previous, heads(history, point), alerts)
            return composer.compose(past, history, plan, asked.kind, period, point, issue)

    def publish(self, asked: AskedEvaluation, point: Point, by: Publisher) -> PublishedEvaluation:
        """Publish the evaluation as of a point; the last edition once more where nothing of it has changed.

        Raises:
            NotEvaluated: as :meth:`draft`.
            Superseded: an edition with later reports is out.
            KeyReused: the key was used for another event.
            NotPrinted: the printed rendition could not be set or signed.
        """
        for _ in range(_ATTEMPTS):
            content = self.draft(asked, point)
            key = EvaluationKey(content.plan, content.kind, content.period)
            with self._database.read() as connection:
                done = self._done(connection, content, key, by.key)
            if done is not None:
                return done
            paper = self._print(content)
            made = {**digests(render(content)), PDF: paper.digest}
            with self._database.write() as connection:
                self._store.lock(connection)
                done = self._done(connection, content, key, by.key)
                if done is not None:
                    return done
                if len(repository.editions(connection, key)) == content.number - 1:
                    keep(connection, KEPT_DOCUMENTS, paper)
                    return self._append(connection, key, _event(content, made, by.called), by)
        raise Superseded("同时有人在发布这份评估报告，请稍后再试")

    def kept(self, published: PublishedEvaluation) -> KeptDocument | None:
        """The printed rendition as it was published; None where it is not there any more."""
        with self._database.read() as connection:
            return kept(connection, KEPT_DOCUMENTS, published.event.digests.get(PDF, ""))

    def differing(self, published: PublishedEvaluation) -> list[str]:
        """The renditions of which this version of the program has or makes other bytes than were published."""
        paper, made = self.kept(published), digests(render(published.event.content))
        made[PDF] = paper.digest if paper is not None and paper.whole else ""
        return [suffix for suffix, digest in published.event.digests.items() if made.get(suffix) != digest]

    def _print(self, content: EvaluationContent) -> PrintedDocument:
        try:
            return self.printing.document(lay_out(content), day_of(content))
        except (SettingFault, FontFault, SealRefused) as fault:
            raise NotPrinted(str(fault)) from fault

    def _done(
        self, connection: sa.Connection, content: EvaluationContent, key: EvaluationKey, used_key: str | None
    ) -> PublishedEvaluation | None:
        """What answers the wish without a new edition."""
        for recorded in (self._store.find_keys(connection, [used_key]) if used_key else {}).values():
            event = self._store.decode(recorded)
            if not isinstance(event, EvaluationPublished) or recorded.stream != key.stream:
                raise KeyReused(used_key)
            return PublishedEvaluation(recorded, event)
        known = repository.editions(connection, key)
        if not known:
            return None
        last = self._load(connection, known[-1])
        if last.event.position == content.position or _substance(last.event.content) == _substance(content):
            return last
        if last.event.position > content.position:
            raise Superseded(f"第{last.event.number}号所据的报送已到序号 {last.event.position}，不能再发布更早的一号")
        return None

    def _append(
        self, connection: sa.Connection, key: EvaluationKey, event: EvaluationPublished, by: Publisher
    ) -> PublishedEvaluation:
        new = NewEvent(
            stream=key.stream,
            event=event,
            actor=by.actor,
            correlation_id=by.correlation,
            expected_version=event.number - 1,
            idempotency_key=by.key,
        )
        (recorded,) = self._store.append(connection, [new])
        repository.save(connection, recorded, event)
        return PublishedEvaluation(recorded, event, created=True)

    def _load(self, connection: sa.Connection, found: ListedEvaluation) -> PublishedEvaluation:
        return PublishedEvaluation(*repository.load(connection, self._store, found))


def _event(content: EvaluationContent, made: dict[str, str], published_by: str) -> EvaluationPublished:
    return EvaluationPublished(
        plan=content.plan,
        region=content.region,
        kind=content.kind,
        period=content.period,
        number=content.number,
        position=content.position,
        content=content,
        digests=made,
        published_by=published_by,
    )


def _substance(content: EvaluationContent) -> EvaluationContent:
    """What a report says, without which edition it is and what it rests on."""
    return msgspec.structs.replace(content, number=0, position=0, instant=0, heads=())
