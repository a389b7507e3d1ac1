from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from services.commands.backtest.group import backtest_app


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
