"""The accounts of a demonstration's people: opened with passwords that are written down, which an office never does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec
from argon2 import PasswordHasher

from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole
from services.intake.accounts.passwords import Hashing
from shared.database.engine import Database
from shared.security.keys import Role


class Played(Protocol):
    """Somebody who is played."""

    @property
    def account(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def office(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def region(self) -> str: ...
    @property
    def subject(self) -> str: ...


def open_played(database: Database, people: Iterable[Played], now: datetime) -> int:
    """Open the accounts that there are not yet, and put right the passwords that are others; how many were changed.

    Passwords are hashed with little memory: they are random, and lie beside the data anyway.
    """
    hashing = Hashing(PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1))
    changed = 0
    with database.write() as connection:
        for person in people:
            found = repository.find(connection, person.account)
            if found is not None and hashing.fits_now(person.password, found.password):
                continue
            changed += 1
            hashed = hashing.hash_now(person.password)
            if found is not None:
                repository.change(connection, msgspec.structs.replace(found, password=hashed, must_change=False))
                continue
            role = HeldRole(person.role, person.region, person.subject)
            account = Account(id=person.account, name=person.name, opened_at=now, password=hashed, grants=(role,))
            repository.add(connection, msgspec.structs.replace(account, office=person.office))
    return changed
