"""Passkeys in intake's database. Every function works inside the caller's transaction."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.intake.sign_in.passkeys.ceremony import NewPasskey
from services.intake.tables import PASSKEYS
from shared.periods import from_microseconds, to_microseconds

LONGEST_NAME = 40


class HeldPasskey(NamedTuple):
    """A passkey of an account. ``id`` is how pages and events call it, ``name`` what its person does."""

    id: str
    account: str
    credential: bytes
    public_key: bytes
    sign_count: int
    synced: bool
    name: str
    made_at: datetime
    used_at: datetime | None


def of_account(connection: sa.Connection, account: str) -> list[HeldPasskey]:
    """The account's passkeys, the oldest first."""
    query = sa.select(PASSKEYS).where(PASSKEYS.c.account == account).order_by(PASSKEYS.c.made_at, PASSKEYS.c.id)
    return [_passkey(row) for row in connection.execute(query)]


def find(connection: sa.Connection, credential: bytes) -> HeldPasskey | None:
    """The passkey that its device calls so; nobody else uses it until the transaction ends."""
    query = sa.select(PASSKEYS).where(PASSKEYS.c.id == id_of(credential)).with_for_update()
    row = connection.execute(query).one_or_none()
    return _passkey(row) if row is not None else None


def add(connection: sa.Connection, account: str, made: NewPasskey, name: str, now: datetime) -> bool:
    """A new passkey of the account; whether it was: nobody's is registered twice."""
    if find(connection, made.credential) is not None:
        return False
    connection.execute(
        sa.insert(PASSKEYS).values(
            id=id_of(made.credential),
            account=account,
            credential=made.credential,
            public_key=made.public_key,
            sign_count=made.sign_count,
            synced=made.synced,
            name=name[:LONGEST_NAME],
            made_at=to_microseconds(now),
        )
    )
    return True


def used(connection: sa.Connection, passkey: HeldPasskey, sign_count: int, now: datetime) -> None:
    """The passkey was used, and counts so many uses."""
    mine = sa.update(PASSKEYS).where(PASSKEYS.c.id == passkey.id)
    connection.execute(mine.values(sign_count=sign_count, used_at=to_microseconds(now)))


def remove(connection: sa.Connection, account: str, passkey: str) -> str | None:
    """Take one of the account's passkeys away; its name, None when it has no such."""
    mine = sa.and_(PASSKEYS.c.account == account, PASSKEYS.c.id == passkey)
    name = connection.execute(sa.select(PASSKEYS.c.name).where(mine)).scalar_one_or_none()
    connection.execute(sa.delete(PASSKEYS).where(mine))
    return name


def remove_all(connection: sa.Connection, account: str) -> int:
    """Take all of the account's passkeys away; how many there were."""
    return connection.execute(sa.delete(PASSKEYS).where(PASSKEYS.c.account == account)).rowcount


def id_of(credential: bytes) -> str:
    """How a passkey is called here."""
    return hashlib.sha256(credential).hexdigest()


def _passkey(row: Any) -> HeldPasskey:
    used_at = from_microseconds(row.used_at) if row.used_at is not None else None
    kept = (row.id, row.account, row.credential, row.public_key, row.sign_count, row.synced, row.name)
    return HeldPasskey(*kept, from_microseconds(row.made_at), used_at)
