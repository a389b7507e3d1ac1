"""``xushi plan annual``: held against the plan by default, events on request, every fault with its line."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from services.commands.plan.group import plan_app

PLAN = "chongqing-2021-2025"
OPTIONS = ["--plan", PLAN, "--year", "2025"]


def a_file(folder: Path, text: str) -> str:
    path = folder / "annual.csv"
    path.write_text(text, "utf-8-sig")
    return str(path)


def test_a_dry_run_shows_each_row_beside_what_the_plan_prints(runner: CliRunner, tmp_path: Path) -> None:
    file = a_file(tmp_path, "row,value,unit\n1,65,万人\n\n2,5.5,%\n")
    result = runner.invoke(plan_app, ["annual", file, *OPTIONS])
    assert result.exit_code == 0, result.output
    assert "65 万人" in result.stdout and "【>300】" in result.stdout and "5.5 %" in result.stdout
    assert "只核对未存" in result.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("row,value,unit\n1,65,万人\n\n99,1,人\n1,x,万人\n", ["第4行：", "没有序号99", "第5行：序号1重复", "第5行："]),
        ("row,value\n1,65\n", ["缺少列：unit"]),
        ("row,value,unit\n一,65,万人\n", ["第2行：“row”应为指标序号"]),
        ("row,value,unit\n" + "1" * 5_000 + ",65,万人\n", ["第2行：“row”应为指标序号"]),
        ("row,value,unit,bound\n1,65,万人,about\n", ["第2行：“bound”应为空或"]),
        ("row,value,unit\n", ["没有任何一行年度目标"]),
    ],
)
def test_every_fault_is_told_with_its_line(runner: CliRunner, tmp_path: Path, text: str, told: list[str]) -> None:
    result = runner.invoke(plan_app, ["annual", a_file(tmp_path, text), *OPTIONS])
    assert result.exit_code == 1
    assert [each for each in told if each not in result.output] == []


def test_what_is_submitted_is_recorded_once(runner: CliRunner, tmp_path: Path, running: tuple[str, list[str]]) -> None:
    url, keys = running
    file = a_file(tmp_path, "row,value,unit,bound\n1,65,万人,at_least\n2,5.5,%,\n")
    command = ["annual", file, *OPTIONS, "--url", url, "--submit", "--document", "2025年政府工作报告", *keys]
    result = runner.invoke(plan_app, command)
    assert result.exit_code == 0, result.output
    assert "已记录 2 行年度目标" in result.output
    asked = {"plan": PLAN, "row": "1"}
    (target,) = httpx.get(f"{url}/v1/targets", params=asked, trust_env=False).json()["targets"]
    assert [(each["year"], each["value"], each["bound"]) for each in target["annual"]] == [(2025, "65", "at_least")]
    again = runner.invoke(plan_app, command)
    assert again.exit_code == 1 and "已是这些数" in again.output
    unsigned = runner.invoke(plan_app, command[:-2])
    assert unsigned.exit_code != 0


def test_a_file_that_cannot_be_read_is_named(runner: CliRunner, tmp_path: Path) -> None:
    missing = runner.invoke(plan_app, ["annual", str(tmp_path / "none.csv"), *OPTIONS])
    assert missing.exit_code == 1 and "无法读取" in missing.output
    (tmp_path / "gbk.csv").write_bytes("row,value,unit\n1,65,万人\n".encode("gbk"))
    wrong = runner.invoke(plan_app, ["annual", str(tmp_path / "gbk.csv"), *OPTIONS])
    assert wrong.exit_code == 1 and "CSV UTF-8" in wrong.output
