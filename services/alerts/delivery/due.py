"""Which messages are to be carried now, and which another channel is to take over. SQL only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from services.alerts.delivery.digest import digest_of
from services.alerts.delivery.parcels import Parcel, outgoing_of
from services.alerts.messages.notification import NotificationRow
from services.alerts.tables import NOTIFICATIONS

_C = NOTIFICATIONS.c

_ANYTHING = sa.select(
    sa.exists().where(_C.state == "queued", _C.next_attempt_at <= sa.bindparam("now"))
    | sa.exists().where(_C.state.in_(("queued", "failed")), _C.fallback_at <= sa.bindparam("now"))
)


def anything_due(connection: sa.Connection, now: int) -> bool:
    """Whether at ``now`` it is worth asking for :func:`due` and :func:`stuck`: without it both find nothing."""
    return bool(connection.execute(_ANYTHING, {"now": now}).scalar_one())


def due(
    connection: sa.Connection, now: int, limit: int, paused: Collection[tuple[str, str]] = frozenset()
) -> list[Parcel]:
    """Messages to be tried at ``now``, oldest first, then digests; none to whom is ``paused`` (channel, recipient).

    A recipient gets an alert's messages in their order: one waits while an earlier one does, and a digest
    while one of its messages does. One that came after a message which follows the digest goes by itself: else the
    digest would wait for that message, and that message for the digest, for ever.
    """
    digests = (each for each in _digests(connection, now) if _to(each) not in paused)
    return [*_single(connection, now, limit, paused), *digests]


def stuck(connection: sa.Connection, now: int) -> list[NotificationRow]:
    """What another channel is to take over at ``now``, in order, and what waits behind it for that channel."""
    return [NotificationRow.of(row) for row in connection.execute(_STUCK, {"now": now}).mappings()]


def _to(parcel: Parcel) -> tuple[str, str]:
    return parcel.outgoing.channel, parcel.outgoing.recipient


def _single(connection: sa.Connection, now: int, limit: int, paused: Collection[tuple[str, str]]) -> list[Parcel]:
    others = (~sa.and_(_C.channel == channel, _C.recipient == recipient) for channel, recipient in sorted(paused))
    query = _SINGLE.where(*others) if paused else _SINGLE
    found = connection.execute(query, {"now": now, "most": limit})
    rows = [NotificationRow.of(row) for row in found.mappings()]
    return [Parcel(outgoing_of(row), (row,)) for row in rows]


def _digests(connection: sa.Connection, now: int) -> Iterable[Parcel]:
    names = NOTIFICATIONS.c.keys()
    asked = connection.execute(_GATHERED, {"now": now})
    found = ((NotificationRow.of(dict(zip(names, row, strict=True))), waits) for *row, waits in asked)
    for digest, gathered in groupby(found, key=lambda each: each[0].digest):
        parts = list(gathered)
        if not any(waits or row.next_attempt_at > now for row, waits in parts):
            rows = tuple(row for row, _ in parts)
            yield Parcel(digest_of(digest, [outgoing_of(row) for row in rows]), rows)


def _waits() -> sa.ColumnElement[bool]:
    """Whether an earlier message of the alert to the recipient over the channel is queued, in another parcel."""
    return _earlier(in_another_parcel=True)


def _earlier(*, in_another_parcel: bool = False) -> sa.ColumnElement[bool]:
    earlier = NOTIFICATIONS.alias("earlier")
    queued = sa.exists().where(earlier.c.state == "queued", *_of_the_same(earlier), earlier.c.id < _C.id)
    return queued.where(sa.or_(earlier.c.digest == "", earlier.c.digest != _C.digest)) if in_another_parcel else queued


def _follows_its_digest() -> sa.ColumnElement[bool]:
    """Whether another message of the alert stands between it and the first that is gathered in the same digest.

    Whatever became of these two since: what goes by itself once never goes under the digest's name.
    """
    between, first = NOTIFICATIONS.alias("between"), NOTIFICATIONS.alias("first")
    return sa.exists().where(
        *_of_the_same(between),
        *_of_the_same(first),
        between.c.id < _C.id,
        between.c.digest != _C.digest,
        first.c.digest == _C.digest,
        first.c.id < between.c.id,
    )


def _of_the_same(other: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """Of the same alert to the same recipient over the same channel."""
    return other.c.alert == _C.alert, other.c.channel == _C.channel, other.c.recipient == _C.recipient


def _stuck() -> sa.Select[Any]:
    overdue = NOTIFICATIONS.alias("overdue")
    behind = sa.exists().where(
        overdue.c.fallback_at <= _NOW,
        overdue.c.state.in_(("queued", "failed")),
        *_of_the_same(overdue),
        sa.or_(overdue.c.id == _C.id, sa.and_(overdue.c.id < _C.id, overdue.c.state == "queued")),
    )
    untaken = (_C.fallback_at.is_not(None), _C.state.in_(("queued", "failed")))
    return sa.select(NOTIFICATIONS).where(*untaken, behind).order_by(_C.id)


def _by_itself() -> sa.Select[Any]:
    goes = sa.or_(sa.and_(_C.digest == "", ~_waits()), sa.and_(_C.digest != "", _follows_its_digest(), ~_earlier()))
    late = (_C.state == "queued", _C.next_attempt_at <= _NOW)
    return sa.select(NOTIFICATIONS).where(*late, goes).order_by(_C.id).limit(sa.bindparam("most"))


def _gathered() -> sa.Select[Any]:
    late = NOTIFICATIONS.alias("late")
    begun = sa.select(late.c.digest).where(late.c.state == "queued", late.c.next_attempt_at <= _NOW).distinct()
    in_one = (_C.state == "queued", _C.digest != "", _C.digest.in_(begun), ~_follows_its_digest())
    return sa.select(NOTIFICATIONS, _waits()).where(*in_one).order_by(_C.digest, _C.id)


_NOW = sa.bindparam("now", type_=sa.BigInteger)
_STUCK, _SINGLE, _GATHERED = _stuck(), _by_itself(), _gathered()
"""Made once: putting them together at each look took longer than looking."""
