"""``xushi bulletin``."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from tests.unit.aggregator.bulletin.world import AREA, BulletinWorld


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a played system that is not running."""
    folder = tmp_path_factory.mktemp("cli")
    world = BulletinWorld(folder)
    world.play()
    world.close()
    return folder


def bulletin(data: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["bulletin", *words, "--data", str(data)])


def test_it_publishes_once_and_writes_the_same_files_again(data: Path, tmp_path: Path) -> None:
    first = bulletin(data, "2024-06", "--region", AREA, "--out", str(tmp_path / "a"))
    assert first.exit_code == 0, first.output
    assert "第1号 已发布" in first.output
    second = bulletin(data, "2024-06", "--region", AREA, "--out", str(tmp_path / "b"))
    assert "第1号 早已发布，内容未变" in second.output
    files = sorted((tmp_path / "a").iterdir())
    assert [file.suffix for file in files] == [".docx", ".html", ".pdf", ".xlsx"]
    for file in files:
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()
        assert hashlib.sha256(file.read_bytes()).hexdigest() in first.output


def test_a_draft_publishes_nothing(data: Path) -> None:
    result = bulletin(data, "2024-01", "--region", AREA, "--draft", "--as-of", "1000")
    assert result.exit_code == 0, result.output
    assert "草稿（第1号）" in result.output
    assert "报送事件序号 1000" in result.output
    assert "第1号 已发布" in bulletin(data, "2024-01", "--region", AREA).output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("2024-6", "--region", AREA), "月份应写作 YYYY-MM"),
        (("2024-06", "--region", "500101"), "没有涵盖"),
        (("2024-06", "--region", "nowhere"), "没有代码为"),
        (("2024-06", "--region", AREA, "--as-of", "99999999"), "还没有位置 99999999"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(data: Path, words: tuple[str, ...], message: str) -> None:
    result = bulletin(data, *words)
    assert result.exit_code == 2
    assert message in result.output
