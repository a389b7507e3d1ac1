"""Passwords: which ones are taken, how they are kept, and one to begin with. Never logged, never shown again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool

from shared.later import Later

if TYPE_CHECKING:
    import argon2
else:
    argon2 = Later("argon2")

SHORTEST = 10
LONGEST = 200
"""Characters: what is longer is refused before it is hashed."""

_HASHED_AT_ONCE = 2
"""Each hash takes 64 MiB and a core for a moment: more at once would keep reports waiting."""

_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 1
_EASILY_READ = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for each other on paper."""

_COMMON = Path(__file__).parent / "common_passwords.txt"

Result = TypeVar("Result")


class PasswordRefused(Exception):
    """Why this cannot be a password; the words are Chinese."""


def require_password(password: str, account: str) -> None:
    """Refuse what is guessed first.

    Raises:
        PasswordRefused: it is too short or too long, one of the commonest, or about the account itself.
    """
    if len(password) < SHORTEST:
        raise PasswordRefused(f"密码至少 {SHORTEST} 个字符")
    if len(password) > LONGEST:
        raise PasswordRefused(f"密码至多 {LONGEST} 个字符")
    if password.casefold() in _common() or len(set(password)) < 4:
        raise PasswordRefused("这个密码太常见，请换一个")
    if account and account in password.casefold():
        raise PasswordRefused("密码里不能含有账号名")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text("utf-8").split())


def password_to_begin_with() -> str:
    """A password that is shown once, and has to be changed: 79 random bits that can be read out and typed."""
    drawn = "".join(secrets.choice(_EASILY_READ) for _ in range(16))
    return "-".join(drawn[start : start + 4] for start in range(0, 16, 4))


class Hashing:
    """Makes and checks argon2id hashes, two at once and never in the event loop."""

    def __init__(self, hasher: argon2.PasswordHasher | None = None) -> None:
        """``hasher``: another than is used where people sign in."""
        self._given = hasher
        self._nobodys = ""
        self._places: asyncio.Semaphore | None = None

    @cached_property
    def _hasher(self) -> argon2.PasswordHasher:
        return self._given or argon2.PasswordHasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES, type=argon2.Type.ID
        )

    def hash_now(self, password: str) -> str:
        """What is kept of a password, made in the caller's own thread."""
        return self._hasher.hash(password)

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        return await self._one_of_two(lambda: self._hasher.hash(password))

    def fits_now(self, password: str, kept: str) -> bool:
        """Whether this is the password, found out in the caller's own thread."""
        return self._verified(password[:LONGEST], kept)

    async def fits(self, password: str, kept: str) -> bool:
        """Whether this is the password. With nothing kept it never is, and takes the same time to say so."""
        return await self._one_of_two(lambda: self._verified(password[:LONGEST], kept))

    def _verified(self, password: str, kept: str) -> bool:
        if not kept and not self._nobodys:
            self._nobodys = self._hasher.hash(secrets.token_urlsafe(16))
        try:
            return self._hasher.verify(kept or self._nobodys, password) and bool(kept)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    async def _one_of_two(self, work: Callable[[], Result]) -> Result:
        if self._places is None:
            self._places = asyncio.Semaphore(_HASHED_AT_ONCE)
        async with self._places:
            return await run_in_threadpool(work)
