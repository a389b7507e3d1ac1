"""What the command line says of itself: in Chinese, whole, as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from services.cli import app
from shared.version import VERSION

ENGLISH_OF_TYPER = re.compile(
    r"Usage|Options|Arguments|Commands|Error|Show|Install|Missing|No such|Try |default:|<(?:bool|str|int|list|path)"
)


def paths(command: Any, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of every command and of every group of them."""
    yield words
    for word, each in getattr(command, "commands", {}).items():
        yield from paths(each, *words, word)


def said(*words: str) -> str:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "80"}).output


@pytest.mark.parametrize("words", list(paths(get_command(app))), ids=" ".join)
def test_help_is_chinese_and_nothing_of_it_is_cut(words: tuple[str, ...]) -> None:
    told = said(*words, "--help")
    assert "用法：" in told and "显示这份说明" in told
    assert not ENGLISH_OF_TYPER.search(told) and "…" not in told.replace(" …", "")


def test_no_word_in_brackets_is_lost_as_markup() -> None:
    assert "[policy]、[cuts]" in said("backtest", "policy", "--help")


def test_the_version_is_told() -> None:
    assert said("--version") == f"序时 {VERSION}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nope",), "没有命令 nope"),
        (("verifi",), "没有命令 verifi；是不是 verify"),
        (("plan", "check", "--nope"), "没有选项 --nope"),
        (("keys", "add"), "缺少参数 key_id"),
        (("up", "--port", "x"), "选项 --port 的值有误：要写整数"),
        (("up", "--port", "70000"), "选项 --port 的值有误：不能大于 65535"),
        (("up", "--port"), "选项 --port 后面要写一个值"),
        (("migrate", "more"), "多出来的参数：more"),
    ],
)
def test_what_is_wrong_with_a_command_is_told_in_chinese(words: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2
    assert result.output.splitlines()[0] == told
    assert not ENGLISH_OF_TYPER.search(result.output)


def test_a_command_that_is_broken_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def abort(*_: object, **__: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("typer.core.TyperGroup.invoke", abort)
    result = CliRunner().invoke(app, ["migrate"])
    assert (result.exit_code, result.output) == (1, "已中止\n")
