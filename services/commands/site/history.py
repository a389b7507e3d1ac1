"""``xushi site history``: the recorded states of the catalogue's files, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.console import Console

from services.aggregator.wording.formats import instant_text
from services.commands.options import DataOption, stop
from services.commands.site.files_told import line_line
from services.commands.site.stored import recorded, settings_with
from shared.catalogue.record import CatalogueEdition, by_file, line_changes
from shared.periods import from_microseconds


def history_command(
    data: DataOption = None,
    show: Annotated[int | None, typer.Option("--show", help="只看这个位置的一次，逐行写出改了什么")] = None,
) -> None:
    """目录文件的变更记录：什么时候、由谁、用哪个版本的程序，改了几个文件、几行；最近的在前。"""
    console, history = Console(), recorded(settings_with(None, data))
    if show is not None:
        edition = next((each for each in history.editions if each.position == show), None)
        if edition is None:
            stop(f"位置 {show} 没有目录的变更（xushi site history 列出全部）", 2)
        lines: Iterable[str] = (_headline(edition), *_shown(edition))
    else:
        lines = [_headline(each) for each in reversed(history.editions)] or ["还没有记录过目录"]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _headline(edition: CatalogueEdition) -> str:
    when = instant_text(from_microseconds(edition.recorded_at))
    changed = by_file(edition.changed)
    lines = [line.kind for each in changed for line in line_changes(each)]
    much = f"{len(changed)} 个文件，增 {lines.count('added')} 行，删 {lines.count('removed')} 行"
    return f"位置 {edition.position}　{when}　{edition.actor}　程序 {edition.program}　{much}"


def _shown(edition: CatalogueEdition) -> Iterator[str]:
    for each in by_file(edition.changed):
        yield f"  {each.file}："
        yield from (f"    {line_line(line)}" for line in line_changes(each))
