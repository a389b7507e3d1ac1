"""What follows what in a run of the demonstration; what is played is tried in tests/unit/demo and end to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from services.demo.invented.folder import CITY_PLAN, is_invented
from services.demo.player.apart import PlayPart
from services.demo.player.stage import PlaySummary, Stage
from services.demo.script.january import STANDS
from services.demonstration import Demonstration
from shared.periods import Month
from shared.process.file_clock import DEMONSTRATION_CLOCK
from shared.settings import Settings
from tests.processes import free_ports

FIRST, LAST = Month(2021, 1), Month(2025, 12)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[PlayPart]:
    """What was to be played, in order; nothing is, but that January's clock is put where it stands."""
    given: list[PlayPart] = []

    async def play_apart(part: PlayPart, stage: Stage, _on_progress: object) -> PlaySummary:
        given.append(part)
        if part.january:
            stage.set_time(STANDS)
        return PlaySummary()

    monkeypatch.setattr("services.demonstration.play_apart", play_apart)
    return given


@pytest.fixture
def console() -> Iterator[Console]:
    with Path("/dev/null").open("w") as nowhere:
        yield Console(record=True, width=200, file=nowhere)


def run(folder: Path, console: Console, *, january: bool = True, last: Month = LAST) -> int:
    settings = Settings(data_dir=folder, port=free_ports(1)[0], sweep_seconds=3_600.0, log_level="WARNING")
    return Demonstration(settings, console).run(FIRST, last, stay=False, january=january)


def played_as_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Demonstration, "_as_played_now", lambda *_: True)


def test_behind_the_years_the_invented_folder_is_laid_and_january_played_over_it(
    tmp_path: Path, parts: list[PlayPart], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    played_as_now(monkeypatch)
    assert run(tmp_path, console) == 0
    years, january = parts
    assert (years.january, years.sources.site, years.mails) == (False, None, tmp_path / "outbox")
    assert (january.january, january.sources.site, january.mails) == (True, tmp_path / "site", None)
    assert is_invented(tmp_path / "site")
    assert (tmp_path / DEMONSTRATION_CLOCK).read_text().strip() == STANDS.isoformat()
    said = console.export_text()
    assert "时钟停在 2026-02-05 15:30" in said and "（2026年1月的报表被退回" in said


def test_a_second_run_knows_the_folder_again_and_plays_the_years_without_it(
    tmp_path: Path, parts: list[PlayPart], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    played_as_now(monkeypatch)
    run(tmp_path, console)
    monkeypatch.undo()
    monkeypatch.setattr("services.demonstration.play_apart", _of(parts))
    assert run(tmp_path, console) == 0
    assert [(part.january, part.sources.site) for part in parts[2:]] == [(False, None), (True, tmp_path / "site")]


def _of(parts: list[PlayPart]) -> object:
    async def play_apart(part: PlayPart, _stage: Stage, _on_progress: object) -> PlaySummary:
        parts.append(part)
        return PlaySummary()

    return play_apart


def test_years_that_another_version_played_are_followed_by_nothing_and_it_is_said_why(
    tmp_path: Path, parts: list[PlayPart], console: Console
) -> None:
    assert run(tmp_path, console) == 0
    assert [part.january for part in parts] == [False]
    assert "旧版" in console.export_text()
    assert not (tmp_path / "site").exists() and not (tmp_path / DEMONSTRATION_CLOCK).exists()


@pytest.mark.parametrize(("january", "last"), [(False, LAST), (True, Month(2025, 11))])
def test_without_january_or_before_the_plans_end_the_years_stand_alone(
    tmp_path: Path,
    parts: list[PlayPart],
    console: Console,
    monkeypatch: pytest.MonkeyPatch,
    january: bool,
    last: Month,
) -> None:
    played_as_now(monkeypatch)
    assert run(tmp_path, console, january=january, last=last) == 0
    assert [part.january for part in parts] == [False]
    assert not (tmp_path / "site").exists() and not (tmp_path / DEMONSTRATION_CLOCK).exists()


def test_behind_an_offices_own_folder_there_is_no_january(
    tmp_path: Path, parts: list[PlayPart], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    played_as_now(monkeypatch)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site.toml").write_text('name = "某局"\nregion = "500000"\n', "utf-8")
    assert run(tmp_path, console) == 0
    assert [part.january for part in parts] == [False]
    assert not (tmp_path / "site" / "plans" / CITY_PLAN).exists()
