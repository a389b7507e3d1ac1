"""What every command says of itself reads as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text
from typer.main import get_command

from services.cli import app


def helps(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """What is said of a command, of those in it, and of their options."""
    yield name, command.help or ""
    for each in command.params:
        yield f"{name} {each.name}", getattr(each, "help", None) or ""
    for word, each in sorted(getattr(command, "commands", {}).items()):
        yield from helps(each, f"{name} {word}")


def test_no_word_in_brackets_is_lost_as_markup() -> None:
    said = dict(helps(get_command(app), "xushi"))
    assert "[policy]" in Text.from_markup(said["xushi backtest policy policy"]).plain
    lost = {name: text for name, text in said.items() if Text.from_markup(text).plain != text.replace("\\[", "[")}
    assert not lost
