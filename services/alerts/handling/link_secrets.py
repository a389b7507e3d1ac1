"""The secret that signs the links in messages, as the database keeps it. SQL only."""

from __future__ import annotations

import sqlalchemy as sa

from services.alerts.tables import LINK_SECRETS


def link_secret(connection: sa.Connection) -> bytes:
    """What signs the links in messages."""
    secret: bytes = connection.execute(sa.select(LINK_SECRETS.c.secret)).scalar_one()
    return secret
