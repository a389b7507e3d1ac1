"""Which revision a database's schema has, and which ones this version knows: told without Alembic, so that only who
changes a schema waits for it to be loaded."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa


def known_revisions(scripts: Path) -> list[str]:
    """The revisions in the folder of a service's migrations, oldest first: a script's name begins with its own."""
    return sorted(script.name.partition("_")[0] for script in (scripts / "versions").glob("[0-9]*_*.py"))


def revisions_of(connection: sa.Connection) -> frozenset[str]:
    """The revision of the schema, as Alembic noted it: one, or none where nothing was ever migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return frozenset()
    return frozenset(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
