"""Messages that a reader found in its topic and that are none of its events: kept until somebody has looked at them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from shared.database import fixed
from shared.log import Bytes, SetAside, WhyAside
from shared.periods import Clock, to_microseconds

MOST_LISTED = 200
"""So many are listed at once, the earliest first: somebody may have written a million."""
MOST_WAITING = 10_000
"""So many are kept of one reader until somebody has looked at them: what comes on top stays in the topic alone."""


_COUNT = "SELECT count(*) FROM aside_messages WHERE consumer = ? AND passed_at IS NULL"


class AsideMessage(NamedTuple):
    """A message that is kept aside, since when (UTC microseconds), and who looked at it when ('' and None: nobody)."""

    message: SetAside
    noticed_at: int
    passed_at: int | None
    passed_by: str

    @property
    def why(self) -> str:
        """What is wrong with it, in words."""
        return _WHY[self.message.reason]


def aside_table(metadata: sa.MetaData) -> sa.Table:
    """The table of a service's readers. Another message at the same place, of a topic made anew, is another row."""
    return sa.Table(
        "aside_messages",
        metadata,
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("topic", sa.String(60), primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("log_offset", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("noticed_at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("passed_at", sa.BigInteger),
        sa.Column("passed_by", sa.String(120), nullable=False, server_default=""),
    )


class Shelved(NamedTuple):
    """Messages that were not kept yet and are now, and how many there was no room for."""

    kept: list[SetAside]
    refused: int


class AsideShelf:
    """What one consumer keeps aside, in ``table``."""

    def __init__(self, table: sa.Table, consumer: str, clock: Clock) -> None:
        self._table = table
        self._consumer = consumer
        self._clock = clock

    def keep(self, connection: sa.Connection, messages: Sequence[SetAside]) -> Shelved:
        """Keep messages, as long as no more than :data:`MOST_WAITING` wait to be looked at. The same one is kept once,
        however often it is found."""
        room, kept, refused = MOST_WAITING - self.count(connection), list[SetAside](), 0
        for message in messages:
            if len(kept) >= room:
                refused += not self._is_kept(connection, message)
            elif self._keep(connection, message):
                kept.append(message)
        return Shelved(kept, refused)

    def messages(self, connection: sa.Connection, *, passed: bool = False) -> list[AsideMessage]:
        """What nobody has looked at yet, or with ``passed`` everything: the first :data:`MOST_LISTED`, as noticed."""
        table = self._table
        query = sa.select(table).where(table.c.consumer == self._consumer)
        if not passed:
            query = query.where(table.c.passed_at.is_(None))
        order = (table.c.noticed_at, table.c.partition, table.c.log_offset)
        return [_message(row) for row in connection.execute(query.order_by(*order).limit(MOST_LISTED))]

    def at(self, connection: sa.Connection, partition: int, offset: int) -> list[AsideMessage]:
        """What is kept of one place: more than one where the topic was made anew."""
        query = sa.select(self._table).where(self._there(partition, offset)).order_by(self._table.c.noticed_at)
        return [_message(row) for row in connection.execute(query)]

    def count(self, connection: sa.Connection) -> int:
        """How many of them nobody has looked at yet."""
        count: int = fixed.rows(connection, _COUNT, (self._consumer,))[0][0]
        return count

    def pass_over(self, connection: sa.Connection, place: tuple[int, int] | None, by: str) -> int:
        """Note that ``by`` has looked at what stands at a partition's offset, or at everything; how many that were."""
        table = self._table
        there = table.c.consumer == self._consumer if place is None else self._there(*place)
        now = to_microseconds(self._clock.now())
        waiting = sa.and_(there, table.c.passed_at.is_(None))
        return connection.execute(table.update().where(waiting).values(passed_at=now, passed_by=by)).rowcount

    def _there(self, partition: int, offset: int) -> sa.ColumnElement[bool]:
        table = self._table
        return sa.and_(table.c.consumer == self._consumer, table.c.partition == partition, table.c.log_offset == offset)

    def _is_kept(self, connection: sa.Connection, message: SetAside) -> bool:
        table = self._table
        known = sa.select(table.c.digest).where(*(table.c[name] == value for name, value in self._key(message).items()))
        return connection.execute(known).first() is not None

    def _key(self, message: SetAside) -> dict[str, str | int]:
        return {
            "consumer": self._consumer,
            "topic": message.topic,
            "partition": message.partition,
            "log_offset": message.offset,
            "digest": hashlib.sha256(message.content.first).hexdigest(),
        }

    def _keep(self, connection: sa.Connection, message: SetAside) -> bool:
        """Two instances may find the same one at once: of the two one keeps it."""
        if self._is_kept(connection, message):
            return False
        rest = {
            "reason": message.reason.value,
            "noticed_at": to_microseconds(self._clock.now()),
            "content": message.content.first,
            "size": message.content.size,
        }
        try:
            with connection.begin_nested():
                connection.execute(self._table.insert().values(**self._key(message), **rest))
        except sa.exc.IntegrityError:
            return False
        return True


def _message(row: sa.Row[tuple[object, ...]]) -> AsideMessage:
    content = Bytes(row.content, row.size)
    message = SetAside(row.topic, row.partition, row.log_offset, WhyAside(row.reason), content)
    return AsideMessage(message, row.noticed_at, row.passed_at, row.passed_by)


_WHY = {
    WhyAside.NO_EVENT: "不是本系统的事件",
    WhyAside.ALTERED: "内容被改过：散列不符",
    WhyAside.ELSEWHERE: "是别的服务的事件",
    WhyAside.NO_PLACE: "位置不可能有",
    WhyAside.UNCONNECTED: "已读过之处从未有过这个事件",
}
