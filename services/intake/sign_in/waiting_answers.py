"""What is kept between a question to a browser and its answer, for a few minutes and one answer. SQL and a seal.

The browser holds a cookie of 256 random bits, the database its digest and the sealed content.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from services.intake.sign_in.sealing import Seal, SealBroken
from services.intake.tables import SIGN_IN_ATTEMPTS
from shared.periods import to_microseconds

GOOD_FOR = timedelta(minutes=10)
"""So long a person may take at a provider, or to fetch their phone."""

Content = TypeVar("Content", bound=msgspec.Struct)


def keep(connection: sa.Connection, seal: Seal, content: msgspec.Struct, now: datetime) -> str:
    """Keep ``content``; what the browser is to bring back."""
    connection.execute(sa.delete(SIGN_IN_ATTEMPTS).where(SIGN_IN_ATTEMPTS.c.ends_at <= to_microseconds(now)))
    ticket = secrets.token_urlsafe(32)
    sealed = seal.close(msgspec.json.encode(content), _purpose(type(content)))
    ends = to_microseconds(now + GOOD_FOR)
    connection.execute(sa.insert(SIGN_IN_ATTEMPTS).values(digest=_digest(ticket), content=sealed, ends_at=ends))
    return ticket


def take(connection: sa.Connection, seal: Seal, kind: type[Content], ticket: str, now: datetime) -> Content | None:
    """What was kept, once; None when there is nothing of that kind, or its time is over."""
    mine = sa.and_(SIGN_IN_ATTEMPTS.c.digest == _digest(ticket), SIGN_IN_ATTEMPTS.c.ends_at > to_microseconds(now))
    content = connection.execute(sa.select(SIGN_IN_ATTEMPTS.c.content).where(mine)).scalar_one_or_none()
    if content is None or not connection.execute(sa.delete(SIGN_IN_ATTEMPTS).where(mine)).rowcount:
        return None  # or another answer to the same question was quicker
    return _opened(seal, kind, content)


def look(connection: sa.Connection, seal: Seal, kind: type[Content], ticket: str, now: datetime) -> Content | None:
    """The same, and it is kept on: for a person who may mistype."""
    mine = sa.and_(SIGN_IN_ATTEMPTS.c.digest == _digest(ticket), SIGN_IN_ATTEMPTS.c.ends_at > to_microseconds(now))
    content = connection.execute(sa.select(SIGN_IN_ATTEMPTS.c.content).where(mine)).scalar_one_or_none()
    return _opened(seal, kind, content) if content is not None else None


def _opened(seal: Seal, kind: type[Content], content: bytes) -> Content | None:
    try:
        return msgspec.json.decode(seal.open(content, _purpose(kind)), type=kind)
    except SealBroken:
        return None  # of another kind


def _purpose(kind: type[msgspec.Struct]) -> str:
    return f"answer\n{kind.__name__}"


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
