from __future__ import annotations

from datetime import timedelta

import pytest

from services.intake.sessions.rules import (
    IDLE,
    LONGEST,
    NOTED,
    UNFINISHED,
    Ending,
    StoredSession,
    ending,
    is_to_be_noted,
)
from shared.security.keys import Principal, Role
from tests.builders import NOON

MOMENT = timedelta(microseconds=1)


def stored(step: str = "", seen: timedelta = timedelta(0)) -> StoredSession:
    return StoredSession("d", Principal("chen", Role.OPS, ""), step, NOON, NOON + seen, "10.0.0.1")


@pytest.mark.parametrize(
    ("session", "at", "told"),
    [
        (stored(), IDLE - MOMENT, None),
        (stored(), IDLE, Ending.IDLE),
        (stored(seen=LONGEST - MOMENT), LONGEST - MOMENT, None),
        (stored(seen=LONGEST - MOMENT), LONGEST, Ending.LONGEST),
        (stored("factor", UNFINISHED), UNFINISHED - MOMENT, None),
        (stored("factor", UNFINISHED), UNFINISHED, Ending.UNFINISHED),
    ],
)
def test_a_session_is_over_by_itself_when_nobody_uses_it_and_after_half_a_day(
    session: StoredSession, at: timedelta, told: Ending | None
) -> None:
    assert ending(session, NOON + at) is told


def test_that_it_is_used_is_written_down_twice_a_minute_at_the_most() -> None:
    assert not is_to_be_noted(stored(), NOON + NOTED - MOMENT)
    assert is_to_be_noted(stored(), NOON + NOTED)
