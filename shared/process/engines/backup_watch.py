"""When the newest backup was made, as whoever made it has noted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from shared.observe import Metrics
from shared.store.last_backup import last_backup

SWEEP_SECONDS = 60.0
NEVER = 0
"""The moment of a backup that was never made, or whose note cannot be read."""


class BackupWatch:
    """Reads the note in ``folder``."""

    def __init__(self, folder: Path, metrics: Metrics) -> None:
        self._folder = folder
        self._made_at = metrics.backup_made_at.labels(str(folder))
        self._whole = metrics.backup_whole.labels(str(folder))

    def sweep(self) -> None:
        """Look once."""
        noted = last_backup(self._folder)
        self._made_at.set(_moment(noted.made_at) if noted else NEVER)
        self._whole.set(bool(noted and noted.whole and _moment(noted.made_at)))


def _moment(made_at: str) -> float:
    try:
        return datetime.fromisoformat(made_at).timestamp()
    except ValueError:
        return NEVER
