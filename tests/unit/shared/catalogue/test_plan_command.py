"""``xushi plan``: exit codes and what goes to the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.commands.plan.group import plan_app
from tests.unit.shared.catalogue.conftest import Spoil


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


def test_checking_the_published_plans_ends_well_and_lists_their_oddities(runner: CliRunner) -> None:
    result = runner.invoke(plan_app, ["check"])
    assert result.exit_code == 0
    assert "<[1700]" in result.stdout
    assert "共 0 个错误" in result.stdout


def test_checking_tells_each_row_in_words_and_what_a_person_said_otherwise(runner: CliRunner) -> None:
    told = runner.invoke(plan_app, ["check"]).stdout
    assert "第1行 城镇新增就业人数：五年累计高于 300 万人（原文“【>300】”）" in told
    assert told.count("只看原文会读作") == 2


def test_a_row_in_words_is_followed_and_says_how_it_would_be_judged(runner: CliRunner, spoiled: Spoil) -> None:
    folder = spoiled("targets.csv", "2.96,3,约束性,end,at_least,2.96,,3,万人", "2.96,稳步提高,约束性,,,2.96,,,万人")
    result = runner.invoke(plan_app, ["check", str(folder)])
    assert (
        "第5行 失业保险参保人数：只跟踪，不评判（原文“稳步提高”，是文字表述）。要评判的，在 reading 填读法"
        in result.stdout
    )
    assert "提示 [words_only]" in result.stdout and "错误 [printed" not in result.stdout


def test_checking_a_folder_with_an_error_exits_with_one(runner: CliRunner, spoiled: Spoil) -> None:
    folder = spoiled("targets.csv", ",2.96,,3,万人", ",2.96,,3.1,万人")
    result = runner.invoke(plan_app, ["check", str(folder)])
    assert result.exit_code == 1
    assert "错误 [value_differs]" in result.stdout


def test_the_verdict_shows_printed_cells_as_printed(runner: CliRunner) -> None:
    result = runner.invoke(plan_app, ["verdict", "jiulongpo-2021-2025"])
    assert result.exit_code == 0
    assert "[27]" in result.stdout
    assert "无法核对" in result.stdout


def test_a_plan_without_a_completion_table_says_so(runner: CliRunner) -> None:
    assert "没有上一个五年的完成情况表" in runner.invoke(plan_app, ["verdict", "xiangxi-2021-2025"]).stdout


def test_export_writes_nothing_but_json_lines(runner: CliRunner) -> None:
    result = runner.invoke(plan_app, ["export", "xiangxi-2021-2025"])
    assert [json.loads(line)["row"] for line in result.stdout.splitlines()] == list(range(1, 18))
    completed = runner.invoke(plan_app, ["export", "--completed"])
    assert len(completed.stdout.splitlines()) == 63


def test_an_unknown_plan_is_refused_with_the_choices(runner: CliRunner) -> None:
    result = runner.invoke(plan_app, ["export", "atlantis"])
    assert result.exit_code == 2
    assert "chongqing-2021-2025" in result.output


def test_a_plan_named_in_the_settings_is_exported_too(
    runner: CliRunner, spoiled: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = spoiled("plan.toml", 'id = "shizhu-2021-2025"', 'id = "shizhu-copy"')
    monkeypatch.setenv("XUSHI_PLAN_FOLDERS", json.dumps([str(folder)]))
    result = runner.invoke(plan_app, ["export", "shizhu-copy", "--folder", str(folder)])
    assert result.exit_code == 0
    assert {json.loads(line)["plan"] for line in result.stdout.splitlines()} == {"shizhu-copy"}
