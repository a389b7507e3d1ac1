"""The lineage of the store: its generations, and where each began.

Revision ID: 0013
"""

from __future__ import annotations

from alembic import op

from shared.store.lineage import create_lineage

revision = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """A store that is there already is of its first generation."""
    create_lineage(op.get_bind())
