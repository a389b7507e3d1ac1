"""What is told of a schema without Alembic is what Alembic says."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from services.distributed import MIGRATIONS
from shared.database.engine import Database
from shared.database.schema import known_revisions, revisions_of


@pytest.mark.parametrize("service", sorted(MIGRATIONS))
def test_the_names_of_the_scripts_tell_their_revisions_in_their_order(service: str) -> None:
    scripts = ScriptDirectory(str(MIGRATIONS[service]))
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert known_revisions(MIGRATIONS[service]) == in_order
    assert in_order[-1:] == list(scripts.get_heads())


def test_a_database_that_was_never_migrated_has_no_revision(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with database.read() as connection:
        assert revisions_of(connection) == frozenset()
    database.dispose()


@pytest.mark.parametrize("revision", ["0003", "head"])
def test_a_database_says_of_itself_what_alembic_says(tmp_path: Path, revision: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'intake.sqlite'}")
    database.migrate(MIGRATIONS["intake"], revision)
    with database.read() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
        assert revisions_of(connection) == frozenset(heads)
    assert database.newest(MIGRATIONS["intake"]) == (revision == "head")
    database.dispose()
