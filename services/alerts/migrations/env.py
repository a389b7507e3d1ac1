"""Alembic's entry point for the alerts database."""

from __future__ import annotations

from alembic import context

from services.alerts.tables import METADATA
from shared.database.engine import run_migrations

run_migrations(context.config, context, METADATA)
