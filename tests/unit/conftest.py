"""What holds of every unit test."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file, a socket or a connection that a unit test leaves to the collector fails it; so does a dying thread."""
    for item in items:
        if HERE in item.path.parents:
            for name in ("PytestUnraisableExceptionWarning", "PytestUnhandledThreadExceptionWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"error::pytest.{name}"), append=False)
