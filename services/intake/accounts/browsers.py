"""A browser that has signed in to an account before: a cookie that says so, sealed with what is kept of the password.

It opens nothing. It is worth nothing any more when the password was changed. Pure: time is passed in.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from datetime import datetime, timedelta

from services.intake.accounts.account import Account

BROWSER_COOKIE = "xushi_browser"
KNOWN_FOR = timedelta(days=180)

_LONGEST = 300


def known_browser(account: Account, now: datetime) -> str:
    """The cookie for a browser that has just signed in."""
    subject = f"{account.id} {secrets.token_urlsafe(9)} {int((now + KNOWN_FOR).timestamp())}"
    return base64.urlsafe_b64encode(f"{subject} {_seal(account, subject)}".encode()).decode().rstrip("=")


def browser_of(account: Account | None, cookie: str, now: datetime) -> str:
    """The name of the browser, when the account knows it; else empty."""
    if account is None or not account.password or not cookie or len(cookie) > _LONGEST or not cookie.isascii():
        return ""
    try:
        text = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    subject, _, seal = text.rpartition(" ")
    if not hmac.compare_digest(_seal(account, subject), seal):
        return ""
    found, name, until = subject.split(" ")
    return name if found == account.id and int(until) > now.timestamp() else ""


def _seal(account: Account, subject: str) -> str:
    return hmac.digest(account.password.encode(), f"browser\n{subject}".encode(), "sha256").hex()
