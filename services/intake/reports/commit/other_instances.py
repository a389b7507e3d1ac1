"""Which regions other instances of intake have stored something for since this one last looked."""

from __future__ import annotations

import sqlalchemy as sa

from services.intake.reports.streams import region_of
from shared.store import EventStore, Head

MOST_EVENTS = 10_000
"""An instance that is further behind does not ask which regions they were."""


class Follower:
    """Follows the store's head from commit to commit. Used by the committing thread only.

    While nobody else writes, the head is what this instance has left there itself, and nothing is read.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._known = 0
        self._own = Head(0, "")

    def start(self, head: Head) -> None:
        """Begin at ``head``: nothing that is kept in memory is older."""
        self._known, self._own = head.position, head

    def strangers(self, connection: sa.Connection, head: Head) -> frozenset[str] | None:
        """The regions of what others have appended up to ``head``, which is locked; None: of too many to tell."""
        if self._stands(connection, head):
            self._known = self._own.position
        after = self._known
        if head.position == after:
            return frozenset()
        if head.position - after > MOST_EVENTS:
            return None
        events = self._store.tables.events
        streams = sa.select(events.c.stream).where(events.c.position > after, events.c.position <= head.position)
        return frozenset(map(region_of, connection.execute(streams).scalars()))

    def done(self, head: Head) -> None:
        """The batch leaves the store at ``head``; whether it is committed shows next time. If it is not,
        the same regions are told again."""
        self._own = head

    def _stands(self, connection: sa.Connection, head: Head) -> bool:
        """Whether the events that were appended last were committed: the store then has their hash."""
        if head == self._own:
            return True
        events = self._store.tables.events
        query = sa.select(events.c.hash).where(events.c.position == self._own.position)
        return connection.execute(query).scalar_one_or_none() == self._own.hash
