"""The handful of questions that ``xushi init`` asks, where no flag has answered them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console

from services.commands.site.beginning.answers import BadAnswer
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import LEVELS

T = TypeVar("T")


class Questions:
    """Asks at the terminal; a bad answer is told and asked again."""

    def __init__(self, console: Console, catalogue: Catalogue) -> None:
        self._console = console
        self._catalogue = catalogue

    def text(self, question: str, default: str | None = None) -> str:
        """One line; without a ``default`` it must not be empty."""
        found: str = typer.prompt(question, default=default, show_default=bool(default))
        return found.strip()

    def one(self, question: str, read: Callable[[str], T], default: str | None = None) -> T:
        """One line that ``read`` makes sense of."""
        while True:
            try:
                return read(self.text(question, default))
            except BadAnswer as error:
                self._console.print(str(error), style="red", markup=False)

    def several(self, question: str, read: Callable[[str], T]) -> tuple[T, ...]:
        """Lines up to an empty one."""
        found: list[T] = []
        while line := self.text(f"{question}（直接回车结束）", ""):
            try:
                found.append(read(line))
            except BadAnswer as error:
                self._console.print(str(error), style="red", markup=False)
        return tuple(found)

    def region(self) -> str:
        """The code of the office's area."""
        code = self.text("负责的地区（六位代码，如 500107）")
        known = self._catalogue.regions.get(code)
        if known is not None:
            self._console.print(f"  {known.name}", markup=False)
        return code

    def own_region(self, code: str) -> tuple[str, str, str]:
        """Name, level and parent of a region that the shipped catalogue does not have."""
        self._console.print(f"自带的地区里没有 {code}，请补上：", markup=False)
        return (
            self.text("  名称"),
            self.text(f"  级别（{'、'.join(LEVELS)}）", "county"),
            self.text("  上级地区的代码（没有的直接回车）", ""),
        )

    def plans(self, region: str) -> list[str]:
        """Which plans: shipped ones by their ids, folders by their paths."""
        offered = [plan.id for plan in self._catalogue.plans.values() if plan.region == region]
        if offered:
            self._console.print(f"  自带的该地区的规划：{'、'.join(offered)}", markup=False)
        return list(self.several("规划（自带规划的编号，或本单位规划的文件夹）", self._plan))

    def _plan(self, text: str) -> str:
        if text not in self._catalogue.plans and not Path(text).is_dir():
            raise BadAnswer(f"“{text}”既不是自带规划的编号，也不是文件夹")
        return text
