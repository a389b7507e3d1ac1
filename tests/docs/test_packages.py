"""Every package says what is in the room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    str(path.parent.relative_to(ROOT))
    for folder in ("services", "shared")
    for path in (ROOT / folder).rglob("__init__.py")
    if "migrations" not in path.parts
)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_is_in_it(package: str) -> None:
    docstring = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text("utf-8")))
    assert docstring, f"{package}/__init__.py says nothing"
    assert docstring.split("\n")[0].endswith("."), f"the first line of {package}'s docstring is not a sentence"


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")}
    without = {
        str(folder.relative_to(ROOT))
        for folder in folders
        if "migrations" not in folder.parts and not (folder / "__init__.py").exists()
    }
    assert not without
