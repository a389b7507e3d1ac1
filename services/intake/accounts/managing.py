"""Opens, changes and closes accounts, each in one transaction; whoever loses something loses their sessions with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.intake.accounts import repository
from services.intake.accounts.account import (
    Account,
    AccountRefused,
    HeldRole,
    PersonWords,
    changed_words,
    close,
    described,
    give,
    open_account,
    take,
    with_password,
)
from services.intake.accounts.passwords import Hashing, password_to_begin_with
from services.intake.security_log.events import (
    AccountChanged,
    AccountClosed,
    AccountOpened,
    PasswordReset,
    RoleGiven,
    RoleTaken,
    SecurityEvent,
    SessionsEnded,
)
from services.intake.security_log.log import SecurityLog
from services.intake.sessions import repository as sessions
from shared.database.engine import Database
from shared.periods import Clock
from shared.security.keys import Role, load_key_file


class Opened(NamedTuple):
    """An account, and the password to begin with, which is shown once."""

    account: Account
    password: str


class NewPerson(NamedTuple):
    """Who gets an account, with which first role."""

    account: str
    name: str
    role: Role
    region: str
    office: str = ""
    telephone: str = ""
    mail: str = ""
    subject: str = ""

    @property
    def held(self) -> HeldRole:
        """Their first role."""
        return HeldRole(self.role, self.region, self.subject)


class Managing:
    """What is done about accounts by whoever runs the system. Every method raises AccountRefused for what cannot be."""

    def __init__(
        self,
        database: Database,
        keys: Callable[[], set[str]],
        clock: Clock,
        hashing: Hashing,
        actor: str,
        network: str = "",
        decided_elsewhere: Callable[[sa.Connection, str], bool] = lambda connection, account: False,
    ) -> None:
        """``keys``: the ids that keys have or had, which no account may have; ``actor``: who does it, from which
        ``network`` ('': at the machine itself). ``decided_elsewhere``: whether the office's directory decides which
        roles an account has; nobody gives it one here."""
        self._log = SecurityLog(clock)
        self._actor, self._network = actor, network
        self._database = database
        self._keys = keys
        self._decided_elsewhere = decided_elsewhere
        self._clock = clock
        self._hashing = hashing

    def one(self, account: str) -> Account:
        """The account of that id, closed or not."""
        with self._database.read() as connection:
            return self._require(repository.find(connection, account), account)

    def everybody(self) -> list[Account]:
        """Every account, those that are closed last."""
        with self._database.read() as connection:
            return repository.everybody(connection)

    def add(self, person: NewPerson) -> Opened:
        """A new account with one role, and a password to begin with."""
        return self.add_all([person])[0]

    def add_all(self, people: Sequence[NewPerson]) -> list[Opened]:
        """Several, all or none."""
        made = [(person, password_to_begin_with()) for person in people]
        hashed = [self._hashing.hash_now(password) for _, password in made]
        with self._database.write() as connection:
            return [
                Opened(self._opened(connection, person, kept), password)
                for (person, password), kept in zip(made, hashed, strict=True)
            ]

    def _opened(self, connection: sa.Connection, person: NewPerson, hashed: str) -> Account:
        new = Account(
            id=person.account,
            name=person.name,
            office=person.office,
            telephone=person.telephone,
            mail=person.mail,
            opened_at=self._clock.now(),
        )
        taken = self._taken(person.account, known=repository.find(connection, person.account))
        opened = give(open_account(new, taken), person.held)
        opened = with_password(opened, hashed, must_change=True)
        repository.add(connection, opened)
        self._note(connection, AccountOpened(account=opened.id, name=opened.name, office=opened.office))
        self._note(connection, RoleGiven(account=opened.id, **msgspec.structs.asdict(person.held)))
        return opened

    def grant(self, account: str, role: Role, region: str, subject: str = "") -> Account:
        """One more role."""
        held = HeldRole(role, region, subject)
        given = RoleGiven(account=account, **msgspec.structs.asdict(held))
        return self._change(account, lambda found: give(found, held), given, gives=True)

    def revoke(self, account: str, role: Role, region: str, subject: str = "") -> Account:
        """A role less. Sessions that stand in it are over."""
        held = HeldRole(role, region, subject)
        taken = RoleTaken(account=account, **msgspec.structs.asdict(held))
        return self._change(account, lambda found: take(found, held), taken)

    def close(self, account: str) -> Account:
        """Closed for good, with all its sessions."""
        closed = AccountClosed(account=account)
        return self._change(account, lambda found: close(found, self._clock.now()), closed, ends=True)

    def reset(self, account: str) -> Opened:
        """A new password to begin with; every session is over."""
        password = password_to_begin_with()
        hashed = self._hashing.hash_now(password)
        event = PasswordReset(account=account)
        changed = self._change(account, lambda found: with_password(found, hashed, must_change=True), event, ends=True)
        return Opened(changed, password)

    def end_sessions(self, account: str) -> int:
        """All of a person's sessions are over; how many there were."""
        with self._database.write() as connection:
            self._require(repository.find(connection, account), account)
            ended = sessions.end_all(connection, account, self._clock.now())
            self._note(connection, SessionsEnded(account=account, count=ended))
        return ended

    def describe(self, account: str, words: Callable[[PersonWords], PersonWords]) -> Account:
        """Other words about the person, made of those that are there; where they are the same nothing is written."""
        with self._database.write() as connection:
            found = self._require(repository.find(connection, account, lock=True), account)
            changed = described(found, words(found.words))
            if fields := changed_words(found, changed):
                repository.change(connection, changed)
                event = AccountChanged(account=account, name=changed.name, office=changed.office, changed=fields)
                self._note(connection, event)
        return changed

    def acting(self, actor: str, network: str) -> Managing:
        """The same, done by somebody else."""
        parts = (self._database, self._keys, self._clock, self._hashing)
        return Managing(*parts, actor, network, self._decided_elsewhere)

    def _note(self, connection: sa.Connection, event: SecurityEvent) -> None:
        self._log.add(connection, msgspec.structs.replace(event, network=self._network), self._actor)

    def _change(
        self,
        account: str,
        change: Callable[[Account], Account],
        event: SecurityEvent,
        *,
        ends: bool = False,
        gives: bool = False,
    ) -> Account:
        with self._database.write() as connection:
            found = self._require(repository.find(connection, account, lock=True), account)
            if gives and self._decided_elsewhere(connection, account):
                raise AccountRefused("role", "该账号的角色由统一身份认证决定，请在那里改")
            changed = change(found)
            repository.change(connection, changed)
            self._note(connection, event)
            if ends:
                sessions.end_all(connection, account, self._clock.now())
        return changed

    def _taken(self, account: str, known: Account | None) -> str | None:
        if known is not None:
            return "曾是一个已注销的账号" if known.closed_at is not None else "已是一个账号"
        return "是或曾是一把密钥的名称" if account in self._keys() else None

    def _require(self, found: Account | None, account: str) -> Account:
        if found is None:
            raise AccountRefused("id", f"没有账号“{account}”")
        return found


def key_ids(path: Path) -> set[str]:
    """The ids that the keys of a file have or had."""
    file = load_key_file(path)
    return {*(key.id for key in file.keys), *file.removed}
