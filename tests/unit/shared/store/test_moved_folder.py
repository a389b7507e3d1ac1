"""A folder whose databases were moved is not started on again."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.process.folder_lock import FolderInUse, FolderMoved, lock_folder
from shared.store.moved_folder import FILE, DatabaseMoved, MoveNote, TableMoved, is_moved, note_moved

MOVED = MoveNote(
    "2026-11-30T09:00:00+08:00",
    "moved-x",
    {"intake": DatabaseMoved("postgresql://x/a", 1, "h", {"events": TableMoved(1, "d")})},
)


def test_a_folder_is_its_owner_s_until_it_is_noted_as_moved(tmp_path: Path) -> None:
    with lock_folder(tmp_path):
        note_moved(tmp_path, MOVED)
    assert is_moved(tmp_path)
    with pytest.raises(FolderMoved, match="已迁"), lock_folder(tmp_path):
        raise AssertionError("nobody may have it")
    assert issubclass(FolderMoved, FolderInUse)


def test_a_note_that_cannot_be_read_still_tells_of_a_move(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{", "utf-8")
    with pytest.raises(FolderMoved), lock_folder(tmp_path):
        raise AssertionError("nobody may have it")
    (tmp_path / FILE).unlink()
    with lock_folder(tmp_path):
        assert not is_moved(tmp_path)
