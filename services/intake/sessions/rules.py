"""When a session is over, and when its use is written down. Pure: time is passed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.security.keys import Principal

IDLE = timedelta(minutes=30)
"""Whoever does nothing for so long has left."""

LONGEST = timedelta(hours=12)
"""So long a session lasts, however much is done in it."""

UNFINISHED = timedelta(minutes=10)
"""So long a sign-in that lacks a step may take."""

FRESH = timedelta(minutes=15)
"""So long after a sign-in it is taken to be the person who changes how they sign in, and nobody at their desk."""

NOTED = timedelta(seconds=30)
"""So often at the most it is written down that a session is used."""

KNOWN = timedelta(hours=24)
"""So long after it ran out it is known whose a session was: a form may still be open that was filled in by it."""


class Ending(StrEnum):
    """Why a session is over by itself."""

    IDLE = "idle"
    LONGEST = "longest"
    UNFINISHED = "unfinished"


class StoredSession(NamedTuple):
    """A session as it is kept; ``step`` is what its sign-in lacks ('': nothing)."""

    digest: str
    principal: Principal
    step: str
    began_at: datetime
    seen_at: datetime
    network: str


def ending(session: StoredSession, now: datetime) -> Ending | None:
    """Why the session is over at ``now``; None while it holds."""
    if session.step and now - session.began_at >= UNFINISHED:
        return Ending.UNFINISHED
    if now - session.began_at >= LONGEST:
        return Ending.LONGEST
    return Ending.IDLE if now - session.seen_at >= IDLE else None


def is_known(session: StoredSession, now: datetime) -> bool:
    """Whether it is known at ``now`` whose the session is, or was until it ran out."""
    return not session.step and now - session.began_at < LONGEST + KNOWN and now - session.seen_at < IDLE + KNOWN


def is_to_be_noted(session: StoredSession, now: datetime) -> bool:
    """Whether that it is used now is to be written down."""
    return now - session.seen_at >= NOTED
