"""Drafts and publishes bulletins: what is published is an event, and never changes."""

from __future__ import annotations

from datetime import date

import msgspec
import sqlalchemy as sa

from services.aggregator.bulletin import repository
from services.aggregator.bulletin.content import Composer, Edition, NotCovered
from services.aggregator.bulletin.embargo import NONE, Sees, is_out, nobody, read_embargo
from services.aggregator.bulletin.layout import lay_out
from services.aggregator.bulletin.renditions import render
from services.aggregator.bulletin.repository import Listed
from services.aggregator.issuing.documents import day_of
from services.aggregator.issuing.heads import heads
from services.aggregator.issuing.renditions import PDF, digests
from services.aggregator.past.as_of import AsOf
from services.aggregator.tables import KEPT_DOCUMENTS
from shared.catalogue.known import ByCatalogue
from shared.database.engine import Database
from shared.database.kept_documents import KeptDocument, keep, kept
from shared.events import BulletinPublished
from shared.events.bulletin_content import BulletinContent, BulletinTable, Written
from shared.office.pdf.characters import FontFault
from shared.office.pdf.printing import PrintedDocument, Printing
from shared.office.pdf.seal import SealRefused
from shared.office.pdf.typesetter import SettingFault
from shared.periods import Clock, Month, today_in_china
from shared.points import Point
from shared.store import EventStore, NewEvent, Recorded

_ATTEMPTS = 3
"""How often a bulletin is made anew because another one of its month was published meanwhile."""


class Superseded(ValueError):
    """An edition that rests on later reports is out already; the message names it, in Chinese."""


class EmbargoStands(ValueError):
    """The same edition is kept back until another instant; the message says so, in Chinese."""


class KeyReused(ValueError):
    """The idempotency key was used for something else."""


class NotPrinted(ValueError):
    """The bulletin could not be printed or signed; the message says why, in Chinese."""


class PublishedBulletin(msgspec.Struct, frozen=True):
    """An edition with its envelope. ``created`` says whether it was published just now."""

    recorded: Recorded
    event: BulletinPublished
    created: bool = False


