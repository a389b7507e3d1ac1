"""Which targets another policy is tried on, and what of both is printed side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.commands.backtest.group import backtest_app
from shared.catalogue import load_catalogue

PLAN = "chongqing-2021-2025"


def tried(*words: str) -> Result:
    return CliRunner().invoke(backtest_app, ["policy", *words], env={"COLUMNS": "200"})


def rows(told: Result) -> list[list[str]]:
    """The table's rows, cell by cell."""
    assert told.exit_code == 0, told.output
    lines = [line for line in told.stdout.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plan", "nowhere"), "没有规划“nowhere”"),
        (("--row", "8"), "给了 --row 还须给 --plan"),
        (("--plan", PLAN, "--row", "99"), "没有第 99 项"),
    ],
)
def test_what_is_not_there_is_refused(words: tuple[str, ...], said: str) -> None:
    told = tried(*words)
    assert told.exit_code == 2
    assert said in told.output


def numbers(told: Result) -> set[int]:
    """The rows of the plan that are tried."""
    return {int(row[0].split(" ")[1]) for row in rows(told)}


def test_binding_targets_are_tried_and_expected_ones_where_they_are_asked_for() -> None:
    binding = {target.row for target in load_catalogue().plans[PLAN].targets if target.binding}
    every = numbers(tried("--plan", PLAN, "--expected"))
    assert numbers(tried("--plan", PLAN)) == every & binding < every


def test_an_expected_target_is_tried_where_its_row_is_named() -> None:
    assert not load_catalogue().plans[PLAN].target(2).binding
    assert numbers(tried("--plan", PLAN, "--row", "2")) == {2}


def test_another_policy_stands_beside_the_present_one(tmp_path: Path) -> None:
    """The surveyed unemployment rate was yellow once, in March 2023: one period is enough for who waits for no second,
    33 months before the plan's last."""
    path = tmp_path / "hasty.toml"
    path.write_text("[policy]\nversion = 2\nraise_periods = 1\n", "utf-8")
    present, hasty = rows(tried("--plan", PLAN, "--row", "2", "--policy", str(path)))
    assert present[1:] == ["现行规则", "2", "2023-03 黄", "0", "–", "–", "–", "未到期末", "–", "0"]
    assert hasty[1:] == ["hasty.toml", "2", "2023-03 黄", "1", "2023-03", "黄", "33 月", "未到期末", "–", "0"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "[policy]、[cuts] 至少应有一个"),
        ("# 全是注释\n", "[policy]、[cuts] 至少应有一个"),
        ("version = 2\nraise_periods = 1\n", "没有“raise_periods”、“version”这个表"),
        ("[policies]\nversion = 2\n", "没有“policies”这个表"),
        ("[policy]\nversion = 2\n[cut]\nlikely = 0.4\n", "没有“cut”这个表"),
        ("[policy]\nraise_period = 1\n", "没有“raise_period”这一项"),
        ("[policy\n", "TOML格式有误"),
    ],
)
def test_a_file_of_which_no_rule_would_be_tried_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "other.toml"
    path.write_text(content, "utf-8")
    told = tried("--plan", PLAN, "--row", "2", "--policy", str(path))
    assert told.exit_code == 2
    shown = "".join(each.strip("│ ") for each in told.output.splitlines())
    assert said in shown and "other.toml" in shown
