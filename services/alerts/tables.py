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
    ``attachments``: the files that came with answers. ``link_secrets``: one row, what signs links.
    ``reported_months``: what became of each region's report of each month. ``reminders``: every step of a 催报.
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
        self.attachments = _attachments(self.metadata)
        self.link_secrets = _link_secrets(self.metadata)
        self.reported_months = _reported_months(self.metadata)
        self.reminders = _reminders(self.metadata)


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
    """``state`` is open, frozen, resolved or closed_by_correction; ``period`` the last one spoken about.

    ``asked_at``: when the department was last asked to sign and answer. ``acknowledged_at`` and ``answer``
    (none, standing, accepted, returned) are since then. ``escalated`` is the last step since then.
    """
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
        sa.Column("asked_at", sa.BigInteger),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("answer", sa.String(12), nullable=False),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("signed_off_at", sa.BigInteger),
        sa.Column("silenced_until", sa.String(10), nullable=False),
        sa.Column("escalated", sa.String(20), nullable=False),
    )


def _attachments(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "attachments",
        metadata,
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _link_secrets(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "link_secrets",
        metadata,
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )


def _notifications(metadata: sa.MetaData) -> sa.Table:
    """``content`` is the rendered message as JSON; ``attempts`` guards a change (compare-and-set).

    ``state`` is queued, delivered, failed (a dead letter) or superseded (another channel took its place).
    ``wanted_at``: when it is meant to go. ``digest``: the gathered mail that it is part of, '' when it goes by
    itself. ``fallbacks``: the department's further channels as JSON, ``[[channel, recipient], …]``; the first of
    them takes over at ``fallback_at`` (null: none does).
    """
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
        sa.Column("wanted_at", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("fallbacks", sa.Text, nullable=False),
        sa.Column("fallback_at", sa.BigInteger),
        sa.UniqueConstraint("alert", "episode", "sequence", "channel", "recipient", name="uq_notifications_identity"),
        sa.Index("ix_notifications_due", "state", "next_attempt_at"),
        sa.Index("ix_notifications_fallback", "fallback_at"),
        sa.Index("ix_notifications_alert", "alert", "channel", "recipient"),
    )


def _reported_months(metadata: sa.MetaData) -> sa.Table:
    """``status`` is submitted, accepted, returned or withdrawn, ``since`` when; ``position`` is in ``reports``."""
    return sa.Table(
        "reported_months",
        metadata,
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("simulated", sa.Boolean, nullable=False),
        sa.Index("ix_reported_months_period", "period"),
        sa.Index("ix_reported_months_status", "status"),
    )


def _reminders(metadata: sa.MetaData) -> sa.Table:
    """``step`` is before_due, after_due or leader. The messages are the notifications of ``number`` and
    ``sequence``: one may be about several months."""
    return sa.Table(
        "reminders",
        metadata,
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("step", sa.String(12), primary_key=True),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Index("ix_reminders_period", "period"),
        sa.Index("ix_reminders_number", "number"),
    )
