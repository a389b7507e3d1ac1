"""What is good once is good once, on either engine, also when two processes are shown it at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import methodcaller
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import Account, AccountRefused
from services.intake.accounts.managing import Managing, NewPerson, Opened
from services.intake.main import MIGRATIONS
from services.intake.sign_in.factors import Factors, LastFactor, NotFirst
from services.intake.sign_in.oidc.flow import VouchedFor
from services.intake.sign_in.oidc.links import link, linked_account
from services.intake.sign_in.passkeys.party import Party
from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.totp import repository as totp
from services.intake.sign_in.totp.codes import code_at, step_of
from shared.database.engine import Database
from shared.periods import SettableClock
from shared.security.keys import Role
from tests.builders import NOON
from tests.narrowing import there
from tests.unit.intake.accounts.test_managing import QUICK
from tests.unit.intake.sign_in.passkeys.authenticator import Device

PARTY = Party("localhost", "http://localhost:8600")
ACCOUNT = "chen.mei"
ROUNDS = 5


class TwoProcesses:
    """Two intakes over one database, each with connections of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.clock, seal = SettableClock(NOON), Seal(folder / "factors.key")
        self.databases = [Database(url) for _ in range(2)]
        self.databases[0].migrate(MIGRATIONS)
        self.each = [Factors(database, seal, self.clock, PARTY, required=True) for database in self.databases]
        with self.databases[0].write() as connection:
            repository.add(connection, Account(id=ACCOUNT, name="陈梅", opened_at=NOON))

    def at_once(self, *asked: Callable[[Factors], Any]) -> list[Any]:
        """What comes of both; an exception is what comes of it."""
        together = Barrier(2)

        def ask(factors: Factors, what: Callable[[Factors], Any]) -> Any:
            together.wait()
            try:
                return what(factors)
            except Exception as error:
                return error

        both = asked if len(asked) == 2 else asked * 2
        with ThreadPoolExecutor(2) as threads:
            return [each.result() for each in [threads.submit(ask, *one) for one in zip(self.each, both, strict=True)]]

    def phone(self) -> tuple[bytes, list[str]]:
        """A phone is set up: its secret, and the recovery codes that come with it."""
        factors = self.each[0]
        ticket = factors.propose_secret(ACCOUNT)
        secret = there(factors.proposed_secret(ACCOUNT, ticket))
        return secret, there(factors.confirm_secret(ACCOUNT, ticket, self.code(secret, -1)))

    def code(self, secret: bytes, around: int = 0) -> str:
        return code_at(secret, step_of(self.clock.now()) + around)

    def passkey(self, device: Device) -> str:
        """A passkey is set up: how it is called."""
        factors = self.each[0]
        question = factors.ask_to_make(ACCOUNT, "")
        factors.made(ACCOUNT, question.ticket, device.make(question.options), "电脑")
        return factors.held(ACCOUNT).passkeys[0].id

    def recovery_codes(self) -> int:
        with self.databases[0].read() as connection:
            return totp.codes_left(connection, ACCOUNT)

    def reset(self) -> None:
        with self.databases[0].write() as connection:
            self.each[0].reset(connection, ACCOUNT)


@pytest.fixture
def two(database_url: str, tmp_path: Path) -> Iterator[TwoProcesses]:
    made = TwoProcesses(database_url, tmp_path)
    yield made
    for each in made.databases:
        each.dispose()


def test_a_code_that_is_shown_to_both_counts_once(two: TwoProcesses) -> None:
    secret, _ = two.phone()
    for _ in range(ROUNDS):
        code = two.code(secret)
        assert sorted(map(str, two.at_once(methodcaller("show", ACCOUNT, code)))) == ["None", "code"]
        two.clock.set(two.clock.now().replace(minute=two.clock.now().minute + 1))


def test_a_recovery_code_that_is_shown_to_both_counts_once(two: TwoProcesses) -> None:
    _, codes = two.phone()
    for code in codes[:ROUNDS]:
        found = two.at_once(methodcaller("show", ACCOUNT, code))
        assert sorted(map(str, found)) == ["None", "recovery"]
    assert two.recovery_codes() == len(codes) - ROUNDS


def test_a_passkey_s_answer_that_is_brought_to_both_counts_once(two: TwoProcesses) -> None:
    device = Device(PARTY.origin)
    two.passkey(device)
    for _ in range(ROUNDS):
        question = two.each[0].ask_to_use(ACCOUNT)
        answer = device.use(question.options)
        found = two.at_once(methodcaller("used", question.ticket, answer, ACCOUNT))
        assert [each for each in found if each == ACCOUNT] == [ACCOUNT], found


def test_of_two_factors_that_are_taken_away_at_once_one_stays(two: TwoProcesses) -> None:
    for _ in range(ROUNDS):
        two.phone()
        passkey = two.passkey(Device(PARTY.origin))
        found = two.at_once(
            methodcaller("remove_authenticator", ACCOUNT), methodcaller("remove_passkey", ACCOUNT, passkey)
        )
        assert sum(isinstance(each, LastFactor) for each in found) == 1, found
        assert two.each[0].held(ACCOUNT).any
        two.reset()


def test_of_two_who_set_up_a_first_factor_at_once_one_does(two: TwoProcesses) -> None:
    for _ in range(ROUNDS):
        tickets = [two.each[0].propose_secret(ACCOUNT) for _ in range(2)]
        secrets = [there(two.each[0].proposed_secret(ACCOUNT, each)) for each in tickets]
        asked = [
            methodcaller("confirm_secret", ACCOUNT, ticket, two.code(secret), first=True)
            for ticket, secret in zip(tickets, secrets, strict=True)
        ]
        found = two.at_once(*asked)
        assert sum(isinstance(each, NotFirst) for each in found) == 1, found
        assert two.recovery_codes() == 8
        two.reset()


def test_of_new_recovery_codes_that_are_asked_for_twice_at_once_one_set_is_good(two: TwoProcesses) -> None:
    two.phone()
    for _ in range(ROUNDS):
        made = two.at_once(methodcaller("new_codes", ACCOUNT))
        assert two.recovery_codes() == 8, made


def test_of_two_who_open_one_account_at_once_one_does_and_the_other_is_told(two: TwoProcesses) -> None:
    for number in range(ROUNDS):
        person = NewPerson(f"li.{number}", "李强", Role.OPS, "")
        managing = [Managing(database, set, two.clock, QUICK, "ops") for database in two.databases]
        opened = two.at_once(*(partial(opening, each, person) for each in managing))
        assert [isinstance(each, AccountRefused) for each in opened].count(True) == 1, opened


def opening(managing: Managing, person: NewPerson, _: Factors) -> Opened:
    return managing.add(person)


def test_two_who_come_from_the_provider_for_the_first_time_at_once_are_linked(
    postgresql_url: str, tmp_path: Path
) -> None:
    two = TwoProcesses(postgresql_url, tmp_path)  # elsewhere one writes after the other

    def linked(database: Database, together: Barrier, subject: str) -> str | None:
        identity = VouchedFor("https://id.example", subject)
        with database.write() as connection:
            assert linked_account(connection, identity) is None
            together.wait()
            link(connection, identity, ACCOUNT, NOON)
        with database.read() as connection:
            return linked_account(connection, identity)

    for number in range(ROUNDS):
        together = Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            asked = [threads.submit(linked, database, together, f"u-{number}") for database in two.databases]
            assert [each.result() for each in asked] == [ACCOUNT, ACCOUNT]
    for database in two.databases:
        database.dispose()
