"""Which code of an authenticator counts. Pure: the time and the last step that was used are passed in."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import TYPE_CHECKING

from shared.later import Later

if TYPE_CHECKING:
    import pyotp
else:
    pyotp = Later("pyotp")


PERIOD_SECONDS = 30
DIGITS = 6
_AROUND = (0, -1, 1)
"""Steps beside the present one that count too: a phone's clock may be half a minute off."""


def step_of(now: datetime) -> int:
    """The number of the half minute since 1970."""
    return int(now.timestamp()) // PERIOD_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The code of a step (RFC 6238 with SHA-1 and six digits, which every authenticator can)."""
    return pyotp.TOTP(spelled(secret), digits=DIGITS, interval=PERIOD_SECONDS).generate_otp(step)


def accepted_step(secret: bytes, typed: str, now: datetime, last_step: int) -> int | None:
    """The step of a code that was typed in, to be kept as the last one used; None when it does not count.

    A code counts once: not at ``last_step`` nor before it, so that what was seen over a shoulder opens nothing.
    """
    code = "".join(typed.split())
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return None
    present = step_of(now)
    for step in (present + around for around in _AROUND):
        if step > last_step and hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


def spelled(secret: bytes) -> str:
    """The secret as authenticators take it typed in: base32, without padding."""
    return base64.b32encode(secret).decode().rstrip("=")
