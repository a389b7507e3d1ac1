"""The note that a backup leaves where it was made."""

from __future__ import annotations

from pathlib import Path

from shared.store.last_backup import FILE, UNREADABLE, LastBackup, last_backup, note_backup

BACKUP = LastBackup("2025-04-09T09:00:00+08:00", "/srv/backups/1", True, {"reports": 3})


def test_what_was_noted_is_read_by_whoever_owns_the_folder_alone(tmp_path: Path) -> None:
    note_backup(tmp_path, BACKUP)
    assert last_backup(tmp_path) == BACKUP
    assert [(path.name, path.stat().st_mode & 0o077) for path in tmp_path.iterdir()] == [(FILE, 0)]


def test_a_folder_that_was_never_backed_up_has_no_note(tmp_path: Path) -> None:
    assert last_backup(tmp_path) is None


def test_a_note_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{", "utf-8")
    assert last_backup(tmp_path) == UNREADABLE
