from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from services.aggregator.backtest import played
from services.aggregator.backtest.scoring import Band, Bet
from services.aggregator.main import MIGRATIONS
from services.commands.backtest.group import backtest_app
from services.commands.options import settings_of
from shared.catalogue import Catalogue
from shared.process.runtime import Runtime
from tests.unit.shared.catalogue.files.layers.office import a_district, write_site


def test_the_back_test_prints_coverage_and_three_scores_of_the_published_figures() -> None:
    answer = CliRunner().invoke(backtest_app, ["forecast"])
    assert answer.exit_code == 0
    assert "全国 城镇新增就业" in answer.stdout
    (line,) = [line for line in answer.stdout.splitlines() if line.startswith("│ 至 2023 年 年度目标")]
    assert [part.strip() for part in line.strip("│").split("│")][1:5] == ["162", "82.7%", "38", "38"]
    assert "五年规划" in answer.stdout


def test_a_folder_without_figures_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(backtest_app, ["forecast", "--data", str(tmp_path / "nothing")])
    assert answer.exit_code == 2
    assert "没有可用的汇总数据库" in answer.stdout


def test_the_policy_on_the_published_figures_raises_the_work_injury_insurance_33_months_before_the_end(
    tmp_path: Path,
) -> None:
    told = CliRunner().invoke(
        backtest_app, ["policy", "--plan", "chongqing-2021-2025", "--row", "8"], env={"COLUMNS": "160"}
    )
    assert told.exit_code == 0
    (line,) = [each for each in told.stdout.splitlines() if "8 工伤保险参保人数" in each]
    assert [word for word in ("2023-03", "33 月", "2025-03 红") if word not in line] == []


def test_a_policy_file_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text("[policy]\nraise_periods = 0\nraise_level = 'purple'\n")
    told = CliRunner().invoke(backtest_app, ["policy", "--policy", str(path)], env={"COLUMNS": "200"})
    assert told.exit_code == 2
    assert "raise_periods" in told.output
    assert "raise_level" in told.output


def an_office(data: Path) -> None:
    """A data folder in use whose office has one plan of its own, and none of those that come with the program."""
    write_site(data / "site", a_district())
    runtime = Runtime(settings_of(data))
    runtime.database("aggregator").migrate(MIGRATIONS)
    runtime.close()


def test_a_data_folder_is_measured_by_its_office_s_own_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_office(tmp_path)
    asked: list[str] = []

    def forecasts(_connection: sa.Connection, catalogue: Catalogue) -> tuple[list[Band], list[Bet], bool]:
        asked.extend(catalogue.plans)
        return [], [], False

    monkeypatch.setattr(played, "forecasts", forecasts)
    answer = CliRunner().invoke(backtest_app, ["forecast", "--data", str(tmp_path)])
    assert answer.exit_code == 0, answer.output
    assert asked == ["jiulongpo-2026-2030"]


def test_so_is_its_policy(tmp_path: Path) -> None:
    an_office(tmp_path)
    command = ["policy", "--plan", "jiulongpo-2026-2030", "--data", str(tmp_path)]
    answer = CliRunner().invoke(backtest_app, command, env={"COLUMNS": "160"})
    assert answer.exit_code == 0, answer.output
    assert "城镇新增就业人数" in answer.stdout
