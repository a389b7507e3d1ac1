"""Alembic's entry: the connection is handed in by ``shared.database.engine.Database.migrate``."""

from alembic import context

from services.aggregator.tables import METADATA
from shared.database.engine import run_migrations

run_migrations(context.config, context, METADATA)
