"""The security log: events appended to a chain of their own, in segments by month, and dropped by whole months."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from services.intake.security_log.events import SECURITY_EVENTS, DataExported, SecurityEvent
from services.intake.tables import SECURITY_SEGMENTS, SECURITY_STORE
from shared.codec import Codec
from shared.periods import CHINA, Clock, Month
from shared.store import EventStore, Head, NewEvent, Recorded
from shared.store.model import GENESIS
from shared.store.verify import LinkFault, broken_link

LEAST_MONTHS = 6
"""So many whole months are kept at least, whatever is asked for."""

_PAGE = 2_000


class Segment(NamedTuple):
    """A month of the log: its first and last position and the hash of the last; ``dropped``: its events are gone."""

    month: str
    first: int
    last: int
    hash: str
    dropped: bool


class LogVerdict(NamedTuple):
    """How many events were walked, and the first thing that is wrong (None: nothing)."""

    checked: int
    fault: LinkFault | None


class SecurityLog:
    """Every method works inside the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._store = EventStore(SECURITY_STORE, Codec(SECURITY_EVENTS), clock)

    def now(self) -> datetime:
        """The present, as the log counts it."""
        return self._clock.now()

    def add(self, connection: sa.Connection, event: SecurityEvent, actor: str) -> None:
        """It has happened, by ``actor``."""
        month = str(Month.of(self.now().astimezone(CHINA).date()))
        new = NewEvent(stream=f"security-{month}", event=event, actor=actor, correlation_id="")
        (recorded,) = self._store.append(connection, [new])
        table = SECURITY_SEGMENTS
        values = {"last": recorded.position, "hash": recorded.hash}
        if not connection.execute(sa.update(table).where(table.c.month == month).values(values)).rowcount:
            connection.execute(sa.insert(table).values(month=month, first=recorded.position, dropped=False, **values))

    def took_along(self, connection: sa.Connection, account: str, what: str, network: str) -> None:
        """Somebody takes the file of an address along."""
        self.add(connection, DataExported(account=account, what=what, network=network), account)

    def segments(self, connection: sa.Connection) -> list[Segment]:
        """Every month, the oldest first."""
        table = SECURITY_SEGMENTS
        return [Segment(*row) for row in connection.execute(sa.select(table).order_by(table.c.first))]

    def read(
        self, connection: sa.Connection, *, before: int | None, month: str, account: str, kind: str, limit: int
    ) -> list[tuple[Recorded, SecurityEvent]]:
        """Up to ``limit`` events before a position, the newest first: of a month, about or by an account, of a kind
        ('': of any)."""
        events = SECURITY_STORE.events
        query = sa.select(events).order_by(events.c.position.desc())
        query = query.where(events.c.stream == f"security-{month}") if month else query
        query = query.where(events.c.type == kind) if kind else query
        found: list[tuple[Recorded, SecurityEvent]] = []
        while len(found) < limit:
            page = query.where(events.c.position < before) if before is not None else query
            rows = [Recorded(*row) for row in connection.execute(page.limit(_PAGE))]
            for record in rows:
                event = self._store.decode(record)
                assert isinstance(event, SecurityEvent)
                if not account or account in (event.account, record.actor):
                    found.append((record, event))
            if len(rows) < _PAGE:
                break
            before = rows[-1].position
        return found[:limit]

    def drop(self, connection: sa.Connection, months: int) -> list[str]:
        """Drop the events of months that ended more than ``months`` ago (never fewer than LEAST_MONTHS); which months
        those were. Of a month that is dropped its place in the chain stays."""
        present = Month.of(self.now().astimezone(CHINA).date())
        oldest = str(present.shift(-max(months, LEAST_MONTHS)))
        old = [each for each in self.segments(connection) if each.month < oldest and not each.dropped]
        events, table = SECURITY_STORE.events, SECURITY_SEGMENTS
        for each in old:
            connection.execute(sa.delete(events).where(events.c.position.between(each.first, each.last)))
            connection.execute(sa.update(table).where(table.c.month == each.month).values(dropped=True))
        return [each.month for each in old]

    def verify(self, connection: sa.Connection) -> LogVerdict:
        """Walk every month that is kept, and across those that were dropped, to the head."""
        at, checked = Head(0, GENESIS), 0
        for segment in self.segments(connection):
            if segment.first != at.position + 1:
                detail = f"the month {segment.month} begins at {segment.first}, after {at.position}"
                return LogVerdict(checked, LinkFault(at.position + 1, "missing", detail))
            if not segment.dropped:
                while at.position < segment.last:
                    page = self._store.read(connection, at.position, min(_PAGE, segment.last - at.position))
                    fault = None if page else LinkFault(at.position + 1, "missing", "the events end before the month")
                    for record in page:
                        fault = broken_link(record, at)
                        if fault is not None:
                            break
                        at, checked = Head(record.position, record.hash), checked + 1
                    if fault is not None:
                        return LogVerdict(checked, fault)
            end = Head(segment.last, segment.hash)
            if not segment.dropped and at != end:
                detail = f"the month {segment.month} does not end with the hash that was written down for it"
                return LogVerdict(checked, LinkFault(segment.last, "rewritten", detail))
            at = end
        head = self._store.head(connection)
        if at != head:
            detail = f"the head says {head.position}, but the months end at {at.position}"
            return LogVerdict(checked, LinkFault(at.position + 1, "truncated", detail))
        return LogVerdict(checked, None)
