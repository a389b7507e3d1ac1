from __future__ import annotations

from pathlib import Path

import pytest
import typer

from services.commands.options import settings_of, stop


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
