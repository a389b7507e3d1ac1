"""A file is there whole or not at all, whatever the disk says."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from shared.whole_files import PRIVATE, write_whole


def test_what_is_written_takes_the_place_of_what_stood_there_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    for content in (b"first", b"second"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_was_never_readable_by_others_whatever_a_kill_left(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    left = tmp_path / f".keys.json.{os.getpid()}.tmp"
    left.write_bytes(b"half")
    left.chmod(0o644)
    write_whole(path, b"whole", PRIVATE)
    assert stat.S_IMODE(path.stat().st_mode) == PRIVATE
    assert list(tmp_path.iterdir()) == [path]


def test_where_the_disk_refuses_what_stood_there_still_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "note.json"
    write_whole(path, b"first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
