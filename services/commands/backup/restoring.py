"""Puts a backup in the place of what is there, which is kept aside, and says what is lost by it."""

from __future__ import annotations

import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from services.commands.backup.copying import OFFICE, SERVICES, database_file
from services.commands.backup.manifest import FILE, Manifest, read_manifest
from services.commands.lost_events import LostEvent, lost_line, write_lost
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import ShapeDefined
from shared.periods import Clock, SystemClock
from shared.process.catalogue.sources import site_of
from shared.settings import Settings
from shared.store import EventStore, Recorded, store_tables

_BESIDE = ("", "-wal", "-shm")
"""What SQLite writes beside a database; nothing beside the rest."""

_PAGE = 2_000


class Restored(NamedTuple):
    """``aside``: where what was there is kept, None where nothing was. ``common``: the last position of ``reports``
    that both hold, None where what was there cannot be read; ``lost``: the types of the events behind it that are in
    what was there alone, written to ``file``. ``office``: whether the office's own folder was put back."""

    manifest: Manifest
    aside: Path | None
    common: int | None
    lost: tuple[str, ...]
    file: Path | None
    office: bool


Settle = Callable[[Path, str], None]
"""What is done to a copy of a backup made at an instant (ISO 8601) before it is put in place."""


def restore(folder: Path, settings: Settings, stamp: str, settle: Settle) -> Restored:
    """Put the backup ``folder`` in the place of the databases, keys, heads and messages of ``settings``. The office's
    own folder is put back where there is none: one that is there is what people have written since.

    Everything is copied, and what is lost written down, before anything is moved: what fails leaves all as it is.

    Raises:
        BackupBroken: the folder is no whole backup; nothing was touched.
        OSError: a file cannot be copied or moved.
    """
    manifest, data = read_manifest(folder), settings.data_dir
    staged = data / f"restoring-{stamp}"
    before = os.umask(0o077)
    try:
        shutil.copytree(folder, staged, ignore=shutil.ignore_patterns(FILE))
        common, lost = _compared(data, staged, manifest)
        file = write_lost(data, f"lost-reports-{stamp}", lost) if lost else None
        settle(staged, manifest.made_at)
        office = _put_office(staged / OFFICE, site_of(settings))
        aside = _set_aside(settings, data / f"replaced-{stamp}")
        _put_in_place(staged, settings)
        return Restored(manifest, aside, common, tuple(event.type for event in lost), file, office)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        os.umask(before)


def _compared(data: Path, staged: Path, manifest: Manifest) -> tuple[int | None, list[LostEvent]]:
    """The last position that what is there and the backup hold alike (None: what is there cannot be read), and the
    events that are behind it in what is there alone."""
    if not database_file(data, "intake").exists():
        return manifest.stores["reports"].position, []
    try:
        return _lost(database_file(data, "intake"), database_file(staged, "intake"))
    except sa.exc.DatabaseError:  # a damaged file may be why somebody restores
        return None, []


def _places(settings: Settings) -> dict[str, Path]:
    """Where each file or folder of a backup belongs."""
    databases = {path.name: path for path in (database_file(settings.data_dir, service) for service in SERVICES)}
    alongside = {"keys.json": settings.keys_path, "heads": settings.heads_path, "outbox": settings.outbox_path}
    return databases | alongside


def _set_aside(settings: Settings, aside: Path) -> Path | None:
    """Move what is there into ``aside``; None where nothing is."""
    there = {name + more: Path(f"{path}{more}") for name, path in _places(settings).items() for more in _BESIDE}
    there = {name: path for name, path in there.items() if path.exists()}
    if not there:
        return None
    aside.mkdir()
    for name, path in there.items():
        shutil.move(path, aside / name)
    return aside


def _put_in_place(staged: Path, settings: Settings) -> None:
    for name, place in _places(settings).items():
        if (staged / name).exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staged / name, place)


def _put_office(staged: Path, place: Path) -> bool:
    if place.exists() or not staged.is_dir():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(staged, place)
    return True


def _lost(was: Path, now: Path) -> tuple[int, list[LostEvent]]:
    """The last position that both stores hold alike, and the events that stood behind it."""
    clock = SystemClock()
    old, new = _StoreFile(was, clock), _StoreFile(now, clock)
    try:
        both = range(1, min(old.head(), new.head()) + 1)
        common = bisect_left(both, True, key=lambda position: old.hash_at(position) != new.hash_at(position))
        return common, [lost_line(event, old.codec) for event in old.events(common)]
    finally:
        old.close()
        new.close()


class _StoreFile:
    """A store in a file, to be read."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._database = Database(f"sqlite:///{path}")
        self.codec = Codec()
        self._store = EventStore(store_tables(sa.MetaData()), self.codec, clock)
        self.codec.shapes.kept_at(self._shape)

    def _shape(self, name: str) -> ShapeDefined | None:
        with self._database.read() as connection:
            return self._store.shape(connection, name)

    def head(self) -> int:
        with self._database.read() as connection:
            return self._store.head(connection).position

    def hash_at(self, position: int) -> str:
        with self._database.read() as connection:
            return self._store.hash_at(connection, position)

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
