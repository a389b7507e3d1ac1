"""What lies between a question to a browser and its answer: the browser keeps it itself, sealed, for a few minutes.

Nothing is stored for whoever only asks. That an answer was taken is: no ticket is good for two.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from services.intake.sign_in.sealing import Seal, SealBroken
from services.intake.tables import USED_TICKETS
from shared.periods import to_microseconds

GOOD_FOR = timedelta(minutes=10)
"""So long a person may take at a provider, or to fetch their phone."""

LONGEST = 3_500
"""Characters of a ticket: it has to fit into a cookie."""

Content = TypeVar("Content", bound=msgspec.Struct)


class _Kept(msgspec.Struct, frozen=True):
    """What is sealed: the content, and until when it is good (microseconds, UTC)."""

    content: Any
    ends_at: int


def ticket_for(seal: Seal, content: msgspec.Struct, now: datetime, good_for: timedelta = GOOD_FOR) -> str:
    """The ticket of a question; the content cannot be read from it."""
    kept = msgspec.json.encode(_Kept(content, to_microseconds(now + good_for)))
    return base64.urlsafe_b64encode(seal.close(kept, _purpose(type(content)))).decode().rstrip("=")


def look(seal: Seal, kind: type[Content], ticket: str, now: datetime) -> Content | None:
    """What a ticket was made for; None when it is none of this kind, or its time is over."""
    found = _opened(seal, kind, ticket)
    return msgspec.convert(found.content, kind) if found is not None and found.ends_at > to_microseconds(now) else None


def use(connection: sa.Connection, ticket: str, now: datetime) -> bool:
    """Take the answer to a ticket that was looked at; whether it is the first."""
    connection.execute(sa.delete(USED_TICKETS).where(USED_TICKETS.c.ends_at <= to_microseconds(now)))
    digest = hashlib.sha256(ticket.encode()).hexdigest()
    try:
        with connection.begin_nested():
            ends = to_microseconds(now + GOOD_FOR)
            connection.execute(sa.insert(USED_TICKETS).values(digest=digest, ends_at=ends))
    except sa.exc.IntegrityError:
        return False
    return True


def _opened(seal: Seal, kind: type[msgspec.Struct], ticket: str) -> _Kept | None:
    if not ticket or len(ticket) > LONGEST or not ticket.isascii():
        return None
    try:
        sealed = base64.b64decode(ticket + "=" * (-len(ticket) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(seal.open(sealed, _purpose(kind)), type=_Kept)
    except (binascii.Error, ValueError, SealBroken):
        return None


def _purpose(kind: type[msgspec.Struct]) -> str:
    return f"ticket\n{kind.__name__}"
