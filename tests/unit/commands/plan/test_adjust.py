"""``xushi plan adjust``: proposed with the reviewer's key, approved with another person's."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from services.commands.plan.group import plan_app

PLAN = "chongqing-2021-2025"
PAPER = ["--reason", "口径调整", "--by", "市人力社保局", "--document", "请示"]


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "rows.csv"
    path.write_text("row,value,unit\n8,700,万人\n", "utf-8-sig")
    return str(path)


def test_an_adjustment_is_proposed_listed_and_approved(
    runner: CliRunner, rows: str, running: tuple[str, list[str]]
) -> None:
    url, (_, key, _, second_key) = running
    at = ["--url", url]
    propose = ["adjust", "propose", rows, "--plan", PLAN, "--effective", "2023-07", *PAPER, *at, "--key", key]
    first = runner.invoke(plan_app, propose)
    assert first.exit_code == 0, first.output
    number = next(word for word in first.output.replace("，", " ").split() if word.startswith(PLAN))
    listed = runner.invoke(plan_app, ["adjust", "list", *at, "--key", key])
    assert "待审查批准" in listed.output.replace("\n", "")
    approve = ["adjust", "approve", number, "--by", "市政府", "--on", "2099-01-01", "--document", "批复", *at]
    refused = runner.invoke(plan_app, [*approve, "--key", second_key])
    assert refused.exit_code == 1 and "day-to-come" in refused.output
    reject = ["adjust", "reject", number, "--by", "市人力社保局", "--reason", "测算有误", *at, "--key", key]
    assert "已登记不予调整" in runner.invoke(plan_app, reject).output
    again = runner.invoke(plan_app, [*propose, "--number", "2号"])
    today = httpx.get(f"{url}/v1/adjustments", headers={"Authorization": f"Bearer {key}"}, trust_env=False).json()
    waiting = today["adjustments"][-1]
    assert again.exit_code == 0 and waiting["state"] == "proposed"
    words = ["--by", "市政府", "--on", waiting["proposed_on"], "--document", "批复", *at, "--key", second_key]
    done = runner.invoke(plan_app, ["adjust", "approve", waiting["adjustment"], *words])
    assert done.exit_code == 0, done.output
    assert "序号 8 施行" in done.output
