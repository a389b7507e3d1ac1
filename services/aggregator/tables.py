"""The aggregator's tables: its event store, its position in ``reports``, what units reported, the figures,
and how each target stands.

``period`` stands first in both keys: reports of one month lie together, so that a batch touches
few pages however long the history is.
"""

from __future__ import annotations

import sqlalchemy as sa

from shared.consume import ConsumerTables, consumer_tables
from shared.database.kept_documents import kept_documents_table
from shared.process.calendar.told_days import own_told_table, told_table
from shared.store import relay_table, store_tables
from shared.store.lineage import lineage_table
from shared.store.tables import StoreTables

METADATA = sa.MetaData()

STORE: StoreTables = store_tables(METADATA)
RELAY = relay_table(METADATA)
LINEAGE = lineage_table(METADATA)
TOLD_DAYS = told_table(METADATA)
OWN_TOLD_DAYS = own_told_table(METADATA)
CONSUMER: ConsumerTables = consumer_tables(METADATA)

UNIT_MONTHS = sa.Table(
    "unit_months",
    METADATA,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("has_year_to_date", sa.Boolean, nullable=False),
    sa.Column("live", sa.LargeBinary),
    sa.Column("accepted", sa.LargeBinary),
    sa.Column("review", sa.LargeBinary),
)
"""What each unit reported for each month, its lines as documents (see reports.lines.documents). Without ``live``: not
reported.

``review`` is what of it waits for review, and its corrections, as a JSON document (null: nothing; see reports.reviews).
"""

sa.Index(
    "ix_unit_months_year_to_date",
    UNIT_MONTHS.c.region,
    UNIT_MONTHS.c.year,
    sqlite_where=UNIT_MONTHS.c.has_year_to_date,
    postgresql_where=UNIT_MONTHS.c.has_year_to_date,
)

IN_REVIEW: sa.ColumnElement[bool] = UNIT_MONTHS.c.review.is_not(None)

sa.Index("ix_unit_months_review", UNIT_MONTHS.c.period, sqlite_where=IN_REVIEW, postgresql_where=IN_REVIEW)

UNSETTLED: sa.ColumnElement[bool] = UNIT_MONTHS.c.status != sa.literal_column("'accepted'")
"""Months in which something waits for review, or was taken back. Spelt out, not bound: else no index is used."""

sa.Index("ix_unit_months_unsettled", UNIT_MONTHS.c.period, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)

UNIT_AMOUNTS = sa.Table(
    "unit_amounts",
    METADATA,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("edition", sa.String(16), nullable=False),
    sa.Column("amounts", sa.LargeBinary, nullable=False),
)
"""What the units' months come to by themselves, as a JSON document; for readers of SQL, so empty on SQLite.

``position`` is that of the month's row in ``unit_months`` when it was worked out, ``edition`` of what else it hangs on.
"""

