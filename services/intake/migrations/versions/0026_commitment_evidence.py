"""Which commitment's statements a kept file came with.

Revision ID: 0026
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """What was kept before came with the first statement that names it."""
    table = op.create_table(
        "commitment_evidence",
        sa.Column("stream", sa.String(120), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
    )
    connection = op.get_bind()
    kept = set(connection.execute(sa.text("SELECT sha256 FROM commitment_files")).scalars())
    stated = "SELECT stream, data FROM events WHERE type = 'CommitmentStated' ORDER BY position"
    for stream, data in connection.execute(sa.text(stated)).all() if kept else ():
        for sha256 in {each["sha256"] for each in json.loads(bytes(data)).get("evidence", ())} & kept:
            connection.execute(table.insert(), {"stream": stream, "sha256": sha256})
            kept.remove(sha256)
