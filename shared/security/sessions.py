"""Who has signed in on a page: sessions as every service knows them, and the tokens of a session's forms.

A session is a row in intake's database. Its cookie is 256 random bits, of which the database holds a digest only. Who
serves a page asks a :class:`SessionLookup` for the cookie's session: intake its own database, the others intake.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Protocol

import msgspec

from shared.security.keys import Principal
from shared.web.kept_forms.form import KeptForm

COOKIE = "xushi_session"
"""The cookie's name."""

_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has signed in, in one of the roles that they have.

    ``name`` is the person's, ``place`` that of the role's region; ``several``: there are other roles to change to.
    ``idle_seconds`` without use end it. With a ``step`` the sign-in is not finished: until that is done the session
    opens nothing else.
    """

    principal: Principal
    name: str
    place: str = ""
    several: bool = False
    step: str = ""
    idle_seconds: int = 1_800


class SessionsAway(Exception):
    """Whether somebody has signed in cannot be found out now."""


class SessionLookup(Protocol):
    """Finds the session of a cookie. What it has found it may remember for a second, no longer."""

    async def find(self, cookie: str) -> Session | None:
        """The session; None when it is over, or never was one.

        Raises:
            SessionsAway: it cannot be asked for now.
        """
        ...

    async def took_along(self, cookie: str, what: str) -> None:
        """Write down that who has the cookie's session takes a file along; ``what`` is the address it was asked at.

        Raises:
            SessionsAway: it cannot be written down now, or the session is over.
        """
        ...

    async def knows(self, cookie: str) -> bool:
        """Whether a form would be kept that came with this cookie: asked before anything of it is read.

        Raises:
            SessionsAway: it cannot be asked for now.
        """
        ...

    async def keep(self, cookie: str, form: KeptForm) -> str:
        """Keep a form for the person whose session this is, or was until it ran out; its id. Empty where nobody can
        tell whose it is, or it was ended by somebody.

        Raises:
            SessionsAway: it cannot be kept now.
        """
        ...

    async def kept(self, cookie: str, wanted: str) -> KeptForm | None:
        """The kept form of that id, when it is of the person who has signed in with this cookie.

        Raises:
            SessionsAway: it cannot be asked for now.
        """
        ...

    async def close(self) -> None:
        """Let go of what it is asked with."""
        ...


class KeepsNoForms:
    """Where no form is kept."""

    async def knows(self, cookie: str) -> bool:
        """Nobody's."""
        return False

    async def keep(self, cookie: str, form: KeptForm) -> str:
        """Nothing is kept."""
        return ""

    async def kept(self, cookie: str, wanted: str) -> KeptForm | None:
        """Nothing was kept."""
        return None


class NoSessions(KeepsNoForms):
    """For a process with no pages: nobody signs in there."""

    async def find(self, cookie: str) -> Session | None:
        """Nobody."""
        return None

    async def took_along(self, cookie: str, what: str) -> None:
        """Nobody does."""

    async def close(self) -> None:
        """Nothing is held."""


def new_cookie() -> str:
    """A new session's cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def is_cookie(text: str) -> bool:
    """Whether this can be a cookie of ours; of anything else no session is asked for."""
    return _COOKIE.fullmatch(text) is not None


def cookie_digest(cookie: str) -> str:
    """What is stored of a cookie. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def form_token(cookie: str) -> str:
    """The token for the forms of a session's pages: whoever has the cookie can make it, and nobody else."""
    return hmac.digest(cookie.encode(), b"form", "sha256").hex()


def fits(cookie: str, token: str) -> bool:
    """Whether a form that came back was made for this session."""
    return bool(cookie) and hmac.compare_digest(form_token(cookie).encode(), token.encode())


def local_path(text: str) -> str:
    """``text`` when it is the address of a page of this system, else ``/``: nobody is sent elsewhere."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable() or " " in text:
        return "/"
    return text