UNIT_HISTORY = sa.Table(
    "unit_history",
    METADATA,
    sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("period", sa.String(7), nullable=False),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("schema_version", sa.SmallInteger, nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
"""Every event of ``reports`` that was applied, as it was recorded. ``period`` is empty where it is about no month."""

sa.Index("ix_unit_history_month", UNIT_HISTORY.c.period, UNIT_HISTORY.c.region)

FIGURES = sa.Table(
    "figures",
    METADATA,
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("indicator", sa.String(60), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
    sa.Column("denominator", sa.BigInteger, nullable=False),
    sa.Column("reported", sa.Integer, nullable=False),
    sa.Column("accepted_value", sa.BigInteger, nullable=False),
    sa.Column("accepted_denominator", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("simulated", sa.Integer, nullable=False),
    sa.Column("settled", sa.Integer, nullable=False, server_default="-1"),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Rolled-up figures of regions above the units, and what an area posts itself. No unit's own figures.

``data_version`` is the highest position in ``reports`` that had been applied when the figure last changed.
"""

PROGRESS = sa.Table(
    "progress",
    METADATA,
    sa.Column("plan", sa.String(60), primary_key=True),
    sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("level", sa.String(12), nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("assessment", sa.LargeBinary, nullable=False),
    sa.Column("held_from", sa.BigInteger, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
"""The latest assessment of each target for each month, as a JSON document.

``data_version`` is that of the figures when it was said first. Judged again it may come out the same, though between
the two its figures were others for a while: it has held since ``held_from`` at the latest.
"""

TO_JUDGE = sa.Table(
    "to_judge",
    METADATA,
    sa.Column("plan", sa.String(60), primary_key=True),
    sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("sure", sa.Boolean, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("data_version", sa.BigInteger, nullable=False),
    sa.Column("correlation_id", sa.String(64), nullable=False),
    sa.Column("waiting_since", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The targets and months whose figures changed and that nobody has judged since: ``since`` is the position
from which on they waited, ``data_version`` and ``correlation_id`` those of the last. See ``to_judge``.
"""

AMENDMENTS = sa.Table(
    "amendments",
    METADATA,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("plan", sa.String(60), nullable=False),
    sa.Column("row", sa.SmallInteger, nullable=False),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("schema_version", sa.SmallInteger, nullable=False),
    sa.Column("event", sa.LargeBinary, nullable=False),
)
"""Revisions and allocations of targets, as ``reports`` tells them, by their position in it."""

PANEL_REPORTS = sa.Table(
    "panel_reports",
    METADATA,
    sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("enterprise", sa.String(40), nullable=False),
    sa.Column("period", sa.String(7), nullable=False),
    sa.Column("schema_version", sa.SmallInteger, nullable=False),
    sa.Column("event", sa.LargeBinary, nullable=False),
    sa.Index("ix_panel_reports_region", "region", "period"),
    sa.Index("ix_panel_reports_enterprise", "enterprise", "period"),
)
"""Every revision that a sample enterprise (用工监测) reported, as ``reports`` tells it, by its position there."""

FORECASTS = sa.Table(
    "forecasts",
    METADATA,
    sa.Column("plan", sa.String(60), primary_key=True),
    sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("data_version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Forecasts of every month to a plan's end, as JSON documents: one for each data version that was looked at."""

OPEN_ALERTS = sa.Table(
    "open_alerts",
    METADATA,
    sa.Column("stream", sa.String(120), primary_key=True),
    sa.Column("alert", sa.String(60), nullable=False),
    sa.Column("episode", sa.Integer, nullable=False),
    sa.Column("plan", sa.String(60), nullable=False),
    sa.Column("row", sa.SmallInteger, nullable=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("level", sa.String(12), nullable=False),
    sa.Column("frozen", sa.Boolean, nullable=False),
    sa.Column("since", sa.String(7), nullable=False),
    sa.Column("period", sa.String(7), nullable=False),
)
"""The episodes that are open, as the topic ``alerts`` tells; ``period`` is the last month that moved one."""

BULLETINS = sa.Table(
    "bulletins",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("event_position", sa.BigInteger, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("embargo_until", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("published_by", sa.String(120), nullable=False, server_default=""),
)
"""The bulletins that were published, a row an edition; what they say stands in their events.

``position`` is the last event of ``reports`` in it, ``event_position`` where its event stands in ``figures``.
``embargo_until`` is the instant until which it is kept back (0: none), ``published_by`` a person's name ('': none).
"""

KEPT_DOCUMENTS = kept_documents_table(METADATA)
"""Printed documents as they were issued."""

EVALUATIONS = sa.Table(
    "evaluations",
    METADATA,
    sa.Column("plan", sa.String(60), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("event_position", sa.BigInteger, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.String(120), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("published_by", sa.String(120), nullable=False),
)
"""The evaluation reports that were published, a row an edition, as those of bulletins."""

REBUILD_CHECKS = sa.Table(
    "rebuild_checks",
    METADATA,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("differences", sa.Integer, nullable=False),
    sa.Column("checked_at", sa.BigInteger, nullable=False),
)
"""One row: up to where a rebuild was last compared with the live figures, how many differed, and when."""

CATALOGUE_IN_USE = sa.Table(
    "catalogue_in_use",
    METADATA,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""One row: the digest of the catalogue's files (see shared.catalogue.record) by which figures and assessments stand."""
