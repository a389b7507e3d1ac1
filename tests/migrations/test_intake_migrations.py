from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.intake.main import MIGRATIONS
from services.intake.tables import METADATA, UNREAD
from shared.database.engine import Database


def test_the_migrations_lead_to_exactly_the_declared_tables(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        head = connection.execute(sa.text("SELECT position, hash FROM event_head")).all()
    assert [tuple(row) for row in head] == [(0, "0" * 64)]
    database.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM event_head")).scalar_one() == 1
    database.dispose()


def test_of_reports_from_before_the_rules_were_counted_a_row_says_that_they_are_still_to_be_read(
    database_url: str,
) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS, "0008")
    with database.engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM rule_findings")).scalar_one() == 0, "nothing to read"
        connection.execute(sa.text("DROP TABLE rule_findings"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0007'"))
        columns = "region, period, status, revision, position, lines_position"
        connection.execute(
            sa.text(f"INSERT INTO reports ({columns}) VALUES ('500101', '2023-03', 'accepted', 1, 2, 1)")
        )
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT rule FROM rule_findings")).scalars().all() == [UNREAD]
    database.dispose()


def test_a_file_that_was_kept_before_is_handed_out_where_it_was_stated_first(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS, "0025")
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO commitment_files VALUES ('aa', :content)"), {"content": b"%PDF"})
        columns = "position, stream, version, type, schema_version, data, recorded_at, actor, correlation_id"
        for position, stream in enumerate(("commitment-p-1", "commitment-p-2"), 1):
            connection.execute(
                sa.text(
                    f"INSERT INTO events ({columns}, previous_hash, hash) VALUES "
                    "(:position, :stream, 1, 'CommitmentStated', 1, :data, 1, 'a', 'c', '', '')"
                ),
                {"position": position, "stream": stream, "data": b'{"evidence":[{"sha256":"aa"},{"sha256":"bb"}]}'},
            )
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        came = connection.execute(sa.text("SELECT stream, sha256 FROM commitment_evidence")).all()
    assert [tuple(each) for each in came] == [("commitment-p-1", "aa")]
    database.dispose()


def test_whoever_had_a_role_before_roles_could_be_for_a_department_has_it_still(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS, "0023")
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO account_grants VALUES ('chen', 'reviewer', '500000')"))
        session = "digest, account, role, region, began_at, seen_at"
        connection.execute(
            sa.text(f"INSERT INTO sessions ({session}) VALUES ('d', 'chen', 'reviewer', '500000', 1, 1)")
        )
    database.migrate(MIGRATIONS)
    with database.engine.connect() as connection:
        held = connection.execute(sa.text("SELECT account, role, region, subject FROM account_grants")).all()
        assert [tuple(each) for each in held] == [("chen", "reviewer", "500000", "")]
        assert connection.execute(sa.text("SELECT subject FROM sessions")).scalars().all() == [""]
    database.dispose()
