"""``xushi site diff`` where little is there yet; over a played system see tests/contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.intake.main import Intake
from shared.process.runtime import Runtime
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import a_district, write_site


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("XUSHI_DATA_DIR", str(tmp_path / "data"))
    return CliRunner()


def test_before_the_first_start_it_says_that_nothing_is_recorded_and_makes_no_database(
    runner: CliRunner, tmp_path: Path
) -> None:
    site = write_site(tmp_path / "site", a_district())
    told = runner.invoke(app, ["site", "diff", "--site", str(site)])
    assert told.exit_code == 0, told.output
    assert "还没有记录过目录：下次启动时记录现在的" in told.stdout
    assert "数字和评判没有要改的" in told.stdout
    assert "还没有记录过目录" in runner.invoke(app, ["site", "history"]).stdout
    assert not list(tmp_path.glob("data/*.sqlite*"))


def test_a_changed_folder_of_which_nothing_was_reported_touches_nothing(runner: CliRunner, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", a_district())
    runtime = Runtime(Settings(data_dir=tmp_path / "data", site_dir=site))
    intake = Intake(runtime)
    intake.migrate()
    intake.record_catalogue()
    runtime.close()
    assert "文件没有改动" in runner.invoke(app, ["site", "diff", "--site", str(site)]).stdout
    write_site(site, {"site.toml": a_district()["site.toml"].replace("人力社保局", "人力资源和社会保障局")})
    told = runner.invoke(app, ["site", "diff", "--site", str(site)]).stdout
    assert "1 个文件有改动" in told
    assert '第1行 + name = "九龙坡区人力资源和社会保障局"' in told
    said = json.loads(runner.invoke(app, ["site", "diff", "--json", "--site", str(site)]).stdout)
    assert (said["recorded"], said["effect"]) == (1, None)
    assert [each["file"] for each in said["files"]] == ["site/site.toml"]


def test_a_database_of_another_version_is_not_guessed_at(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "intake.sqlite").touch()
    told = runner.invoke(app, ["site", "diff", "--site", str(write_site(tmp_path / "site", a_district()))])
    assert told.exit_code == 2
    assert "不是本版本的结构" in told.output
