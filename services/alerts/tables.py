"""The alerts service's tables: its event store, its positions in ``figures`` and ``reports``, and what is projected
from them. Instants are UTC microseconds since 1970.
"""

from __future__ import annotations

import sqlalchemy as sa

from shared.consume import ConsumerTables, consumer_tables
from shared.process.calendar.told_days import own_told_table, told_table
from shared.store import relay_table, store_tables
from shared.store.lineage import lineage_table
from shared.store.tables import StoreTables
from shared.web.uploads.attached import kept_files

METADATA = sa.MetaData()

STORE: StoreTables = store_tables(METADATA)
RELAY = relay_table(METADATA)
LINEAGE = lineage_table(METADATA)
TOLD_DAYS = told_table(METADATA)
OWN_TOLD_DAYS = own_told_table(METADATA)
CONSUMER: ConsumerTables = consumer_tables(METADATA)

ASSESSMENTS = sa.Table(
    "assessments",
    METADATA,
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
    sa.Column("binding", sa.Boolean, nullable=False, server_default=sa.true()),
)
"""What is known of each period of each target that has alerts (``binding``) or 提示.

``judged`` is the last assessment that judged the period, as JSON; null before the first.

``held`` is a whole ProgressAssessed that waits for the due day; null when none does.
"""

EPISODES = sa.Table(
    "episodes",
    METADATA,
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
    sa.Column("sign_by", sa.String(10), nullable=False, server_default=""),
    sa.Column("answer_by", sa.String(10), nullable=False, server_default=""),
)
"""Every episode of every alert as it stands (see episodes.row.EpisodeRow).

``state`` is an episodes.row.EpisodeState; ``period`` the last one spoken about.

``asked_at``: when the department was last asked to sign and answer. ``acknowledged_at`` and ``answer``
(none, standing, accepted, returned) are since then. ``escalated`` is the last step since then. ``sign_by`` and
``answer_by`` are the days that the department was told ('' in rows from before they were kept).
"""

ALERT_NUMBERS = sa.Table(
    "alert_numbers",
    METADATA,
    sa.Column("stream", sa.String(120), primary_key=True),
    sa.Column("number", sa.String(40), nullable=False, unique=True),
    sa.Column("plan", sa.String(80), nullable=False),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("prefix", sa.String(20), nullable=False),
    sa.Index("ix_alert_numbers_plan", "plan", "prefix"),
)
"""Which alert has which number (see episodes.numbering.GivenNumber): given once, never moved, never used again."""

NOTIFICATIONS = sa.Table(
    "notifications",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
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
"""Every message to every recipient (see messages.notification.NotificationRow).

``content`` is the rendered message as JSON; ``attempts`` guards a change (compare-and-set).

``state`` is queued, delivered, failed (a dead letter) or superseded (another channel took its place).
``wanted_at``: when it is meant to go. ``digest``: the gathered mail that it is part of, '' when it goes by
itself. ``fallbacks``: the department's further channels as JSON, ``[[channel, recipient], …]``; the first of
them takes over at ``fallback_at`` (null: none does).
"""

ATTACHMENTS = kept_files("attachments", METADATA)
"""The files that came with answers."""

LINK_SECRETS = sa.Table(
    "link_secrets",
    METADATA,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),
)
"""One row: what signs the links in messages."""

REPORTED_MONTHS = sa.Table(
    "reported_months",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("blanks", sa.Text, nullable=False, server_default=""),
    sa.Column("confirmed", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_reported_months_period", "period"),
    sa.Index("ix_reported_months_status", "status"),
)
"""What became of each region's report of each month.

``status`` is submitted, accepted, returned or withdrawn, ``since`` when; ``position`` is in ``reports``. ``blanks`` are
the indicators that are owed and not in it, and ``confirmed`` those that it was accepted without; by spaces apart.
"""

RETURNED_REPORTS = sa.Table(
    "returned_reports",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("area", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("outcome", sa.String(12), nullable=False),
    sa.Index("ix_returned_reports_outcome", "outcome"),
)
"""Every return of a report, ``at`` an instant and a ``position`` in ``reports``; ``outcome`` is what became of telling
the unit: told, reported (it had sent anew), nobody (it has no address), late, or '' while it waits.
"""

PROPOSED_CORRECTIONS = sa.Table(
    "proposed_corrections",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("base", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("outcome", sa.String(12), nullable=False),
    sa.Index("ix_proposed_corrections_outcome", "outcome"),
)
"""Every correction that waits, or waited, for a second signer, with the ``mail`` addresses of who may sign (a line
each), ``at`` an instant and a ``position`` in ``reports``; ``outcome`` is what became of telling them: told, settled
(nothing waits any more), nobody, late, or '' while it waits to be told.
"""

COMMITMENT_EVENTS = sa.Table(
    "commitment_events",
    METADATA,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("schema_version", sa.SmallInteger, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
"""What was said of plans' commitments, as ``reports`` tells, by its position there."""

REMINDERS = sa.Table(
    "reminders",
    METADATA,
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
"""Every step of a 催报.

``step`` is before_due, after_due or leader. The messages are the notifications of ``number`` and
``sequence``: one may be about several months.
"""

CATALOGUE_CHANGES = sa.Table(
    "catalogue_changes",
    METADATA,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),
    sa.Column("schema_version", sa.SmallInteger, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
"""The changes of the catalogue's files, as ``reports`` has them: what plans, rows and departments were called then."""
