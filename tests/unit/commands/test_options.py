from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from services.commands.options import settings_of, stop
from shared.process.file_clock import DEMONSTRATION_CLOCK, ClockHand, clock_of


def test_an_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XUSHI_DATA_DIR", "elsewhere")
    assert settings_of().data_dir == Path("elsewhere")
    assert settings_of(tmp_path).data_dir == tmp_path


def test_another_port_is_part_of_the_address_under_which_the_board_is_reached() -> None:
    settings = settings_of(port=8601)
    assert (settings.port, settings.public_url) == (8601, "http://127.0.0.1:8601")


def test_a_command_ends_with_its_code_and_says_why_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        stop("没有 [bold]这个[/bold]", 3)
    assert caught.value.exit_code == 3
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "没有 [bold]这个[/bold]\n")


def test_a_demonstration_that_stands_in_the_middle_of_a_month_gives_its_folder_its_clock(tmp_path: Path) -> None:
    instant = datetime(2026, 2, 5, 7, 30, tzinfo=UTC)
    assert settings_of(tmp_path).clock_file is None
    ClockHand(tmp_path / DEMONSTRATION_CLOCK).set(instant)
    assert clock_of(settings_of(tmp_path)).now() == instant


def test_a_clock_file_that_is_set_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUSHI_CLOCK_FILE", str(tmp_path / "clock"))
    ClockHand(tmp_path / DEMONSTRATION_CLOCK).set(datetime(2026, 2, 5, tzinfo=UTC))
    assert settings_of(tmp_path).clock_file == tmp_path / "clock"
