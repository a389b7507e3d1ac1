"""The catalogue's files in intake's store: recorded when they changed, once, and whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.intake.catalogue.recording import changes_in_store, record
from services.intake.main import Intake
from shared.catalogue.record import CatalogueFiles, CatalogueHistory
from shared.process.file_clock import ClockHand
from shared.process.runtime import Runtime
from shared.settings import Settings
from shared.version import VERSION

BEGIN = datetime(2021, 1, 4, tzinfo=UTC)


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    runtime = Runtime(Settings(data_dir=tmp_path))
    service = Intake(runtime)
    service.migrate()
    yield service
    runtime.close()


def recorded(intake: Intake) -> CatalogueHistory:
    return CatalogueHistory(changes_in_store(intake.database, intake.store).read())


def keep(intake: Intake, files: CatalogueFiles) -> int:
    return record(intake.database, intake.store, files, actor="system:ops", program="0.2.0")


def test_a_start_records_the_files_that_the_catalogue_was_loaded_from_and_the_next_one_nothing(intake: Intake) -> None:
    intake.record_catalogue()
    (edition,) = recorded(intake).editions
    assert recorded(intake).files(edition) == intake.runtime.catalogue_files
    assert "shipped/plans/chongqing-2021-2025/targets.csv" in intake.runtime.catalogue_files
    assert edition.actor.startswith("system:")
    assert edition.program == VERSION
    intake.record_catalogue()
    assert len(recorded(intake).editions) == 1


def test_every_change_is_recorded_with_what_was_before(intake: Intake) -> None:
    states: list[CatalogueFiles] = [{"site/groups.csv": "a\n"}, {"site/groups.csv": "b\n"}, {"site/groups.csv": "a\n"}]
    assert [keep(intake, state) for state in states] == [1, 1, 1]
    assert keep(intake, states[-1]) == 0
    history = recorded(intake)
    assert [history.files(edition) for edition in history.editions] == states


def test_a_catalogue_that_was_made_by_hand_is_not_recorded(tmp_path: Path, intake: Intake) -> None:
    runtime = Runtime(Settings(data_dir=tmp_path), catalogue=intake.runtime.catalogue)
    other = Intake(runtime)
    other.record_catalogue()
    assert recorded(intake).last is None
    runtime.close()


def test_an_empty_system_that_follows_a_clock_file_records_nothing_before_the_file_is_there(tmp_path: Path) -> None:
    """A demonstration would go on from the present, where it plays years past."""
    clock = tmp_path / "clock"
    runtime = Runtime(Settings(data_dir=tmp_path, clock_file=clock))
    intake = Intake(runtime)
    intake.migrate()
    intake.record_catalogue()
    assert recorded(intake).last is None
    ClockHand(clock).set(BEGIN)
    intake.record_catalogue()
    with intake.database.read() as connection:
        assert intake.store.read(connection, 0, 1)[0].recorded_instant == BEGIN
    runtime.close()


def test_a_system_in_use_that_names_a_clock_file_records_its_changes_though_there_is_none(tmp_path: Path) -> None:
    runtime = Runtime(Settings(data_dir=tmp_path, clock_file=tmp_path / "clock"))
    intake = Intake(runtime)
    intake.migrate()
    keep(intake, {"site/groups.csv": "a\n"})
    intake.record_catalogue()
    assert len(recorded(intake).editions) == 2
    runtime.close()


def test_of_instances_that_start_together_one_records(intake: Intake) -> None:
    with ThreadPoolExecutor(4) as threads:
        stored = list(threads.map(lambda _: keep(intake, {"site/groups.csv": "a\n"}), range(8)))
    assert sorted(stored) == [0] * 7 + [1]
