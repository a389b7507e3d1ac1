"""``xushi site diff``: what a restart with the files as they are now would change. It changes nothing."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console

from services.aggregator.adoption.rehearsing import RehearsedAdoption, rehearse
from services.aggregator.main import MIGRATIONS
from services.aggregator.wording.formats import instant_text
from services.commands.options import DataOption, count, print_findings
from services.commands.site.files_told import file_lines
from services.commands.site.group import SiteOption
from services.commands.site.rehearsed_told import Named, rehearsed_document, rehearsed_lines
from services.commands.site.stored import looked_at, recorded, settings_with
from shared.catalogue import Catalogue, CatalogueError
from shared.catalogue.record import (
    CatalogueEdition,
    CatalogueFiles,
    FileDifference,
    differences,
    digest_of,
    restored,
)
from shared.periods import from_microseconds
from shared.process.catalogue.sources import read_configured
from shared.process.file_clock import clock_of
from shared.settings import Settings


def diff_command(
    site: SiteOption = None,
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="写成一个 JSON 文档，供程序读取")] = False,
) -> None:
    """重启之前看：文件与上次记录的相比改了什么，会动到哪些数字、评判和预警。只看，不改动任何东西，服务可以照常运行。"""
    console, settings = Console(), settings_with(site, data)
    catalogue, files = _read(settings, console)
    history = recorded(settings)
    last = history.last
    before = None if last is None else history.files(last)
    changed = () if before is None else differences(before, files)
    with looked_at(settings, "aggregator", MIGRATIONS) as database:
        rehearsed = None if database is None else rehearse(database, catalogue, digest_of(files), clock_of(settings))
    named = Named(catalogue, _catalogue_of(before) if rehearsed is not None and rehearsed.rows else None)
    if as_json:
        typer.echo(json.dumps(_document(last, changed, rehearsed, named), ensure_ascii=False, indent=1))
        return
    for line in (*_files_told(last, changed, len(files)), *rehearsed_lines(rehearsed, named)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _read(settings: Settings, console: Console) -> tuple[Catalogue, CatalogueFiles]:
    """The present files; ends the command where anything is wrong in them."""
    try:
        return read_configured(settings)
    except CatalogueError as error:
        print_findings(console, error.findings)
        console.print(f"共 {count(error.findings)[0]} 个错误：服务不会启动，改好再看", style="red")
        raise typer.Exit(1) from None


def _catalogue_of(files: CatalogueFiles | None) -> Catalogue | None:
    """The catalogue that was recorded; None where there is none, or this version cannot read it any more."""
    if files is None:
        return None
    try:
        return restored(files)
    except CatalogueError:
        return None


def _files_told(last: CatalogueEdition | None, changed: tuple[FileDifference, ...], number: int) -> list[str]:
    if last is None:
        return [f"还没有记录过目录：下次启动时记录现在的 {number} 个文件"]
    since = f"上次记录（{instant_text(from_microseconds(last.recorded_at))}，位置 {last.position}）"
    if not changed:
        return [f"与{since}相比，文件没有改动"]
    return [f"与{since}相比，{len(changed)} 个文件有改动：", *file_lines(changed)]


def _document(
    last: CatalogueEdition | None,
    changed: tuple[FileDifference, ...],
    rehearsed: RehearsedAdoption | None,
    named: Named,
) -> dict[str, Any]:
    return {
        "recorded": None if last is None else last.position,
        "files": [
            {
                "file": each.file,
                "kind": each.kind,
                "rows": [
                    {"kind": row.kind, "key": row.key, "cells": [cell._asdict() for cell in row.cells]}
                    for row in each.rows
                ],
                "lines": [line._asdict() for line in each.lines],
            }
            for each in changed
        ],
        "effect": None if rehearsed is None else rehearsed_document(rehearsed, named),
    }
