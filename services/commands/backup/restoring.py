"""Puts a backup in the place of what is there, which is kept aside, and says what is lost by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.commands.backup.copying import SERVICES, database_file
from services.commands.backup.manifest import FILE, Manifest, read_manifest
from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import Clock, SystemClock, from_microseconds
from shared.store import EventStore, Recorded, store_tables

_ALONGSIDE = ("keys.json", "heads", "outbox")
_PAGE = 2_000


class LostEvent(msgspec.Struct, frozen=True):
    """A line of the file of what is lost: an event of intake as it stood, amounts in base units."""

    position: int
    recorded_at: str
    stream: str
    type: str
    actor: str
    idempotency_key: str | None
    content: msgspec.Raw


class Restored(NamedTuple):
    """``aside``: where what was there is kept, None where nothing was. ``common``: the last position of ``reports``
    that both hold; ``lost``: how many events behind it are in what was there alone, written to ``file``."""

    manifest: Manifest
    aside: Path | None
    common: int
    lost: int
    file: Path | None


def restore(folder: Path, data: Path, stamp: str) -> Restored:
    """Put the backup ``folder`` in the place of ``data``'s databases, keys, heads and messages.

    Raises:
        BackupBroken: the folder is no whole backup; nothing was touched.
        OSError: a file cannot be moved or copied.
    """
    manifest = read_manifest(folder)
    aside = _set_aside(data, data / f"replaced-{stamp}")
    before = os.umask(0o077)
    try:
        shutil.copytree(folder, data, dirs_exist_ok=True, ignore=lambda _, names: [n for n in names if n == FILE])
        if aside is None:
            return Restored(manifest, None, manifest.stores["reports"].position, 0, None)
        common, lost = _lost(database_file(aside, "intake"), database_file(data, "intake"))
        file = _write(data / f"lost-reports-{stamp}.ndjson", lost) if lost else None
        return Restored(manifest, aside, common, len(lost), file)
    finally:
        os.umask(before)


def _set_aside(data: Path, aside: Path) -> Path | None:
    names = [f"{service}.sqlite{more}" for service in SERVICES for more in ("", "-wal", "-shm")]
    there = [data / name for name in (*names, *_ALONGSIDE) if (data / name).exists()]
    if not there:
        return None
    aside.mkdir(mode=0o700)
    for path in there:
        shutil.move(path, aside / path.name)
    return aside if database_file(aside, "intake").exists() else None


def _lost(was: Path, now: Path) -> tuple[int, list[Recorded]]:
    """The last position that both stores hold alike, and the events that stood behind it."""
    clock = SystemClock()
    old, new = _StoreFile(was, clock), _StoreFile(now, clock)
    try:
        low, high = 0, min(old.head(), new.head())
        while low < high:
            middle = (low + high + 1) // 2
            if old.hash_at(middle) == new.hash_at(middle):
                low = middle
            else:
                high = middle - 1
        return low, list(old.events(low))
    finally:
        old.close()
        new.close()


class _StoreFile:
    """A store in a file, to be read."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._database = Database(f"sqlite:///{path}")
        self._store = EventStore(store_tables(sa.MetaData()), Codec(), clock)

    def head(self) -> int:
        with self._database.read() as connection:
            return self._store.head(connection).position

    def hash_at(self, position: int) -> str:
        with self._database.read() as connection:
            return self._store.read(connection, position - 1, 1)[0].hash

    def events(self, after: int) -> Iterator[Recorded]:
        while True:
            with self._database.read() as connection:
                page = self._store.read(connection, after, _PAGE)
            if not page:
                return
            yield from page
            after = page[-1].position

    def close(self) -> None:
        self._database.dispose()


def _write(path: Path, events: list[Recorded]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(_line(event)) + b"\n" for event in events))
    return path


def _line(event: Recorded) -> LostEvent:
    recorded_at = from_microseconds(event.recorded_at).isoformat()
    content = msgspec.Raw(event.data)
    return LostEvent(event.position, recorded_at, event.stream, event.type, event.actor, event.idempotency_key, content)
