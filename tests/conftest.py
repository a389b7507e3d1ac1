"""The engines that tests run over. A test that takes ``database_url`` runs once on each database engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests import kafka as kafkas
from tests import postgresql
from tests.monitoring import alertmanager, debian, prometheus

structlog.configure(  # a failed call is told as Python tells it: drawn with every local it takes seconds
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
settings.register_profile("unhurried", settings(deadline=None))  # how long an example takes is the machine's affair
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: begun last, they would leave the other workers without work."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_report_header() -> list[str]:
    """Which engines the run uses, or why none."""
    return [
        _said("PostgreSQL", postgresql.find, postgresql.NoPostgres),
        _said("Kafka", kafkas.find, kafkas.NoKafka),
        _said("Prometheus", prometheus.find, prometheus.NoPrometheus),
        _said("Alertmanager", alertmanager.find, debian.NoProgram),
    ]


def _said(
    engine: str,
    find: Callable[[], postgresql.Found | kafkas.Found | debian.Found],
    none: type[Exception],
) -> str:
    try:
        return f"{engine}: {find().words}"
    except none as reason:
        return f"{engine}: NONE, its tests are SKIPPED: {reason}"


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


@pytest.fixture(scope="session")
def kafka() -> Iterator[kafkas.Server]:
    """The Kafka of this run; a test that kills it starts it again."""
    try:
        with kafkas.running() as server:
            yield server
    except kafkas.NoKafka as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of this test's own, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'database.sqlite'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url
