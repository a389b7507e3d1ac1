"""What holds of every unit test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from typer.main import get_command

from services.intake.accounts import passwords
from shared.catalogue import Catalogue, CatalogueSources, load_catalogue, load_from
from shared.database.engine import Database
from shared.process.background import Background
from tests.unit.migrated import Copied

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships, loaded once."""
    return load_catalogue()


@pytest.fixture(scope="session", autouse=True)
def shipped_once() -> Iterator[None]:
    """The files that ship are read once, and each service that is started over them alone has the same catalogue: it
    never changes. What lies over them is read each time."""
    shipped = CatalogueSources()

    @cache
    def kept() -> Catalogue:
        return load_from(shipped)

    def read(sources: CatalogueSources) -> Catalogue:
        return kept() if sources == shipped else load_from(sources)

    with pytest.MonkeyPatch.context() as patch:
        for place in ("shared.catalogue.files.load", "shared.process.catalogue.sources"):
            patch.setattr(f"{place}.load_from", read)
        yield


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copied]:
    """The migrations of each service are run once, and what they end in is copied wherever a test begins with it."""
    copied = Copied(Database.migrate, tmp_path_factory.mktemp("migrated"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "migrate", lambda database, *wanted: copied.migrate(database, *wanted))
        yield copied


@pytest.fixture(scope="session", autouse=True)
def commands_once() -> Iterator[None]:
    """Out of what ``xushi`` is made of, the commands are put together once, and not for each that a test gives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def hashed_lightly() -> Iterator[dict[str, int]]:
    """Passwords are hashed as people's are, with less of it: 64 MiB each time would be a tenth of all the tests' time.
    What they are hashed with elsewhere is given."""
    place = "services.intake.accounts.passwords"
    elsewhere = {f"{place}.{name}": getattr(passwords, name) for name in ("_MEMORY_KIB", "_PASSES")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{place}._MEMORY_KIB", 64)
        patch.setattr(f"{place}._PASSES", 1)
        yield elsewhere


@pytest.fixture
def hashed_in_full(hashed_lightly: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are hashed elsewhere."""
    for name, value in hashed_lightly.items():
        monkeypatch.setattr(name, value)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file, a socket or a connection that a unit test leaves to the collector fails it; so does a dying thread.

    What a slow test reaches is not measured: it repeats what others reach, and takes twice as long when measured.
    """
    for item in items:
        if HERE in item.path.parents:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.no_cover)
            for name in ("PytestUnraisableExceptionWarning", "PytestUnhandledThreadExceptionWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"error::pytest.{name}"), append=False)


def _of_unit_test(name: str) -> bool:
    """Whether the test of that name is held to this: one on a real engine may run in the same session."""
    return not name or (HERE.parents[1] / name.partition("::")[0]).is_relative_to(HERE)


@pytest.fixture(scope="session", autouse=True)
def dead_loops() -> Iterator[list[str]]:
    """The background loops that have died since the last test, by name, once for each death; a test that lets one
    die takes it out. That it is begun again makes it no better.

    At the end none may still run: whoever starts a service stops it.
    """
    died: list[str] = []
    run_by: dict[tuple[Background, str], str] = {}
    guard, note = Background._guard, Background._died

    def watched(background: Background, name: str, run: Callable[[Event], None]) -> None:
        run_by[background, name] = os.environ.get("PYTEST_CURRENT_TEST", "")
        guard(background, name, run)
        del run_by[background, name]

    def noted(background: Background, loop: Any, error: Exception) -> None:
        note(background, loop, error)
        if _of_unit_test(run_by.get((background, loop.name), "")):
            died.append(f"{loop.name}: {error!r}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Background, "_guard", watched)
        patch.setattr(Background, "_died", noted)
        yield died
    assert died == [], "background loops died after their test"
    assert {name: test for (_, name), test in run_by.items()} == {}, "background loops that no test has stopped"


@pytest.fixture(autouse=True)
def no_loop_dies(dead_loops: list[str]) -> Iterator[None]:
    """A loop that dies in the background fails the test in which, or before which, it dies."""
    yield
    died, dead_loops[:] = list(dead_loops), []
    assert died == [], "background loops died"
