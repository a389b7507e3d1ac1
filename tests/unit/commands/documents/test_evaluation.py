"""``xushi evaluate``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from tests.unit.aggregator.bulletin.world import BulletinWorld

PLAN = "chongqing-2021-2025"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a played system that is not running."""
    folder = tmp_path_factory.mktemp("cli")
    world = BulletinWorld(folder)
    world.play()
    world.close()
    return folder


def evaluate(data: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", *words, "--data", str(data)])


def test_it_publishes_once_and_writes_the_same_files_again(data: Path, tmp_path: Path) -> None:
    first = evaluate(data, PLAN, "--kind", "midterm", "--out", str(tmp_path / "a"))
    assert first.exit_code == 0, first.output
    assert "重庆“十四五”规划中期评估报告 已发布" in first.output
    again = evaluate(data, PLAN, "--kind", "midterm", "--out", str(tmp_path / "b"))
    assert "早已发布，内容未变" in again.output
    files = sorted((tmp_path / "a").iterdir())
    assert [file.suffix for file in files] == [".docx", ".html", ".pdf", ".xlsx"]
    for file in files:
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()
    shutil.rmtree(tmp_path / "a")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((PLAN, "--kind", "weekly"), "没有“weekly”这种评估"),
        ((PLAN, "--kind", "annual"), "须指明年份"),
        (("nobodys", "--kind", "final"), "没有规划"),
        ((PLAN, "--kind", "midterm", "--draft", "--as-of", "99999999"), "还没有位置 99999999"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(data: Path, words: tuple[str, ...], message: str) -> None:
    result = evaluate(data, *words)
    assert result.exit_code == 2
    assert message in result.output.replace("\n", "")
