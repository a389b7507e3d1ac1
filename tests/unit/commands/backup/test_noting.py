"""``xushi backup-made``: other programs' backups are known, too."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from services.cli import app
from shared.store.last_backup import last_backup


def made(folder: Path, *words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, ["backup-made", "/backups/one", *words, "--data", str(folder)], env=environment)


def test_a_backup_is_noted_with_where_it_is_and_how_far_it_reaches(tmp_path: Path) -> None:
    assert made(tmp_path, "--end", "reports=12", "--end", "alerts=3").exit_code == 0
    noted = last_backup(tmp_path)
    assert noted is not None
    assert (noted.folder, noted.whole, noted.ends) == ("/backups/one", True, {"reports": 12, "alerts": 3})


def test_one_that_is_broken_is_noted_as_such(tmp_path: Path) -> None:
    made(tmp_path, "--broken")
    noted = last_backup(tmp_path)
    assert noted is not None
    assert not noted.whole


def test_it_is_noted_where_the_settings_say(tmp_path: Path) -> None:
    assert made(tmp_path, XUSHI_NOTES_DIR=str(tmp_path / "notes")).exit_code == 0
    assert last_backup(tmp_path) is None
    assert last_backup(tmp_path / "notes") is not None


def test_every_end_that_is_wrong_is_told_and_nothing_is_noted(tmp_path: Path) -> None:
    done = made(tmp_path, "--end", "reports=12", "--end", "intake=3", "--end", "alerts=x")
    assert done.exit_code == 2
    assert "intake=3、alerts=x" in done.output
    assert last_backup(tmp_path) is None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("in the way")
    done = made(tmp_path, XUSHI_NOTES_DIR=str(tmp_path / "notes"))
    assert (done.exit_code, "没有记下" in done.output) == (2, True)


def test_without_a_place_it_is_said_what_to_set(tmp_path: Path) -> None:
    elsewhere = {f"XUSHI_{name}_DATABASE": "postgresql://nowhere/x" for name in ("INTAKE", "AGGREGATOR", "ALERTS")}
    done = made(tmp_path, **elsewhere)
    assert (done.exit_code, "XUSHI_NOTES_DIR" in done.output) == (2, True)
