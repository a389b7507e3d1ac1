"""When the newest backup was made, as a metric."""

from __future__ import annotations

from pathlib import Path

from shared.observe import Metrics
from shared.process.engines.backup_watch import BackupWatch
from shared.store.last_backup import FILE, LastBackup, note_backup


def seen(folder: Path) -> tuple[float | None, float | None]:
    """The moment and whether it is whole, as they are told."""
    metrics = Metrics()
    BackupWatch(folder, metrics).sweep()
    labels = {"folder": str(folder)}
    value = metrics.registry.get_sample_value
    return value("xushi_backup_timestamp_seconds", labels), value("xushi_backup_whole", labels)


def test_where_none_was_made_the_moment_is_nought(tmp_path: Path) -> None:
    assert seen(tmp_path) == seen(tmp_path / "missing") == (0, 0)


def test_the_newest_is_told_with_whether_it_is_whole(tmp_path: Path) -> None:
    for whole in (True, False):
        note_backup(tmp_path, LastBackup("1970-01-02T00:00:00+00:00", "/backups/first", whole, {"reports": 3}))
        assert seen(tmp_path) == (86_400, whole)


def test_a_note_that_cannot_be_read_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    assert seen(tmp_path) == (0, 0)


def test_a_moment_that_is_none_is_no_backup(tmp_path: Path) -> None:
    note_backup(tmp_path, LastBackup("yesterday", "/backups/first", True, {}))
    assert seen(tmp_path) == (0, 0)
