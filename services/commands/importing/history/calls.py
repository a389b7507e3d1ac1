"""``xushi import --history``: files of the past, checked whole before anything is sent, then sent and accepted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.commands.importing.history.checking import PastRemark, check
from services.commands.importing.history.figures import Figures, read_figures
from services.commands.importing.history.grid import PastTable, PlaceFault, grids_of
from services.commands.importing.history.heads import find_head
from services.commands.importing.history.reports import PastReport, months_told, reports_of
from services.commands.importing.history.rows import RowNames
from services.commands.importing.history.sending import AcceptedReports, SentReports, accept, send
from services.commands.importing.outcome import MOST_SHOWN, Undelivered
from services.commands.options import bar
from services.commands.spoken.columns import whole
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.library_words import system_words
from shared.periods import SystemClock

FAULTS, NOT_DELIVERED = 1, 2


class ImportWanted(NamedTuple):
    """How files are to be imported. ``reviewer``: the key that accepts them ('' they wait for review); ``explanation``:
    what answers every question of the review rules ('' nothing)."""

    url: str
    key: str
    reviewer: str = ""
    explanation: str = ""
    simulated: bool = False
    dry_run: bool = False


class _TableRow(NamedTuple):
    """A line of what is told."""

    region: str
    month: str
    place: str
    message: str


def import_history(files: Sequence[Path], wanted: ImportWanted, catalogue: Catalogue, console: Console) -> int:
    """Import the files together; the exit code."""
    reports = _read(files, Rulebook(catalogue), wanted, console)
    if reports is None:
        return FAULTS
    try:
        return _bring(reports, wanted, console)
    except (Undelivered, httpx.HTTPError) as error:
        console.print(f"没有送完：{error}。请稍后用同一命令再导入，已入库的不会重复", style="red", markup=False)
        return NOT_DELIVERED


def _read(files: Sequence[Path], rulebook: Rulebook, wanted: ImportWanted, console: Console) -> list[PastReport] | None:
    """The reports of all the files together; None where anything in them is wrong, which is told."""
    figures: Figures = {}
    faults = [each for file in files for each in _read_file(file, len(files) > 1, RowNames(rulebook), figures, console)]
    checked = check(reports_of(figures, simulated=wanted.simulated), rulebook, SystemClock().now(), wanted.explanation)
    told = [*(_TableRow("", "", each.place, each.message) for each in faults), *map(_row, checked.faults)]
    if not figures and not told:
        console.print("没有可导入的数", style="red", markup=False)
        return None
    if told:
        _show(told, console)
        console.print(f"共 {len(told)} 处有误，什么也没有送出；改好后再导入", style="red", markup=False)
        return None
    if checked.answered:
        console.print(f"审核规则询问 {checked.answered} 处，以“{wanted.explanation}”说明", markup=False)
    if checked.open:
        _show(list(map(_row, checked.open)), console)
        if wanted.reviewer:
            words = "处须说明，不说明不能通过：用 --explain 写明缘由，或写在表的“说明”列；什么也没有送出"
            console.print(f"共 {len(checked.open)} {words}", style="red", markup=False)
            return None
        console.print(f"共 {len(checked.open)} 处审核时须说明，仍可导入；可用 --explain 一并说明", markup=False)
    return checked.reports


def _read_file(file: Path, named: bool, names: RowNames, into: Figures, console: Console) -> list[PlaceFault]:
    """Add the figures of one file; its faults. Where there are several files, places begin with its name."""
    faults: list[PlaceFault] = []
    try:
        grids = [_named(each, file, named) for each in grids_of(file.name, file.read_bytes(), faults)]
    except OSError as error:
        return [PlaceFault(file.name, "", f"读不到文件：{system_words(error)}")]
    tables = 0
    for grid in grids:
        before = len(faults)
        head = find_head(grid, faults)
        if head is not None:
            tables += 1
            read_figures(grid, head, names, into, faults)
        elif len(faults) == before and grid.cells:
            console.print(f"{file.name}：没有读“{grid.name}”这张表，它没有“地区”“指标”的表头", markup=False)
    if not tables and not faults:
        faults.append(PlaceFault("", "", "没有找到表头：前 20 行里应有一行写着“地区”“指标”和各月（或“月份”“数值”）"))
    return faults


def _named(grid: PastTable, file: Path, named: bool) -> PastTable:
    return grid._replace(name=f"{file.name} {grid.name}".strip()) if named else grid


def _bring(reports: list[PastReport], wanted: ImportWanted, console: Console) -> int:
    console.print(f"读到 {months_told(reports)}", markup=False)
    asked = _sent("服务检查", reports, wanted, console, dry_run=True)
    if asked.refused:
        _show(list(map(_row, asked.refused)), console)
        console.print(f"服务不收 {len(asked.refused)} 处，什么也没有送出", style="red", markup=False)
        return FAULTS
    if wanted.dry_run:
        console.print(f"检查完毕：可入库 {asked.taken} 份，已有 {asked.there} 份", markup=False)
        return 0
    sent = _sent("导入", reports, wanted, console, dry_run=False)
    console.print(f"已入库 {sent.taken} 份（补录），已有 {sent.there} 份", markup=False)
    refused = [*sent.refused]
    if wanted.reviewer:
        accepted = _accepted(sent, wanted, console)
        console.print(f"审核通过 {accepted.now} 份，此前已通过 {accepted.before} 份", markup=False)
        refused += accepted.refused
    else:
        console.print("等待审核：审核人登录后逐月审核，或加 --reviewer-key 再执行一次，一并通过", markup=False)
    if refused:
        _show(list(map(_row, refused)), console)
        console.print(f"有 {len(refused)} 处没有办成", style="red", markup=False)
    return FAULTS if refused else 0


def _sent(
    words: str, reports: list[PastReport], wanted: ImportWanted, console: Console, *, dry_run: bool
) -> SentReports:
    with bar(console) as shown:
        task = shown.add_task(words, total=len(reports))
        return send(wanted.url, wanted.key, reports, lambda done: shown.advance(task, done), dry_run=dry_run)


def _accepted(sent: SentReports, wanted: ImportWanted, console: Console) -> AcceptedReports:
    with bar(console) as shown:
        task = shown.add_task("审核", total=len(sent.revisions))
        return accept(wanted.url, wanted.reviewer, sent.revisions, lambda done: shown.advance(task, done))


def _row(told: PastRemark) -> _TableRow:
    return _TableRow(told.report.region, str(told.report.month), told.about.place, told.about.message)


def _show(rows: Sequence[_TableRow], console: Console) -> None:
    """List what is to be told; what is the same of many places once, with the first of them."""
    by_message: dict[str, list[_TableRow]] = {}
    for row in rows:
        by_message.setdefault(row.message, []).append(row)
    table = Table(*whole("地区", "月份", "位置", "问题"))
    for same in list(by_message.values())[:MOST_SHOWN]:
        more = f"（同样的共 {len(same)} 处）" if len(same) > 1 else ""
        table.add_row(*map(Text, same[0]._replace(message=same[0].message + more)))
    console.print(table)
    if len(by_message) > MOST_SHOWN:
        console.print(f"只列出前 {MOST_SHOWN} 种，共 {len(by_message)} 种", markup=False)
