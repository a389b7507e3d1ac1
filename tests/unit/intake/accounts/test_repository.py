from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole, close, give, take
from services.intake.main import MIGRATIONS
from shared.database.engine import Database
from shared.security.keys import Role
from tests.builders import NOON, an_address

CLERK, SIGNER = HeldRole(Role.REPORTER, "500107"), HeldRole(Role.SIGNER, "500000")
CHEN = Account(
    id="chen", name="陈梅", office="局", telephone="1", opened_at=NOON, password="h", must_change=True, grants=(CLERK,)
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(an_address(tmp_path, "intake"))
    made.migrate(MIGRATIONS)
    yield made
    made.dispose()


def test_an_account_is_kept_as_it_is(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, CHEN)
    with database.read() as connection:
        assert repository.find(connection, "chen") == CHEN
        assert repository.find(connection, "li") is None


def test_one_may_have_a_role_for_several_departments(database: Database) -> None:
    both = tuple(sorted(HeldRole(Role.DEPARTMENT, "500000", name) for name in ("就业处", "养老处")))
    account = give(give(CHEN, both[0]), both[1])
    with database.write() as connection:
        repository.add(connection, account)
    with database.read() as connection:
        assert repository.find(connection, "chen") == account


def test_it_is_changed_with_its_roles(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, CHEN)
        repository.change(connection, take(give(CHEN, SIGNER), CLERK))
        assert repository.find(connection, "chen", lock=True) == take(give(CHEN, SIGNER), CLERK)


def test_everybody_is_listed_and_who_has_left_last(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, Account(id="li", name="李", opened_at=NOON))
        repository.add(connection, close(CHEN, NOON))
        assert [each.id for each in repository.everybody(connection)] == ["li", "chen"]
        assert repository.everybody(connection)[1] == close(CHEN, NOON)


def test_names_are_found_among_more_ids_than_one_statement_takes(database: Database) -> None:
    typed = [f"nobody{number}" for number in range(260_000)]  # what somebody typed at the door in a month
    with database.write() as connection:
        repository.add(connection, CHEN)
        assert repository.names_of(connection, [*typed, "chen"]) == {"chen": "陈梅"}
        assert repository.names_of(connection, []) == {}
