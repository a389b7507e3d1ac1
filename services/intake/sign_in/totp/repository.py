"""Authenticators and recovery codes in intake's database. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from services.intake.tables import RECOVERY_CODES, TOTP_FACTORS
from shared.periods import from_microseconds, to_microseconds


class Authenticator(NamedTuple):
    """A phone that makes codes: its sealed secret, the last step that counted, since when."""

    sealed: bytes
    last_step: int
    made_at: datetime


def find(connection: sa.Connection, account: str, *, lock: bool = False) -> Authenticator | None:
    """The account's authenticator; with ``lock`` nobody else uses it until the transaction ends."""
    query = sa.select(TOTP_FACTORS).where(TOTP_FACTORS.c.account == account)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return Authenticator(row.secret, row.last_step, from_microseconds(row.made_at)) if row is not None else None


def put(connection: sa.Connection, account: str, authenticator: Authenticator) -> None:
    """The account's authenticator is this one from now on."""
    connection.execute(sa.delete(TOTP_FACTORS).where(TOTP_FACTORS.c.account == account))
    made = to_microseconds(authenticator.made_at)
    values = {"secret": authenticator.sealed, "last_step": authenticator.last_step, "made_at": made}
    connection.execute(sa.insert(TOTP_FACTORS).values(account=account, **values))


def used(connection: sa.Connection, account: str, step: int) -> None:
    """The code of ``step`` has counted."""
    connection.execute(sa.update(TOTP_FACTORS).where(TOTP_FACTORS.c.account == account).values(last_step=step))


def remove(connection: sa.Connection, account: str) -> bool:
    """Take the authenticator away; whether there was one."""
    return connection.execute(sa.delete(TOTP_FACTORS).where(TOTP_FACTORS.c.account == account)).rowcount > 0


def codes_left(connection: sa.Connection, account: str) -> int:
    """How many recovery codes are still good."""
    query = sa.select(sa.func.count()).select_from(RECOVERY_CODES).where(RECOVERY_CODES.c.account == account)
    return int(connection.execute(query).scalar_one())


def put_codes(connection: sa.Connection, account: str, digests: Iterable[str]) -> None:
    """These recovery codes are good from now on, and no others."""
    connection.execute(sa.delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account == account))
    rows = [{"account": account, "digest": digest} for digest in digests]
    if rows:
        connection.execute(sa.insert(RECOVERY_CODES), rows)


def take_code(connection: sa.Connection, account: str, digest: str) -> bool:
    """Use a recovery code up; whether it was good."""
    mine = sa.and_(RECOVERY_CODES.c.account == account, RECOVERY_CODES.c.digest == digest)
    return connection.execute(sa.delete(RECOVERY_CODES).where(mine)).rowcount > 0
