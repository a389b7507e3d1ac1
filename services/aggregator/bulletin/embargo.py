"""Until when an edition is kept back, and from whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shared.periods import CHINA, to_microseconds
from shared.security.access import Access
from shared.security.keys import Principal, Role

PUBLISHERS = (Role.OPS, Role.REVIEWER)
"""Who may publish; a reviewer for its own area and what lies in it."""

NONE = 0
"""No embargo: an edition is there for everybody as soon as it is published."""

Sees = Callable[[str], bool]
"""Whether somebody sees the editions of a region (by code) before their embargo has ended."""


class EmbargoFault(ValueError):
    """An instant that no embargo can end at; the message says why, in Chinese."""


def read_embargo(text: str, now: datetime) -> int:
    """The instant that is written so, as UTC microseconds; :data:`NONE` where nothing is written.

    One without a time zone is Beijing time, as a page sends it.

    Raises:
        EmbargoFault: it is no instant, or not one to come.
    """
    if not text:
        return NONE
    try:
        instant = datetime.fromisoformat(text)
        instant = (instant if instant.tzinfo else instant.replace(tzinfo=CHINA)).astimezone(CHINA)
    except (ValueError, OverflowError):  # the last day of the calendar may lie behind its end elsewhere
        raise EmbargoFault("不公开的期限应写成年月日和时刻，如 2026-03-20T09:00") from None
    if instant <= now:
        raise EmbargoFault("不公开的期限已经过去，应是以后的时刻；不需要期限的不填")
    return to_microseconds(instant)


def nobody(_region: str) -> bool:
    """Sees nothing before its time."""
    return False


def seen_by(access: Access, viewer: Principal | None) -> Sees:
    """What ``viewer`` (None: anybody) sees before its time: of regions that they may publish for or audit."""
    if viewer is None or viewer.role not in (*PUBLISHERS, Role.AUDITOR):
        return nobody
    return lambda region: access.may_read(viewer, region)


def is_out(embargo_until: int, region: str, now: datetime, sees: Sees) -> bool:
    """Whether an edition is there for somebody at ``now``."""
    return embargo_until <= to_microseconds(now) or sees(region)
