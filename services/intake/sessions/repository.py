"""Sessions in intake's database. Every function works inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from services.intake.sessions.rules import IDLE, KNOWN, LONGEST, StoredSession, ending
from services.intake.tables import ACCOUNTS, GRANTS, SESSIONS
from shared.periods import from_microseconds, to_microseconds
from shared.security.keys import Principal, Role


class SessionOf(NamedTuple):
    """A session, and what its account is now: ``held``, whether it still has the session's role (before the last step
    of a sign-in: any) and is not closed. ``roles`` is how many it has."""

    session: StoredSession
    name: str
    held: bool
    roles: int


def add(connection: sa.Connection, session: StoredSession) -> None:
    """A session begins."""
    principal = session.principal
    connection.execute(
        sa.insert(SESSIONS).values(
            digest=session.digest,
            account=principal.id,
            role=principal.role,
            region=principal.region,
            subject=principal.subject,
            step=session.step,
            began_at=to_microseconds(session.began_at),
            seen_at=to_microseconds(session.seen_at),
            network=session.network,
        )
    )


def find(connection: sa.Connection, digest: str) -> SessionOf | None:
    """The session of a cookie's digest, over or not; None where none is kept."""
    row = connection.execute(sa.select(SESSIONS).where(SESSIONS.c.digest == digest)).one_or_none()
    if row is None:
        return None
    session = _session(row)
    query = sa.select(ACCOUNTS.c.name, ACCOUNTS.c.closed_at).where(ACCOUNTS.c.id == row.account)
    account = connection.execute(query).one_or_none()
    if account is None:
        return SessionOf(session, row.account, False, 0)
    grants = sa.select(GRANTS.c.role, GRANTS.c.region, GRANTS.c.subject).where(GRANTS.c.account == row.account)
    held = [(each.role, each.region, each.subject) for each in connection.execute(grants)]
    holds = account.closed_at is None and ((row.role, row.region, row.subject) in held or bool(row.step and held))
    return SessionOf(session, account.name, holds, len(held))


def of_account(connection: sa.Connection, account: str) -> list[StoredSession]:
    """The sessions of an account, the latest first; some may be over."""
    query = sa.select(SESSIONS).where(SESSIONS.c.account == account).order_by(SESSIONS.c.began_at.desc())
    return [_session(row) for row in connection.execute(query)]


def note(connection: sa.Connection, digest: str, now: datetime) -> None:
    """The session is used now."""
    connection.execute(sa.update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_at=to_microseconds(now)))


def end(connection: sa.Connection, digest: str) -> bool:
    """End one session; whether there was one."""
    return connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.digest == digest)).rowcount > 0


def end_all(connection: sa.Connection, account: str, now: datetime, keep: str = "") -> int:
    """End every session of an account but the one with the digest ``keep``; how many of them were not over by
    themselves at ``now``. Of none of them it is known any more whose it was."""
    ended = sum(ending(each, now) is None and each.digest != keep for each in of_account(connection, account))
    connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.digest != keep))
    return ended


def end_unfinished(connection: sa.Connection, account: str, keep: str = "") -> int:
    """End every sign-in of an account that lacks a step, but the one with the digest ``keep``; how many there were."""
    mine = sa.and_(SESSIONS.c.account == account, SESSIONS.c.step != "", SESSIONS.c.digest != keep)
    return connection.execute(sa.delete(SESSIONS).where(mine)).rowcount


def sweep(connection: sa.Connection, now: datetime) -> int:
    """Take away what is over by its time, and what it need not be known of any more whose it was; how many there
    were."""
    table = SESSIONS.c
    over = sa.or_(
        sa.and_(table.step != "", table.seen_at <= to_microseconds(now - IDLE)),
        table.seen_at <= to_microseconds(now - IDLE - KNOWN),
        table.began_at <= to_microseconds(now - LONGEST - KNOWN),
    )
    return connection.execute(sa.delete(SESSIONS).where(over)).rowcount


def _session(row: sa.Row[tuple[object, ...]]) -> StoredSession:
    principal = Principal(row.account, Role(row.role), row.region, row.subject)
    began, seen = from_microseconds(row.began_at), from_microseconds(row.seen_at)
    return StoredSession(row.digest, principal, row.step, began, seen, row.network)
