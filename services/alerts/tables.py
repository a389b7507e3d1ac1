"""The tables of the alerts database."""

from __future__ import annotations

import sqlalchemy as sa

from shared.consume import ConsumerTables, consumer_tables
from shared.store import relay_table, store_tables
from shared.store.tables import StoreTables

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class AlertsTables:
    """The event store, the reader's position, and what is projected from them.

    ``assessments``: what is known of each period of each binding target. ``episodes``: every
    episode of every alert as it stands. ``notifications``: every message to every recipient.
    Instants are UTC microseconds since 1970.
    """

    def __init__(self) -> None:
        self.metadata = sa.MetaData()
        self.store: StoreTables = store_tables(self.metadata)
        self.relay = relay_table(self.metadata)
        self.consumer: ConsumerTables = consumer_tables(self.metadata)
        self.assessments = _assessments(self.metadata)
        self.episodes = _episodes(self.metadata)
        self.notifications = _notifications(self.metadata)


def _assessments(metadata: sa.MetaData) -> sa.Table:
    """``judged`` is the last assessment that judged the period, as JSON; null before the first.

    ``held`` is a whole ProgressAssessed that waits for the due day; null when none does.
    """
    return sa.Table(
        "assessments",
        metadata,
        sa.Column("stream", sa.String(120), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("progress", sa.BigInteger),
        sa.Column("actual", sa.BigInteger),
        sa.Column("accepted_met", sa.Boolean, nullable=False),
        sa.Column("data_version", sa.BigInteger, nullable=False),
        sa.Column("rule_version", sa.Integer, nullable=False),
        sa.Column("judged", sa.LargeBinary),
        sa.Column("held", sa.LargeBinary),
        sa.Column("correlation_id", sa.String(64), nullable=False),
    )


def _episodes(metadata: sa.MetaData) -> sa.Table:
    """``state`` is open, frozen, resolved or closed_by_correction; ``period`` the last one spoken about."""
    return sa.Table(
        "episodes",
        metadata,
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("episode", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.String(120), nullable=False),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("raised_period", sa.String(7), nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("after", sa.Integer),
        sa.Column("assessment", sa.LargeBinary, nullable=False),
    )


def _notifications(metadata: sa.MetaData) -> sa.Table:
    """``content`` is the rendered message as JSON; ``attempts`` guards a change (compare-and-set)."""
    return sa.Table(
        "notifications",
        metadata,
        sa.Column("id", _BIG, primary_key=True, autoincrement=True),
        sa.Column("notification", sa.String(120), nullable=False, unique=True),
        sa.Column("stream", sa.String(120), nullable=False),
        sa.Column("alert", sa.String(40), nullable=False),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.String(64), nullable=False),
        sa.UniqueConstraint("alert", "episode", "sequence", "channel", "recipient", name="uq_notifications_identity"),
        sa.Index("ix_notifications_due", "state", "next_attempt_at"),
    )
