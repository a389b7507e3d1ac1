"""Who has signed in on a page: a cookie that any instance can check, without anything stored.

A session is ``base64url(key id . expiry . HMAC-SHA256(what is stored of the key's secret, key id . expiry))``.
It ends after twelve hours, or with its key: when that expires, is removed, or the overlap of its
rotation is over. A form token is bound to the session in the same way.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from shared.periods import Clock
from shared.security.keys import Key, Keyring, Principal, digest

COOKIE = "xushi_session"
"""The cookie's name."""

SESSION_HOURS = 12


class Begun(NamedTuple):
    """A session that has just begun: the cookie's value, and for how many seconds it is good."""

    principal: Principal
    cookie: str
    seconds: int


class Sessions:
    """Makes and checks sessions from the keys."""

    def __init__(self, keyring: Keyring, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def begin(self, secret: str) -> Begun | None:
        """A session for whoever holds ``secret``; None when no key has it."""
        now = self._clock.now()
        principal = self._keyring.find(secret, now)
        key = self._keyring.key(principal.id, now) if principal is not None else None
        if principal is None or key is None:
            return None
        end = now + timedelta(hours=SESSION_HOURS)
        if key.expires_at is not None:
            end = min(end, key.expires_at)
        subject = f"{key.id}.{int(end.timestamp())}"
        cookie = _encode(f"{subject}.{_seal(digest(secret), 'session', subject)}")
        return Begun(principal, cookie, int((end - now).total_seconds()))

    def principal(self, cookie: str) -> Principal | None:
        """Who has signed in; None when the session is over, or never was one."""
        found = self._open(cookie)
        return found[0].principal if found is not None else None

    def form_token(self, cookie: str) -> str:
        """The token for the forms of a page; empty without a session."""
        found = self._open(cookie)
        return _seal(found[1], "form", cookie) if found is not None else ""

    def fits(self, cookie: str, token: str) -> bool:
        """Whether a form that came back was made for this session."""
        expected = self.form_token(cookie)
        return bool(expected) and hmac.compare_digest(expected.encode(), token.encode())

    def _open(self, cookie: str) -> tuple[Key, str] | None:
        """The session's key, and which of its digests sealed it."""
        key_id, expiry, seal = _parts(cookie)
        now = self._clock.now()
        if not expiry.isascii() or not expiry.isdigit() or datetime.fromtimestamp(int(expiry), UTC) <= now:
            return None
        key = self._keyring.key(key_id, now)
        if key is None:
            return None
        for each in key.digests(now):
            if hmac.compare_digest(_seal(each, "session", f"{key_id}.{expiry}"), seal):
                return key, each
        return None


def local_path(text: str) -> str:
    """``text`` when it is the address of a page of this system, else ``/``: nobody is sent elsewhere."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable() or " " in text:
        return "/"
    return text


_LONGEST_COOKIE = 1_000
_LONGEST_EXPIRY = 11  # digits of a second: beyond the year 5000


def _encode(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _parts(cookie: str) -> tuple[str, str, str]:
    """Key id, expiry and seal; empty ones when the cookie is none of ours."""
    nothing = ("", "", "")
    if len(cookie) > _LONGEST_COOKIE or not cookie.isascii():
        return nothing
    try:
        text = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)).decode()
    except (binascii.Error, ValueError):
        return nothing
    key_id, _, rest = text.rpartition(".")
    key_id, _, expiry = key_id.rpartition(".")
    return (key_id, expiry, rest) if len(expiry) <= _LONGEST_EXPIRY and rest.isascii() else nothing


def _seal(stored: str, use: str, subject: str) -> str:
    return hmac.digest(stored.encode(), f"{use}\n{subject}".encode(), "sha256").hex()