class Bulletins:
    """A region's bulletins of its months."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        as_of: AsOf,
        composers: ByCatalogue[Composer],
        clock: Clock,
        printing: Printing,
    ) -> None:
        self._database = database
        self._store = store
        self._as_of = as_of
        self._composers = composers
        self._clock = clock
        self.printing = printing

    def now(self) -> Point:
        """This moment, as a point: every report that has come is in it."""
        return self._as_of.point(self._clock.now().isoformat())

    def at(self, text: str) -> Point:
        """The point that is written so; now where nothing is written.

        Raises:
            Problem: see AsOf.point.
        """
        return self._as_of.point(text) if text else self.now()

    def embargo(self, text: str) -> int:
        """Until when an edition is to be kept back.

        Raises:
            EmbargoFault: see :func:`read_embargo`.
        """
        return read_embargo(text, self._clock.now())

    def listed(self, region: str | None = None, sees: Sees = nobody) -> list[Listed]:
        """What was published and is there for somebody, the latest first."""
        with self._database.read() as connection:
            found = repository.listed(connection, region)
        return [each for each in found if self._is_out(each, sees)]

    def find(
        self, region: str, period: Month, number: int | None = None, sees: Sees = nobody
    ) -> PublishedBulletin | None:
        """An edition that is there for somebody; without ``number`` the latest."""
        with self._database.read() as connection:
            known = [each for each in repository.editions(connection, region, str(period)) if self._is_out(each, sees)]
            found = [each for each in known if number in (None, each.number)]
            return self._load(connection, found[-1]) if found else None

    def kept_back(self, region: str, period: Month, sees: Sees) -> bool:
        """Whether an edition of the month is not there yet for somebody: its draft would tell what it says."""
        with self._database.read() as connection:
            known = repository.editions(connection, region, str(period))
        return not all(self._is_out(each, sees) for each in known)

    def keeps_back(self, embargo_until: int) -> bool:
        """Whether an embargo has not ended."""
        return not is_out(embargo_until, "", self._clock.now(), nobody)

    def today(self) -> date:
        """The day in China."""
        return today_in_china(self._clock)

    def _is_out(self, found: Listed, sees: Sees) -> bool:
        return is_out(found.embargo_until, found.region, self._clock.now(), sees)

    def draft(self, region: str, period: Month, point: Point) -> BulletinContent:
        """The bulletin as of a point: the one that was published there, or as it would be.

        Raises:
            NotCovered: there is none of that region and month.
        """
        composer = self._composers.of(self._as_of.known(point))
        plans = composer.plans(region, period)
        with self._database.read() as connection:
            known = repository.editions(connection, region, str(period))
            same = [each for each in known if each.position == point.position]
            if same:
                return self._load(connection, same[-1]).event.content
            before = repository.last_before(connection, region, point)
            previous = self._load(connection, before).event.content if before else None
            number = 1 + sum(each.position < point.position for each in known)
            issue = Edition(number, previous, heads(connection, point))
        with self._as_of.read(point, [plan.id for plan in plans], alerts=True, whole=False) as connection:
            return composer.compose(connection, region, period, point, issue)

    def publish(
        self,
        region: str,
        period: Month,
        point: Point,
        actor: str,
        correlation: str,
        key: str | None = None,
        embargo_until: int = NONE,
        published_by: str = "",
    ) -> PublishedBulletin:
        """Publish the bulletin as of a point, kept back until ``embargo_until``; the last edition once more where
        nothing of it has changed. ``published_by`` is how the person is called who does, where it is one.

        Raises:
            NotCovered: as :meth:`draft`.
            Superseded: an edition with later reports is out.
            KeyReused: ``key`` was used for another event.
            EmbargoStands: the edition that has not changed is kept back until another instant.
            NotPrinted: the printed rendition could not be set or signed.
        """
        for _ in range(_ATTEMPTS):
            content = self.draft(region, period, point)
            with self._database.read() as connection:
                done = self._done(connection, content, key, embargo_until)
            if done is not None:
                return done
            paper = self._print(content)
            made = {**digests(render(content)), PDF: paper.digest}
            with self._database.write() as connection:
                self._store.lock(connection)
                done = self._done(connection, content, key, embargo_until)
                if done is not None:
                    return done
                if len(repository.editions(connection, region, str(period))) == content.number - 1:
                    event = _event(content, made, embargo_until, published_by)
                    keep(connection, KEPT_DOCUMENTS, paper)
                    return self._append(connection, event, actor, correlation, key)
        raise Superseded("同时有人在发布本期通报，请稍后再试")

    def kept(self, published: PublishedBulletin) -> KeptDocument | None:
        """The printed rendition as it was published; None where it was not printed, or is not there any more."""
        digest = published.event.digests.get(PDF)
        if digest is None:
            return None
        with self._database.read() as connection:
            return kept(connection, KEPT_DOCUMENTS, digest)

    def _print(self, content: BulletinContent) -> PrintedDocument:
        try:
            return self.printing.document(lay_out(content), day_of(content))
        except (SettingFault, FontFault, SealRefused) as fault:
            raise NotPrinted(str(fault)) from fault

    def _done(
        self, connection: sa.Connection, content: BulletinContent, key: str | None, embargo_until: int
    ) -> PublishedBulletin | None:
        """What answers the wish without a new edition."""
        used = self._store.find_keys(connection, [key]) if key else {}
        for recorded in used.values():
            event = self._store.decode(recorded)
            if not isinstance(event, BulletinPublished) or (event.region, event.period) != _key(content):
                raise KeyReused(key)
            return PublishedBulletin(recorded, event)
        known = repository.editions(connection, *_key(content))
        if not known:
            return None
        last = self._load(connection, known[-1])
        if last.event.position == content.position or _substance(last.event.content) == _substance(content):
            if last.event.embargo_until != embargo_until and not self._is_out(known[-1], nobody):
                raise EmbargoStands(f"第{last.event.number}号已发布，数据相同，所定的公开时间不能再改；到时自动公开")
            return last
        if last.event.position > content.position:
            raise Superseded(f"第{last.event.number}号所据的报送已到序号 {last.event.position}，不能再发布更早的一号")
        return None

    def _append(
        self,
        connection: sa.Connection,
        event: BulletinPublished,
        actor: str,
        correlation: str,
        key: str | None,
    ) -> PublishedBulletin:
        new = NewEvent(
            stream=repository.stream_of(event.region, event.period),
            event=event,
            actor=actor,
            correlation_id=correlation,
            expected_version=event.number - 1,
            idempotency_key=key,
        )
        (recorded,) = self._store.append(connection, [new])
        repository.save(connection, recorded, event)
        return PublishedBulletin(recorded, event, created=True)

    def _load(self, connection: sa.Connection, found: Listed) -> PublishedBulletin:
        return PublishedBulletin(*repository.load(connection, self._store, found))


def _key(content: BulletinContent) -> tuple[str, str]:
    return content.region, content.period


def _event(content: BulletinContent, made: dict[str, str], embargo_until: int, published_by: str) -> BulletinPublished:
    return BulletinPublished(
        region=content.region,
        period=content.period,
        number=content.number,
        position=content.position,
        content=content,
        digests=made,
        embargo_until=embargo_until,
        published_by=published_by,
    )


def _substance(content: BulletinContent) -> BulletinContent:
    """What a bulletin says about its figures, without which edition it is, what it rests on and how it is laid out:
    that a later version of the program words it otherwise is no news."""
    return msgspec.structs.replace(
        content,
        number=0,
        position=0,
        instant=0,
        heads=(),
        previous="",
        revisions=(),
        form=0,
        issuer="",
        explained=(),
        tables=tuple(_unworded(table) for table in content.tables),
    )


def _unworded(table: BulletinTable) -> BulletinTable:
    rows = tuple(
        row if row.progress is None else msgspec.structs.replace(row, progress=Written(row.progress.value, ""))
        for row in table.rows
    )
    return msgspec.structs.replace(table, notes=(), rows=rows)


__all__ = ["Bulletins", "EmbargoStands", "KeyReused", "NotCovered", "NotPrinted", "PublishedBulletin", "Superseded"]
