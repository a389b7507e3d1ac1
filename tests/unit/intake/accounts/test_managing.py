from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from services.intake.accounts import repository
from services.intake.accounts.account import AccountRefused, HeldRole
from services.intake.accounts.managing import Managing, NewPerson, key_ids
from services.intake.accounts.passwords import Hashing
from services.intake.main import MIGRATIONS
from services.intake.security_log.events import AccountChanged
from services.intake.security_log.log import SecurityLog
from services.intake.sessions import repository as sessions
from services.intake.sessions.rules import StoredSession
from shared.database.engine import Database
from shared.periods import SettableClock
from shared.security.keys import KeyFile, Role, new_key, save_key_file
from tests.builders import NOON, an_address
from tests.narrowing import there

QUICK = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
CLERK = HeldRole(Role.REPORTER, "500107")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(an_address(tmp_path, "intake"))
    made.migrate(MIGRATIONS)
    yield made
    made.dispose()


@pytest.fixture
def managing(database: Database) -> Managing:
    made = Managing(database, lambda: {"a-key"}, SettableClock(NOON), QUICK, "ops")
    made.add(NewPerson("chen", "陈梅", Role.REPORTER, "500107", "九龙坡区人力社保局", "023"))
    return made


def begin(database: Database, digest: str) -> None:
    with database.write() as connection:
        chen = there(repository.find(connection, "chen"))
        sessions.add(connection, StoredSession(digest, chen.principal(CLERK), "", NOON, NOON, ""))


def left(database: Database) -> list[str]:
    with database.read() as connection:
        return [each.digest for each in sessions.of_account(connection, "chen")]


def test_a_new_account_has_a_password_that_is_shown_once_and_has_to_be_changed(managing: Managing) -> None:
    opened = managing.add(NewPerson("li", "李强", Role.OPS, ""))
    assert opened.account.must_change
    assert QUICK.fits_now(opened.password, opened.account.password)
    assert [each.id for each in managing.everybody()] == ["chen", "li"]


@pytest.mark.parametrize("taken", ["chen", "a-key"])
def test_no_id_is_given_twice_not_even_a_key_s(managing: Managing, taken: str) -> None:
    with pytest.raises(AccountRefused):
        managing.add(NewPerson(taken, "李强", Role.OPS, ""))
    managing.close("chen")
    with pytest.raises(AccountRefused):
        managing.add(NewPerson("chen", "李强", Role.OPS, ""))


def test_roles_are_given_and_taken(managing: Managing) -> None:
    assert managing.grant("chen", Role.SIGNER, "500000").grants == (CLERK, HeldRole(Role.SIGNER, "500000"))
    assert managing.revoke("chen", Role.REPORTER, "500107").grants == (HeldRole(Role.SIGNER, "500000"),)


def test_a_reset_and_a_closing_end_every_session(managing: Managing, database: Database) -> None:
    begin(database, "a")
    opened = managing.reset("chen")
    assert opened.account.must_change and QUICK.fits_now(opened.password, opened.account.password)
    assert left(database) == []
    begin(database, "b")
    managing.close("chen")
    assert left(database) == []


def test_all_of_a_person_s_sessions_can_be_ended(managing: Managing, database: Database) -> None:
    begin(database, "a")
    begin(database, "b")
    assert managing.end_sessions("chen") == 2
    assert left(database) == []


def test_words_about_a_person_are_changed_one_by_one_and_the_log_says_which(
    managing: Managing, database: Database
) -> None:
    changed = managing.describe("chen", lambda words: words._replace(telephone="024", mail="chen@example.cn"))
    assert changed.words == ("陈梅", "九龙坡区人力社保局", "024", "chen@example.cn")
    assert managing.one("chen") == changed
    managing.describe("chen", lambda words: words)
    with database.read() as connection:
        found = SecurityLog(SettableClock(NOON)).read(
            connection, before=None, month="", account="chen", kind="AccountChanged", limit=9
        )
    assert [there(event).changed for _, event in found if isinstance(event, AccountChanged)] == [("telephone", "mail")]


def test_of_an_account_that_there_is_not_nothing_can_be_changed(managing: Managing) -> None:
    for change in (managing.close, managing.reset, managing.end_sessions):
        with pytest.raises(AccountRefused):
            change("nobody")


def test_the_ids_of_keys_that_were_taken_away_stay_taken(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    save_key_file(path, KeyFile(keys=[new_key("k", Role.OPS, "")[0]], removed=["old"]))
    assert key_ids(path) == {"k", "old"}
