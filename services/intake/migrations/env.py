"""Alembic's entry: runs the migrations on the connection that the service hands over."""

from __future__ import annotations

from alembic import context

from services.intake.tables import METADATA
from shared.database.engine import run_migrations

run_migrations(context.config, context, METADATA)
