"""API keys: who may do what, for which region. Only hashes are kept.

A key's id stands as the actor in every event it caused, so an id is never given out again: what is
taken away leaves its id behind in the file.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from shared.whole_files import PRIVATE, write_whole

EXPIRING = timedelta(days=30)
"""A key that expires within this time is told of."""


class Role(StrEnum):
    REPORTER = "reporter"  # submits for its own region
    SIGNER = "signer"  # signs a correction as the second person, for its own region or those inside it
    REVIEWER = "reviewer"  # accepts, returns and closes within its area
    OPS = "ops"  # runs the system
    AUDITOR = "auditor"  # reads everything, changes nothing
    DEPARTMENT = "department"  # states what became of its own commitments
    ENTERPRISE = "enterprise"  # reports its own line of the employment watch


OF_A_SUBJECT = (Role.DEPARTMENT, Role.ENTERPRISE)
"""Whoever stands in one of these acts for one department or one enterprise of a region: its ``subject``."""


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One key as stored: ``digest`` is the SHA-256 of the secret, which has 256 random bits.

    After a rotation the secret before (``old_digest``) is still good until ``old_until``.
    """

    id: str
    digest: str
    role: Role
    region: str
    subject: str = ""
    expires_at: datetime | None = None
    old_digest: str = ""
    old_until: datetime | None = None

    def expired(self, now: datetime) -> bool:
        """Whether the key opens nothing any more."""
        return self.expires_at is not None and self.expires_at <= now

    def expires_soon(self, now: datetime) -> bool:
        """Whether a new one should be asked for."""
        return self.expires_at is not None and now < self.expires_at <= now + EXPIRING

    def digests(self, now: datetime) -> tuple[str, ...]:
        """What is stored of the secrets that are good now: the present one first."""
        if self.expired(now):
            return ()
        overlapping = self.old_until is not None and now < self.old_until
        return (self.digest, self.old_digest) if overlapping else (self.digest,)

    @property
    def principal(self) -> Principal:
        """Who asks with this key."""
        return Principal(self.id, self.role, self.region, self.subject)


class Principal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is asking. ``id`` becomes the actor of what they cause. ``subject`` is for whom within the region they act:
    the name of a department, the number of an enterprise, and '' in every role that is of no subject."""

    id: str
    role: Role
    region: str
    subject: str = ""


class KeyFile(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The file as a whole. ``removed`` are the ids of keys that were taken away."""

    keys: list[Key] = []
    removed: list[str] = []


class KeyRefused(Exception):
    """Why keys cannot be changed so, in Chinese."""


def new_key(
    key_id: str, role: Role, region: str, expires_at: datetime | None = None, subject: str = ""
) -> tuple[Key, str]:
    """A new key and its secret, which is shown once and never stored."""
    secret = _new_secret()
    made = Key(id=key_id, digest=digest(secret), role=role, region=region, subject=subject, expires_at=expires_at)
    return made, secret


