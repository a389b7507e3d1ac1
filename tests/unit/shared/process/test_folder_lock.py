from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared.process.folder_lock import FolderInUse, lock_folder

_TRIES = """
import sys
from pathlib import Path
from shared.process.folder_lock import FolderInUse, lock_folder
try:
    with lock_folder(Path(sys.argv[1])):
        pass
except FolderInUse:
    sys.exit(3)
"""


def another_process(folder: Path) -> int:
    return subprocess.run([sys.executable, "-c", _TRIES, str(folder)], check=False, timeout=60).returncode


def test_a_folder_that_one_process_has_is_refused_to_another(tmp_path: Path) -> None:
    with lock_folder(tmp_path):
        assert another_process(tmp_path) == 3
    assert another_process(tmp_path) == 0


def test_whoever_is_refused_is_told_which_folder(tmp_path: Path) -> None:
    with lock_folder(tmp_path), pytest.raises(FolderInUse, match=str(tmp_path)), lock_folder(tmp_path):
        pass


def test_another_folder_is_another_matter(tmp_path: Path) -> None:
    with lock_folder(tmp_path / "a"), lock_folder(tmp_path / "b"):
        assert (tmp_path / "a").is_dir()


def test_parts_of_a_folder_stand_beside_each_other_each_once(tmp_path: Path) -> None:
    with lock_folder(tmp_path, "intake"), lock_folder(tmp_path, "aggregator"):
        with pytest.raises(FolderInUse), lock_folder(tmp_path, "intake"):
            pass
        assert another_process(tmp_path) == 3, "the whole is not to be had while a part is in use"
    with lock_folder(tmp_path), pytest.raises(FolderInUse), lock_folder(tmp_path, "intake"):
        pass
    with lock_folder(tmp_path, "intake"):
        pass
