"""Drafts and publishes bulletins: what is published is an event, and never changes."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from services.aggregator.bulletin import repository
from services.aggregator.bulletin.content import Composer, Edition, NotCovered
from services.aggregator.bulletin.renditions import digests, render
from services.aggregator.bulletin.repository import Listed
from services.aggregator.past.as_of import AsOf
from shared.catalogue.known import ByCatalogue
from shared.database.engine import Database
from shared.events import BulletinPublished
from shared.events.bulletin_content import BulletinContent
from shared.periods import Clock, Month
from shared.points import Point
from shared.store import EventStore, NewEvent, Recorded

_ATTEMPTS = 3
"""How often a bulletin is made anew because another one of its month was published meanwhile."""


class Superseded(ValueError):
    """An edition that rests on later reports is out already; the message names it, in Chinese."""


class KeyReused(ValueError):
    """The idempotency key was used for something else."""


class PublishedBulletin(msgspec.Struct, frozen=True):
    """An edition with its envelope. ``created`` says whether it was published just now."""

    recorded: Recorded
    event: BulletinPublished
    created: bool = False


class Bulletins:
    """A region's bulletins of its months."""

    def __init__(
        self, database: Database, store: EventStore, as_of: AsOf, composers: ByCatalogue[Composer], clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._as_of = as_of
        self._composers = composers
        self._clock = clock

    def now(self) -> Point:
        """This moment, as a point: every report that has come is in it."""
        return self._as_of.point(self._clock.now().isoformat())

    def at(self, text: str) -> Point:
        """The point that is written so; now where nothing is written.

        Raises:
            Problem: see AsOf.point.
        """
        return self._as_of.point(text) if text else self.now()

    def listed(self, region: str | None = None) -> list[Listed]:
        """What was published, the latest first."""
        with self._database.read() as connection:
            return repository.listed(connection, region)

    def find(self, region: str, period: Month, number: int | None = None) -> PublishedBulletin | None:
        """An edition; without ``number`` the latest."""
        with self._database.read() as connection:
            known = repository.editions(connection, region, str(period))
            found = [each for each in known if number in (None, each.number)]
            return self._load(connection, found[-1]) if found else None

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
            before = repository.last_before(connection, region, point.position)
            previous = self._load(connection, before).event.content if before else None
            number = 1 + sum(each.position < point.position for each in known)
            issue = Edition(number, previous, repository.heads(connection, point))
        with self._as_of.read(point, [plan.id for plan in plans], alerts=True, whole=False) as connection:
            return composer.compose(connection, region, period, point, issue)

    def publish(
        self, region: str, period: Month, point: Point, actor: str, correlation: str, key: str | None = None
    ) -> PublishedBulletin:
        """Publish the bulletin as of a point; the last edition once more where nothing of it has changed.

        Raises:
            NotCovered: as :meth:`draft`.
            Superseded: an edition with later reports is out.
            KeyReused: ``key`` was used for another event.
        """
        for _ in range(_ATTEMPTS):
            content = self.draft(region, period, point)
            made = digests(render(content))
            with self._database.write() as connection:
                self._store.lock(connection)
                done = self._done(connection, content, key)
                if done is not None:
                    return done
                if len(repository.editions(connection, region, str(period))) == content.number - 1:
                    return self._append(connection, content, made, actor, correlation, key)
        raise Superseded("同时有人在发布本期通报，请稍后再试")

    def _done(self, connection: sa.Connection, content: BulletinContent, key: str | None) -> PublishedBulletin | None:
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
            return last
        if last.event.position > content.position:
            raise Superseded(f"第{last.event.number}号所据的报送已到序号 {last.event.position}，不能再发布更早的一号")
        return None

    def _append(
        self,
        connection: sa.Connection,
        content: BulletinContent,
        made: dict[str, str],
        actor: str,
        correlation: str,
        key: str | None,
    ) -> PublishedBulletin:
        event = BulletinPublished(
            region=content.region,
            period=content.period,
            number=content.number,
            position=content.position,
            content=content,
            digests=made,
        )
        new = NewEvent(
            stream=repository.stream_of(*_key(content)),
            event=event,
            actor=actor,
            correlation_id=correlation,
            expected_version=content.number - 1,
            idempotency_key=key,
        )
        (recorded,) = self._store.append(connection, [new])
        repository.save(connection, recorded, event)
        return PublishedBulletin(recorded, event, created=True)

    def _load(self, connection: sa.Connection, found: Listed) -> PublishedBulletin:
        return PublishedBulletin(*repository.load(connection, self._store, found))


def _key(content: BulletinContent) -> tuple[str, str]:
    return content.region, content.period


def _substance(content: BulletinContent) -> BulletinContent:
    """What a bulletin says about its figures, without which edition it is and what it rests on."""
    return msgspec.structs.replace(content, number=0, position=0, instant=0, heads=(), previous="", revisions=())


__all__ = ["Bulletins", "KeyReused", "NotCovered", "PublishedBulletin", "Superseded"]
