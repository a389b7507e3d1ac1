"""Accounts in intake's database. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.intake.accounts.account import Account, AccountRefused, HeldRole
from services.intake.tables import ACCOUNTS, GRANTS
from shared.database.rows import parts
from shared.periods import from_microseconds, to_microseconds
from shared.security.keys import Role


class SignerMail(NamedTuple):
    """An account that signs for a region, and its person's mail address."""

    account: str
    mail: str
    region: str


def find(connection: sa.Connection, account: str, *, lock: bool = False) -> Account | None:
    """The account of that id, closed or not; with ``lock`` nobody else changes it until the transaction ends."""
    query = sa.select(ACCOUNTS).where(ACCOUNTS.c.id == account)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    grants = sa.select(GRANTS).where(GRANTS.c.account == account)
    return _account(row, [HeldRole(Role(each.role), each.region, each.subject) for each in connection.execute(grants)])


def everybody(connection: sa.Connection) -> list[Account]:
    """Every account by its id, those that are closed last."""
    grants: dict[str, list[HeldRole]] = {}
    for each in connection.execute(sa.select(GRANTS)):
        grants.setdefault(each.account, []).append(HeldRole(Role(each.role), each.region, each.subject))
    rows = connection.execute(sa.select(ACCOUNTS).order_by(ACCOUNTS.c.closed_at.is_not(None), ACCOUNTS.c.id))
    return [_account(row, grants.get(row.id, [])) for row in rows]


def names_of(connection: sa.Connection, accounts: Collection[str]) -> dict[str, str]:
    """By account its person's name; who is in no account is left out: there are as many of those as anybody typed."""
    query = sa.select(ACCOUNTS.c.id, ACCOUNTS.c.name)
    asked = (query.where(ACCOUNTS.c.id.in_(part)) for part in parts(accounts))
    return {row.id: row.name for each in asked for row in connection.execute(each)}


def add(connection: sa.Connection, account: Account) -> None:
    """A new account with its roles.

    Raises:
        AccountRefused: another process has opened one of that id a moment ago.
    """
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(ACCOUNTS).values(id=account.id, **_values(account)))
    except sa.exc.IntegrityError:
        raise AccountRefused("id", f"“{account.id}”已是一个账号：名称记在经过里，不能再给别人用") from None
    _set_grants(connection, account)


def change(connection: sa.Connection, account: Account) -> None:
    """The account as it is now."""
    connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.id == account.id).values(**_values(account)))
    connection.execute(sa.delete(GRANTS).where(GRANTS.c.account == account.id))
    _set_grants(connection, account)


def signers(connection: sa.Connection) -> list[SignerMail]:
    """Who has an account that is open and signs for a region, and where they are told of what waits for them."""
    query = (
        sa.select(ACCOUNTS.c.id, ACCOUNTS.c.mail, GRANTS.c.region)
        .join_from(ACCOUNTS, GRANTS, GRANTS.c.account == ACCOUNTS.c.id)
        .where(GRANTS.c.role == Role.SIGNER, ACCOUNTS.c.closed_at.is_(None), ACCOUNTS.c.mail != "")
    )
    return [SignerMail(*row) for row in connection.execute(query)]


def _set_grants(connection: sa.Connection, account: Account) -> None:
    rows = [
        {"account": account.id, "role": each.role, "region": each.region, "subject": each.subject}
        for each in account.grants
    ]
    if rows:
        connection.execute(sa.insert(GRANTS), rows)


def _values(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "office": account.office,
        "telephone": account.telephone,
        "mail": account.mail,
        "opened_at": to_microseconds(account.opened_at),
        "closed_at": to_microseconds(account.closed_at) if account.closed_at is not None else None,
        "password": account.password,
        "must_change": account.must_change,
    }


def _account(row: Any, grants: Iterable[HeldRole]) -> Account:
    closed: datetime | None = from_microseconds(row.closed_at) if row.closed_at is not None else None
    return Account(
        id=row.id,
        name=row.name,
        office=row.office,
        telephone=row.telephone,
        mail=row.mail,
        opened_at=from_microseconds(row.opened_at),
        closed_at=closed,
        password=row.password,
        must_change=row.must_change,
        grants=tuple(sorted(grants)),
    )
