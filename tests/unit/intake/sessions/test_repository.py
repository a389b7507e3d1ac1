from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.accounts import repository as accounts
from services.intake.accounts.account import Account, HeldRole, close, give, take
from services.intake.main import MIGRATIONS
from services.intake.sessions import repository
from services.intake.sessions.rules import IDLE, KNOWN, LONGEST, StoredSession
from shared.database.engine import Database
from shared.security.keys import Principal, Role
from tests.builders import NOON, an_address
from tests.narrowing import there

CLERK, SIGNER = HeldRole(Role.REPORTER, "500107"), HeldRole(Role.SIGNER, "500000")
CHEN = Account(id="chen", name="陈梅", opened_at=NOON, grants=(CLERK, SIGNER))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(an_address(tmp_path, "intake"))
    made.migrate(MIGRATIONS)
    with made.write() as connection:
        accounts.add(connection, CHEN)
    yield made
    made.dispose()


def a_session(digest: str, grant: HeldRole = CLERK, ago: timedelta = timedelta(0), step: str = "") -> StoredSession:
    return StoredSession(digest, CHEN.principal(grant), step, NOON - ago, NOON - ago, "10.0.0.1")


def test_a_session_is_found_with_what_its_account_is_now(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, a_session("a"))
        found = there(repository.find(connection, "a"))
    assert found == repository.SessionOf(a_session("a"), "陈梅", True, 2)


def test_it_does_not_hold_when_its_role_was_taken_or_the_account_closed(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, a_session("a"))
        repository.add(connection, a_session("b", SIGNER))
        accounts.change(connection, take(CHEN, CLERK))
        assert [there(repository.find(connection, each)).held for each in "ab"] == [False, True]
        accounts.change(connection, close(give(take(CHEN, CLERK), CLERK), NOON))
        assert [there(repository.find(connection, each)).held for each in "ab"] == [False, False]


def test_it_holds_for_the_department_it_began_with_and_for_no_other(database: Database) -> None:
    first, second = (HeldRole(Role.DEPARTMENT, "500000", name) for name in ("就业处", "养老处"))
    with database.write() as connection:
        accounts.change(connection, give(give(CHEN, first), second))
        repository.add(connection, a_session("a", first))
        repository.add(connection, a_session("b", second))
        accounts.change(connection, give(CHEN, second))
        found = [there(repository.find(connection, each)) for each in "ab"]
    assert [each.held for each in found] == [False, True]
    assert [each.session.principal.subject for each in found] == ["就业处", "养老处"]


def test_an_unfinished_sign_in_needs_no_role_yet(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, StoredSession("a", Principal("chen", Role.OPS, ""), "grant", NOON, NOON, ""))
        assert there(repository.find(connection, "a")).held


def test_one_ends_or_all_of_a_person_but_one(database: Database) -> None:
    with database.write() as connection:
        for digest in "abcd":
            repository.add(connection, a_session(digest))
        assert repository.end(connection, "a")
        assert not repository.end(connection, "a")
        assert repository.end_all(connection, "li", NOON) == 0
        repository.add(connection, a_session("over", ago=IDLE))
        assert repository.end_all(connection, "chen", NOON, keep="c") == 2, "one had run out by itself"
        assert [each.digest for each in repository.of_account(connection, "chen")] == ["c"]


def test_what_is_over_is_taken_away(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, a_session("idle", ago=IDLE + KNOWN))
        repository.add(connection, a_session("long", ago=LONGEST + KNOWN))
        repository.add(connection, a_session("known", ago=IDLE + KNOWN - timedelta(seconds=1)))
        repository.add(connection, a_session("step", ago=IDLE)._replace(step="factor"))
        repository.note(connection, "long", NOON)
        assert repository.sweep(connection, NOON) == 3
        assert [each.digest for each in repository.of_account(connection, "chen")] == ["known"]


def test_an_unfinished_sign_in_of_somebody_who_has_no_role_any_more_is_over(database: Database) -> None:
    with database.write() as connection:
        repository.add(connection, a_session("a", step="factor"))
        accounts.change(connection, take(take(CHEN, CLERK), SIGNER))
        assert not there(repository.find(connection, "a")).held


def test_the_unfinished_sign_ins_of_a_person_end_but_for_one(database: Database) -> None:
    with database.write() as connection:
        for digest in "abc":
            repository.add(connection, a_session(digest, step="enrol"))
        repository.add(connection, a_session("d"))
        assert repository.end_unfinished(connection, "li") == 0
        assert repository.end_unfinished(connection, "chen", keep="b") == 2
        assert {each.digest for each in repository.of_account(connection, "chen")} == {"b", "d"}
