"""API keys: who may do what, for which region. Only hashes are kept."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec


class Role(StrEnum):
    REPORTER = "reporter"  # submits for its own region
    REVIEWER = "reviewer"  # accepts, returns and closes within its area
    OPS = "ops"  # runs the system
    AUDITOR = "auditor"  # reads everything, changes nothing


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One key as stored: ``digest`` is the SHA-256 of the secret, which has 256 random bits."""

    id: str
    digest: str
    role: Role
    region: str
    expires_at: datetime | None = None


class Principal(msgspec.Struct, frozen=True):
    """Who is asking. ``id`` becomes the actor of what they cause."""

    id: str
    role: Role
    region: str


class KeyFile(msgspec.Struct, kw_only=True):
    keys: list[Key] = []


def new_key(key_id: str, role: Role, region: str, expires_at: datetime | None = None) -> tuple[Key, str]:
    """A new key and its secret, which is shown once and never stored."""
    secret = f"xs_{secrets.token_urlsafe(32)}"
    return Key(id=key_id, digest=digest(secret), role=role, region=region, expires_at=expires_at), secret


def digest(secret: str) -> str:
    """What is stored of a secret. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def save_keys(path: Path, keys: Iterable[Key]) -> None:
    """Replace the file at once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(KeyFile(keys=list(keys)))))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def load_keys(path: Path) -> list[Key]:
    """The keys in the file; none when there is no file yet."""
    if not path.exists():
        return []
    return msgspec.json.decode(path.read_bytes(), type=KeyFile).keys


class Keyring:
    """Finds who a secret belongs to. The file is read again when it has changed.

    Whether it has is looked at before each answer, or with ``glance_seconds`` when that time has
    passed since the last look and for every secret that is unknown: a new key opens at once, a
    revoked one closes that much later. (Each look is a system call, which in a busy process means
    waiting for the interpreter lock as well.)
    """

    def __init__(self, path: Path, glance_seconds: float = 0.0, seconds: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._glance = glance_seconds
        self._seconds = seconds
        self._looked = -float("inf")
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}

    def find(self, secret: str, now: datetime) -> Principal | None:
        """The principal of ``secret``; None when it is unknown or has expired."""
        wanted = digest(secret)
        seconds = self._seconds()
        if seconds - self._looked >= self._glance or wanted not in self._keys:
            self._looked = seconds
            self._refresh()
        key = self._keys.get(wanted)
        if key is None or (key.expires_at is not None and key.expires_at <= now):
            return None
        return Principal(key.id, key.role, key.region)

    def _refresh(self) -> None:
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._keys = {key.digest: key for key in load_keys(self._path)}
            self._stamp = stamp


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_ino
