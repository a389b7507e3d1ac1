"""``xushi plan allocate``: a table by default, an event on request, a clear word when it cannot be."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from services.commands.plan.group import plan_app

PLAN = "chongqing-2021-2025"
ALLOCATE = ["allocate", "--plan", PLAN, "--row"]


def test_a_dry_run_prints_the_shares_their_sum_and_the_gap(runner: CliRunner) -> None:
    result = runner.invoke(plan_app, [*ALLOCATE, "1"])
    assert result.exit_code == 0, result.output
    assert "九龙坡区" in result.stdout and "本地区规划" in result.stdout
    assert "应分解 300.00 万人，合计 300.00 万人，缺口 0 人" in result.stdout
    assert "只算未存" in result.stdout


def test_weights_come_from_a_file_in_the_indicators_unit(runner: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    lines = runner.invoke(plan_app, [*ALLOCATE, "1"]).stdout.splitlines()
    codes = [line.split("│")[1].strip() for line in lines if "按权数分摊" in line]
    path.write_text("region,weight\n" + "".join(f"{code},{1 if code == '500101' else 0}\n" for code in codes), "utf-8")
    result = runner.invoke(plan_app, [*ALLOCATE, "1", "--weights", str(path)])
    (mine,) = [line for line in result.stdout.splitlines() if "500101" in line]
    assert "10,000" in mine and "0.00" not in mine
    path.write_text("region,weight\n500101,0.00001\n", "utf-8")
    assert runner.invoke(plan_app, [*ALLOCATE, "1", "--weights", str(path)]).exit_code == 1
    path.write_text("region,weight\n500101,1\n", "utf-8")
    assert "缺少下级地区" in runner.invoke(plan_app, [*ALLOCATE, "1", "--weights", str(path)]).output
    path.write_text("区县,人数\n500101,1\n", "utf-8")
    assert "应有 region、weight 两列" in runner.invoke(plan_app, [*ALLOCATE, "1", "--weights", str(path)]).output


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("{first},1\n{first},2\n", "有重复的地区：{first}"),
        ("{first},1\n510000,2\n", "不是下级地区：510000"),
        ('{first},"1,79"\n', "逗号位置不对"),
    ],
)
def test_a_file_of_weights_loses_and_guesses_nothing(runner: CliRunner, tmp_path: Path, rows: str, told: str) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("region,weight\n" + rows.format(first="500101"), "utf-8")
    result = runner.invoke(plan_app, [*ALLOCATE, "1", "--weights", str(path)])
    assert result.exit_code == 1
    assert told.format(first="500101") in result.output


@pytest.mark.parametrize(
    ("options", "code", "text"),
    [
        ([*ALLOCATE, "16"], 1, "是比率"),
        ([*ALLOCATE, "99"], 1, "没有序号99"),
        ([*ALLOCATE, "1", "--year", "2031"], 1, "不在规划期"),
        (["allocate", "--plan", "nobodys", "--row", "1"], 2, "没有规划"),
        ([*ALLOCATE, "1", "--submit"], 2, "提交须给出"),
        ([*ALLOCATE, "1", "--url", "http://127.0.0.1:9"], 2, "未能读到"),
    ],
)
def test_what_cannot_be_says_why(runner: CliRunner, options: list[str], code: int, text: str) -> None:
    result = runner.invoke(plan_app, options)
    assert (result.exit_code, text in result.output) == (code, True)


def test_submitting_records_it_once(runner: CliRunner, running: tuple[str, list[str]]) -> None:
    url, keys = running
    options = [*ALLOCATE, "1", "--year", "2024", "--url", url, "--submit", "--document", "分解表", *keys]
    first, second = runner.invoke(plan_app, options), runner.invoke(plan_app, options)
    assert first.exit_code == second.exit_code == 0, first.output
    assert "已记录分解，位置 2" in first.stdout and "已记录分解，位置 2" in second.stdout, (
        "behind the catalogue's record"
    )
    (target,) = httpx.get(f"{url}/v1/targets", params={"plan": PLAN, "row": 1}).json()["targets"]
    assert [each["method"] for each in target["allocations"]] == ["equal"]
    refused = runner.invoke(plan_app, [*options[:-2], "--second-key", keys[1]])
    assert refused.exit_code == 1 and "signer" in refused.output
