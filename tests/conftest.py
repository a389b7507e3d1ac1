"""The databases that tests run over. A test that takes ``database_url`` runs once on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql


def pytest_report_header() -> str:
    """Which PostgreSQL the run uses, or why none."""
    try:
        return f"PostgreSQL: {postgresql.find().words}"
    except postgresql.NoPostgres as reason:
        return f"PostgreSQL: NONE, its tests are SKIPPED: {reason}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """The PostgreSQL server of this run."""
    try:
        with postgresql.server() as server:
            yield server
    except postgresql.NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def postgresql_url(postgresql_server: postgresql.Server) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own."""
    with postgresql_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of this test's own, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'database.sqlite'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url