def digest(secret: str) -> str:
    """What is stored of a secret. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add(file: KeyFile, key: Key) -> KeyFile:
    """The file with one more key.

    Raises:
        KeyRefused: the id is, or was once, another key's.
    """
    if any(each.id == key.id for each in file.keys):
        raise KeyRefused(f"已有名为“{key.id}”的密钥")
    if key.id in file.removed:
        raise KeyRefused(f"“{key.id}”曾是一把已作废的密钥：名称记在经过里，不能再给别人用")
    return KeyFile(keys=[*file.keys, key], removed=file.removed)


def rotate(file: KeyFile, key_id: str, overlap: timedelta, now: datetime) -> tuple[KeyFile, str]:
    """The file with a new secret for a key, and that secret. The old one stays good for ``overlap``.

    Raises:
        KeyRefused: there is no such key, or it has expired.
    """
    found = next((key for key in file.keys if key.id == key_id), None)
    if found is None:
        raise KeyRefused(f"没有名为“{key_id}”的密钥")
    if found.expired(now):
        raise KeyRefused(f"密钥“{key_id}”已过期，请发放新的")
    secret = _new_secret()
    overlapping = overlap > timedelta(0)
    rotated = msgspec.structs.replace(
        found,
        digest=digest(secret),
        old_digest=found.digest if overlapping else "",
        old_until=now + overlap if overlapping else None,
    )
    keys = [rotated if key.id == key_id else key for key in file.keys]
    return KeyFile(keys=keys, removed=file.removed), secret


def remove(file: KeyFile, key_id: str) -> KeyFile:
    """The file without a key; its id stays behind.

    Raises:
        KeyRefused: there is no such key.
    """
    kept = [key for key in file.keys if key.id != key_id]
    if len(kept) == len(file.keys):
        raise KeyRefused(f"没有名为“{key_id}”的密钥")
    return KeyFile(keys=kept, removed=sorted({*file.removed, key_id}))


def load_key_file(path: Path) -> KeyFile:
    """The file; an empty one when there is none yet.

    Raises:
        KeyRefused: not all of it can be read, so that it cannot be written anew without loss.
    """
    if not path.exists():
        return KeyFile()
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeyRefused(f"{path} 读不懂，没有改动：{error}") from None


class _Keys(msgspec.Struct):
    keys: list[msgspec.Raw] = []


class _Named(msgspec.Struct):
    id: str = "?"


class ReadKeys(NamedTuple):
    """The keys of a file, and the ids of those that are void: nobody knows what they may open."""

    keys: list[Key]
    void: list[str]


def read_keys(path: Path) -> ReadKeys:
    """The keys of the file, whatever else stands in it: one that cannot be read opens nothing, and shuts no other out.

    Raises:
        msgspec.MsgspecError: the file as a whole cannot be read.
    """
    found = ReadKeys([], [])
    for raw in msgspec.json.decode(path.read_bytes(), type=_Keys).keys if path.exists() else []:
        try:
            found.keys.append(msgspec.json.decode(raw, type=Key))
        except (msgspec.ValidationError, UnicodeDecodeError) as error:
            key_id = _id_of(raw)
            found.void.append(key_id)
            structlog.get_logger().error("key void: it cannot be read", key=key_id, error=str(error))
    return found


def _id_of(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=_Named).id
    except (msgspec.ValidationError, UnicodeDecodeError):
        return "?"


def save_key_file(path: Path, file: KeyFile) -> None:
    """Replace the file at once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, msgspec.json.format(msgspec.json.encode(file)), PRIVATE)


def save_keys(path: Path, keys: Iterable[Key]) -> None:
    """Replace all keys; the ids of those that are gone stay behind."""
    before, kept = load_key_file(path), list(keys)
    gone = {*before.removed, *(key.id for key in before.keys)} - {key.id for key in kept}
    save_key_file(path, KeyFile(keys=kept, removed=sorted(gone)))


def load_keys(path: Path) -> list[Key]:
    """The keys in the file; none when there is no file yet."""
    return load_key_file(path).keys


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
        self._secrets: dict[str, Key] = {}
        self._ids: dict[str, Key] = {}
        self._void: list[str] = []

    def find(self, secret: str, now: datetime) -> Principal | None:
        """The principal of ``secret``; None when it is unknown or has expired."""
        wanted = digest(secret)
        self._look(unknown=wanted not in self._secrets)
        key = self._secrets.get(wanted)
        return key.principal if key is not None and wanted in key.digests(now) else None

    def key(self, key_id: str, now: datetime) -> Key | None:
        """The key of this id; None when there is none, or it has expired."""
        self._look(unknown=key_id not in self._ids)
        key = self._ids.get(key_id)
        return None if key is None or key.expired(now) else key

    def keys(self) -> list[Key]:
        """Every key."""
        self._look(unknown=True)
        return list(self._ids.values())

    def void(self) -> list[str]:
        """The ids of the keys that cannot be read, and open nothing."""
        self._look(unknown=True)
        return self._void

    def _look(self, unknown: bool) -> None:
        seconds = self._seconds()
        if seconds - self._looked < self._glance and not unknown:
            return
        self._looked = seconds
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            keys, self._void = read_keys(self._path)
            self._ids = {key.id: key for key in keys}
            self._secrets = {digest: key for key in keys for digest in (key.old_digest, key.digest) if digest}
            self._stamp = stamp


def _new_secret() -> str:
    return f"xs_{secrets.token_urlsafe(32)}"


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_ino
