"""A process of its own that migrates databases; it imports little, so that several begin together."""

from __future__ import annotations

from multiprocessing.synchronize import Barrier
from pathlib import Path

from shared.database.engine import Database

PATIENCE = 60.0


def migrate(databases: list[tuple[str, Path]], ready: Barrier) -> None:
    """Migrate each database at the moment at which the other processes do."""
    for url, scripts in databases:
        database = Database(url)
        ready.wait(PATIENCE)
        database.migrate(scripts)
        database.dispose()
