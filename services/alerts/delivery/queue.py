"""The queue of messages: what is due, and what became of an attempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa

from services.alerts.delivery.digest import digest_of
from services.alerts.delivery.parcels import Parcel, Queued, Stuck, outgoing_of
from services.alerts.tables import AlertsTables

_decode_fallbacks = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


class Outbound:
    """Every method works inside the caller's transaction."""

    def __init__(self, tables: AlertsTables) -> None:
        self._table = tables.notifications

    def due(self, connection: sa.Connection, now: int, limit: int) -> list[Parcel]:
        """Messages to be tried at ``now``, oldest first, then digests.

        A recipient gets an alert's messages in their order: one waits while an earlier one does, and a digest
        while one of its messages does.
        """
        return [*self._single(connection, now, limit), *self._digests(connection, now)]

    def finish(self, connection: sa.Connection, queued: Queued, state: str, now: int, detail: str) -> bool:
        """Record that a message was delivered or given up; False when another instance was first."""
        values = {"state": state, "attempts": queued.attempts + 1, "finished_at": now, "detail": detail}
        return self._change(connection, queued, values)

    def postpone(self, connection: sa.Connection, queued: Queued, until: int, detail: str) -> bool:
        """Record a failed attempt and when the next one is; False when another instance was first."""
        return self._change(
            connection, queued, {"attempts": queued.attempts + 1, "next_attempt_at": until, "detail": detail}
        )

    def hold(self, connection: sa.Connection, queued: Queued, until: int) -> bool:
        """Put a message off that was not tried; False when another instance was first."""
        return self._change(connection, queued, {"next_attempt_at": until})

    def waiting(self, connection: sa.Connection, now: int) -> int:
        """How many messages should have gone by ``now`` and are not delivered yet."""
        table = self._table
        query = sa.select(sa.func.count()).where(table.c.state == "queued", table.c.wanted_at <= now)
        return connection.execute(query).scalar_one()

    def oldest_wanted(self, connection: sa.Connection, now: int) -> int | None:
        """Since when the longest waiting of them waits; None when none does."""
        table = self._table
        query = sa.select(sa.func.min(table.c.wanted_at)).where(table.c.state == "queued", table.c.wanted_at <= now)
        wanted: int | None = connection.execute(query).scalar_one()
        return wanted

    def dead(self, connection: sa.Connection) -> int:
        """How many dead letters there are."""
        query = sa.select(sa.func.count()).where(self._table.c.state == "failed")
        return connection.execute(query).scalar_one()

    def stuck(self, connection: sa.Connection, now: int) -> list[Stuck]:
        """What another channel is to take over at ``now``, in order, and what waits behind it for that channel."""
        table, overdue = self._table, self._table.alias("overdue")
        behind = sa.exists().where(
            overdue.c.fallback_at <= now,
            overdue.c.state.in_(("queued", "failed")),
            overdue.c.alert == table.c.alert,
            overdue.c.channel == table.c.channel,
            overdue.c.recipient == table.c.recipient,
            sa.or_(overdue.c.id == table.c.id, sa.and_(overdue.c.id < table.c.id, overdue.c.state == "queued")),
        )
        query = (
            sa.select(table)
            .where(table.c.fallback_at.is_not(None), table.c.state.in_(("queued", "failed")), behind)
            .order_by(table.c.id)
        )
        return [Stuck(row, _decode_fallbacks(row["fallbacks"])) for row in connection.execute(query).mappings()]

    def supersede(self, connection: sa.Connection, row: Mapping[Any, Any], now: int, detail: str) -> bool:
        """Record that another channel took the message's place; False when its state had changed."""
        table = self._table
        same = sa.and_(table.c.id == row["id"], table.c.state == row["state"], table.c.attempts == row["attempts"])
        values = {"state": "superseded", "finished_at": now, "detail": detail, "fallback_at": None}
        return connection.execute(table.update().where(same).values(**values)).rowcount == 1

    def find(self, connection: sa.Connection, notification: str) -> sa.RowMapping | None:
        """A message's row; None when there is none of that name."""
        query = sa.select(self._table).where(self._table.c.notification == notification)
        return connection.execute(query).mappings().one_or_none()

    def dead_letters(self, connection: sa.Connection) -> list[str]:
        """The names of all dead letters, oldest first."""
        table = self._table
        query = sa.select(table.c.notification).where(table.c.state == "failed").order_by(table.c.id)
        return list(connection.execute(query).scalars())

    def again(self, connection: sa.Connection, notification: str, now: int) -> bool:
        """Queue a dead letter anew under the same identity; False when it is none."""
        table = self._table
        values: dict[str, object] = {"state": "queued", "attempts": 0, "digest": ""}
        values |= {"next_attempt_at": now, "wanted_at": now, "finished_at": None}
        values |= {"fallback_at": None}  # a person has taken it in hand
        dead = sa.and_(table.c.notification == notification, table.c.state == "failed")
        return connection.execute(table.update().where(dead).values(**values)).rowcount == 1

    def release(self, connection: sa.Connection, row: Mapping[str, Any]) -> None:
        """Let nothing that ``row`` (just queued) has to wait for wait by choice: for office hours or a digest."""
        table = self._table
        self_id = sa.select(table.c.id).where(table.c.notification == row["notification"]).scalar_subquery()
        earlier = sa.and_(
            table.c.state == "queued",
            table.c.attempts == 0,
            table.c.next_attempt_at > row["next_attempt_at"],
            table.c.alert == row["alert"],
            table.c.channel == row["channel"],
            table.c.recipient == row["recipient"],
            table.c.id < self_id,
        )
        at = row["next_attempt_at"]
        values = {"next_attempt_at": at, "wanted_at": at, "digest": ""}
        fallback_at = table.c.fallback_at - (table.c.wanted_at - at)
        connection.execute(table.update().where(earlier).values(**values, fallback_at=fallback_at))

    def _single(self, connection: sa.Connection, now: int, limit: int) -> list[Parcel]:
        table = self._table
        query = (
            sa.select(table)
            .where(table.c.state == "queued", table.c.next_attempt_at <= now, table.c.digest == "", ~self._waits())
            .order_by(table.c.id)
            .limit(limit)
        )
        return [Parcel(outgoing_of(row), (_queued(row),)) for row in connection.execute(query).mappings()]

    def _digests(self, connection: sa.Connection, now: int) -> Iterable[Parcel]:
        table, late = self._table, self._table.alias("late")
        begun = sa.select(late.c.digest).where(late.c.state == "queued", late.c.next_attempt_at <= now).distinct()
        query = (
            sa.select(table, self._waits().label("waits"))
            .where(table.c.state == "queued", table.c.digest != "", table.c.digest.in_(begun))
            .order_by(table.c.digest, table.c.id)
        )
        for digest, found in groupby(connection.execute(query).mappings(), key=lambda row: str(row["digest"])):
            rows = list(found)
            if not any(row["waits"] or row["next_attempt_at"] > now for row in rows):
                yield Parcel(digest_of(digest, [outgoing_of(row) for row in rows]), tuple(map(_queued, rows)))

    def _waits(self) -> sa.ColumnElement[bool]:
        """Whether an earlier message of the alert to the recipient over the channel is queued, in another parcel."""
        table, earlier = self._table, self._table.alias("earlier")
        return sa.exists().where(
            earlier.c.state == "queued",
            earlier.c.alert == table.c.alert,
            earlier.c.channel == table.c.channel,
            earlier.c.recipient == table.c.recipient,
            earlier.c.id < table.c.id,
            sa.or_(earlier.c.digest == "", earlier.c.digest != table.c.digest),
        )

    def _change(self, connection: sa.Connection, queued: Queued, values: dict[str, object]) -> bool:
        table = self._table
        same = sa.and_(table.c.id == queued.id, table.c.state == "queued", table.c.attempts == queued.attempts)
        return connection.execute(table.update().where(same).values(**values)).rowcount == 1


def _queued(row: Mapping[Any, Any]) -> Queued:
    return Queued(row["id"], row["notification"], row["alert"], row["stream"], row["correlation_id"], row["attempts"])
