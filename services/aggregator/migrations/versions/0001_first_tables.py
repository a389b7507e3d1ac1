"""The event store, the reader's position, what units reported, the figures, and how targets stand."""

import sqlalchemy as sa
from alembic import op

from shared.store import create_store_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_store_tables(op.get_bind())
    _create_consumer_tables()
    _create_unit_months()
    _create_figures()
    _create_progress()
    _create_open_alerts()


def _create_consumer_tables() -> None:
    op.create_table(
        "consumer_positions",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "parked_events",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("parked_at", sa.BigInteger, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )


def _create_unit_months() -> None:
    op.create_table(
        "unit_months",
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
    )
    op.create_index(
        "ix_unit_months_year_to_date",
        "unit_months",
        ["region", "year"],
        sqlite_where=sa.text("has_year_to_date"),
        postgresql_where=sa.text("has_year_to_date"),
    )


def _create_figures() -> None:
    op.create_table(
        "figures",
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
        sa.Column("data_version", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_progress() -> None:
    op.create_table(
        "progress",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("data_version", sa.BigInteger, nullable=False),
        sa.Column("assessment", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_open_alerts() -> None:
    op.create_table(
        "open_alerts",
        sa.Column("alert", sa.String(60), primary_key=True),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("row", sa.SmallInteger, nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("frozen", sa.Boolean, nullable=False),
        sa.Column("since", sa.String(7), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
    )
