"""Alembic's entry: the connection is handed in by ``shared.db.Database.migrate``."""

from alembic import context

from services.aggregator.tables import METADATA
from shared.db import run_migrations

run_migrations(context.config, context, METADATA)
