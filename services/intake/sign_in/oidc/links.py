"""Whose account somebody is whom a provider vouches for, in intake's database. Inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from services.intake.sign_in.oidc.flow import VouchedFor
from services.intake.tables import PROVIDER_LINKS
from shared.database.rows import insert_rows, replacing
from shared.periods import to_microseconds

_COLUMNS = ("issuer", "subject", "account", "made_at")
_KEYS = _COLUMNS[:2]


def linked_account(connection: sa.Connection, identity: VouchedFor) -> str | None:
    """The account; None when the identity is linked with none."""
    query = sa.select(PROVIDER_LINKS.c.account).where(_of(identity))
    return connection.execute(query).scalar_one_or_none()


def link(connection: sa.Connection, identity: VouchedFor, account: str, now: datetime) -> None:
    """The identity is this account's from now on."""
    row = (identity.issuer, identity.subject, account, to_microseconds(now))
    insert_rows(connection, PROVIDER_LINKS, _COLUMNS, [row], replacing(_COLUMNS, _KEYS))


def unlink(connection: sa.Connection, account: str) -> int:
    """No identity is linked with the account any more; how many were."""
    return connection.execute(sa.delete(PROVIDER_LINKS).where(PROVIDER_LINKS.c.account == account)).rowcount


def is_linked(connection: sa.Connection, account: str) -> bool:
    """Whether an identity is linked with the account."""
    query = sa.select(PROVIDER_LINKS.c.account).where(PROVIDER_LINKS.c.account == account).limit(1)
    return connection.execute(query).one_or_none() is not None


def _of(identity: VouchedFor) -> sa.ColumnElement[bool]:
    return sa.and_(PROVIDER_LINKS.c.issuer == identity.issuer, PROVIDER_LINKS.c.subject == identity.subject)
