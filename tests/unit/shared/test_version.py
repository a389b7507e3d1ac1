"""The version that the program says of itself, wherever it runs."""

from __future__ import annotations

import tomllib
from pathlib import Path

from shared.version import VERSION


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
