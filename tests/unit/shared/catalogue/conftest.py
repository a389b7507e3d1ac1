"""Plan folders to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.catalogue.files.tables import DATA

Spoil = Callable[[str, str, str], Path]


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoil:
    """Copy 石柱's folder and replace a text once in one of its files."""

    def spoil(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "shizhu-2021-2025"
        if not folder.exists():
            shutil.copytree(DATA / "plans" / "shizhu-2021-2025", folder)
        text = (folder / file).read_text(encoding="utf-8-sig")
        assert text.count(old) >= 1
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return spoil
