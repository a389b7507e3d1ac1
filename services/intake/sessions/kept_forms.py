"""Forms that are kept for a person, in intake's database. Every function works inside the caller's transaction."""

from __future__ import annotations

import secrets
from datetime import datetime

import msgspec
import sqlalchemy as sa

from services.intake.tables import KEPT_FORMS
from shared.periods import to_microseconds
from shared.web.kept_forms.form import KEPT_FOR, MOST_KEPT, KeptForm


def keep(connection: sa.Connection, account: str, form: KeptForm, now: datetime) -> str:
    """Keep a form; its id. Of one person the few newest are kept; the same form once more is the same."""
    table, path, fields = KEPT_FORMS.c, form.path[:300], msgspec.json.encode(form.fields).decode()
    mine = sa.select(table.id, table.path, table.fields).where(table.account == account).order_by(table.kept_at.desc())
    held = connection.execute(mine).all()
    for each in held:
        if (each.path, each.fields) == (path, fields):
            connection.execute(sa.update(KEPT_FORMS).where(table.id == each.id).values(kept_at=to_microseconds(now)))
            return str(each.id)
    if surplus := [each.id for each in held[MOST_KEPT - 1 :]]:
        connection.execute(sa.delete(KEPT_FORMS).where(table.id.in_(surplus)))
    wanted = secrets.token_urlsafe(16)
    row = {"id": wanted, "account": account, "path": path, "fields": fields, "kept_at": to_microseconds(now)}
    connection.execute(sa.insert(KEPT_FORMS).values(row))
    return wanted


def find(connection: sa.Connection, account: str, wanted: str, now: datetime) -> KeptForm | None:
    """A form that is kept for that person, and not for too long."""
    table = KEPT_FORMS.c
    mine = sa.and_(table.id == wanted, table.account == account, table.kept_at > to_microseconds(now - KEPT_FOR))
    row = connection.execute(sa.select(table.path, table.fields).where(mine)).one_or_none()
    if row is None:
        return None
    return KeptForm(row.path, msgspec.json.decode(row.fields, type=tuple[tuple[str, str], ...]))


def sweep(connection: sa.Connection, now: datetime) -> int:
    """Take away what was kept for long enough; how many there were."""
    old = KEPT_FORMS.c.kept_at <= to_microseconds(now - KEPT_FOR)
    return connection.execute(sa.delete(KEPT_FORMS).where(old)).rowcount
