"""Copies the embedded databases while they are in use, so that no reader is ahead of what it reads."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from services.commands.backup.manifest import Manifest, StoreEnd, digests, write_manifest
from services.commands.repairing.readers import FORGET, begin_again, contradicting
from services.standalone import Standalone
from shared.log import PRODUCERS
from shared.process.catalogue.sources import site_of
from shared.settings import Settings

SERVICES = ("alerts", "aggregator", "intake")
"""Whoever reads the others' decisions first, and last what everything comes from: reports that arrive meanwhile are
in a store, and not yet in any reader. The few that read the other way are pure projections: where such a one is
ahead in the copy, it begins again there."""

OFFICE = "office"
"""The office's own folder in a backup, which is not called as in a data folder: the copy is made ready and verified
without it, so that a typo in it keeps nobody from a backup."""

_PAGES = 2_000


def database_file(folder: Path, service: str) -> Path:
    """The embedded database of a service in a data folder or a backup."""
    return folder / f"{service}.sqlite"


def make_backup(settings: Settings, folder: Path) -> Manifest:
    """Copy into ``folder``, which appears when it is complete.

    Raises:
        OSError: a file cannot be read or written.
        sqlite3.Error: a database cannot be read.
    """
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    before = os.umask(0o077)
    try:
        part.mkdir(parents=True)
        for service in SERVICES:
            _copy(database_file(settings.data_dir, service), database_file(part, service))
        _copy_files(settings, part)
        manifest = _finish(settings, part)
        part.replace(folder)
        return manifest
    finally:
        os.umask(before)


def _copy(source: Path, target: Path) -> None:
    """One consistent state of a database, taken while others read and write it."""
    address = f"file:{source}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=_PAGES)


def _copy_files(settings: Settings, part: Path) -> None:
    """The keys, the written heads, the written messages, the office's own folder."""
    if settings.keys_path.exists():
        shutil.copy(settings.keys_path, part / "keys.json")
    for name, path in (("heads", settings.heads_path), ("outbox", settings.outbox_path), (OFFICE, site_of(settings))):
        if path.is_dir():
            shutil.copytree(path, part / name, ignore_dangling_symlinks=True)  # an editor's lock is one


def _finish(settings: Settings, part: Path) -> Manifest:
    copied = Standalone(settings.model_copy(update={"data_dir": part, "site_dir": None}))
    try:
        copied.migrate()  # before an upgrade it may be this program that copies an earlier one's databases
        for consumer in copied.consumers:
            if consumer.name in FORGET and contradicting(copied, consumer):
                begin_again(consumer)
        stores = {}
        for topic, service in PRODUCERS.items():
            with copied.runtime.database(service).read() as connection:
                head = copied.runtime.store.head(connection)
            stores[topic] = StoreEnd(head.position, head.hash)
        made_at = copied.runtime.clock.now().isoformat()
    finally:
        copied.runtime.close()
    manifest = Manifest(made_at, stores, digests(part))
    write_manifest(part, manifest)
    return manifest
