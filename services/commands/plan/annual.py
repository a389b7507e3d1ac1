"""``xushi plan annual``: hold a year's targets against the plan, show them, and on request submit them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args

import typer
from rich.console import Console
from rich.table import Table

from services.commands.options import stop
from services.commands.plan.allocation_calls import amendments_at, submit_amendment
from services.commands.plan.choice import FoldersOption, chosen_plans, with_own_plans
from services.intake.targets.bodies import AnnualTargetBody, AnnualTargetsBody
from services.intake.targets.published_row import WrongAmendment
from services.intake.targets.setting_years import annual_target_events
from shared.catalogue.amendments import NO_AMENDMENTS
from shared.catalogue.model import Plan
from shared.events import AnnualTargetSet, BoundWord
from shared.library_words import system_words

_COLUMNS = ("row", "value", "unit")
_ROW_DIGITS = 6
_UNNAMED = "（未写文件名称）"  # what is only tried needs no paper yet


def annual_command(
    file: Annotated[Path, typer.Argument(help="年度目标（CSV：row,value,unit，可加 bound）")],
    plan: Annotated[str, typer.Option("--plan", help="规划编号")],
    year: Annotated[int, typer.Option("--year", help="年份")],
    url: Annotated[str | None, typer.Option("--url", help="运行中的服务地址：已是这些数的行不再提交")] = None,
    submit: Annotated[
        bool, typer.Option("--submit", help="提交（须有 --url、文件名称和两把密钥）；不写只核对不存")
    ] = False,
    document: Annotated[str, typer.Option(help="设定年度目标的文件名称")] = "",
    number: Annotated[str, typer.Option(help="发文字号")] = "",
    reason: Annotated[str, typer.Option(help="说明")] = "",
    key: Annotated[str, typer.Option(envvar="XUSHI_KEY", help="审核人的密钥")] = "",
    second_key: Annotated[str, typer.Option(envvar="XUSHI_SECOND_KEY", help="第二签字人的密钥")] = "",
    folder: FoldersOption = None,
) -> None:
    """设定一年的年度目标：一个文件的各行一次提交，有一行不对就全不收。默认只核对不存。"""
    catalogue = with_own_plans(folder)
    (chosen,) = chosen_plans(catalogue, plan)
    known = NO_AMENDMENTS if url is None else amendments_at(url)
    lines, paper = read_lines(file), document.strip() or _UNNAMED
    body = AnnualTargetsBody(chosen.id, year, [each.body for each in lines], paper, number, reason)
    try:
        events = annual_target_events(body, catalogue, known, "")
    except WrongAmendment as wrong:
        stop("\n".join(f"{file}{_place(each.pointer, lines)}：{each.message}" for each in wrong.faults))
    console = Console()
    show(console, chosen, events, year)
    if not submit:
        console.print("只核对未存；提交请加 --submit")
        return
    if not (url and document.strip() and key and second_key):
        stop("提交须给出 --url、--document、--key 和 --second-key", 2)
    answer = submit_amendment(console, url, "/v1/targets/annual", _sent(body), key, second_key)
    console.print(f"已记录 {len(answer['targets'])} 行年度目标", markup=False)


class FileLine(NamedTuple):
    """A row of the file, and the line that it ends on."""

    line: int
    body: AnnualTargetBody


def read_lines(path: Path) -> list[FileLine]:
    """The rows of the file; a fault of the file ends the command with its message."""
    try:
        reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(filter(None, row.values()))]
    except OSError as error:
        stop(f"{path} 无法读取：{system_words(error)}")
    except (UnicodeDecodeError, csv.Error) as error:
        stop(f"{path} 无法读取，请另存为“CSV UTF-8”：{error}")
    if missing := [column for column in _COLUMNS if column not in (reader.fieldnames or ())]:
        stop(f"{path} 缺少列：{'、'.join(missing)}")
    return [FileLine(line, _row(path, line, row)) for line, row in rows]


def _row(path: Path, line: int, row: Mapping[str, Any]) -> AnnualTargetBody:
    cells = {name: (row.get(name) or "").strip() for name in (*_COLUMNS, "bound")}
    if not (cells["row"].isascii() and cells["row"].isdecimal() and len(cells["row"]) <= _ROW_DIGITS):
        stop(f"{path} 第{line}行：“row”应为指标序号，而不是“{cells['row'][:20]}”")
    bound: BoundWord | None = next((word for word in get_args(BoundWord) if word == cells["bound"]), None)
    if cells["bound"] and bound is None:
        stop(f"{path} 第{line}行：“bound”应为空或 {'、'.join(get_args(BoundWord))}")
    return AnnualTargetBody(int(cells["row"]), cells["value"], cells["unit"], bound)


def show(console: Console, plan: Plan, events: Sequence[AnnualTargetSet], year: int) -> None:
    """What would be set, beside what the plan prints."""
    table = Table(title=f"{plan.short_name or plan.name} {year}年度目标")
    for head in ("序号", "指标", "年度目标", "规划目标（原文）"):
        table.add_column(head, overflow="fold")
    for event in events:
        target = plan.target(event.row)
        table.add_row(str(event.row), target.name, f"{event.value} {event.unit}", target.printed_target)
    console.print(table)


def _place(pointer: str, lines: Sequence[FileLine]) -> str:
    """Where in the file a fault stands: ``/targets/3/value`` is of the fourth row."""
    parts = pointer.split("/")
    return f" 第{lines[int(parts[2])].line}行" if parts[1:2] == ["targets"] and len(parts) > 2 else ""


def _sent(body: AnnualTargetsBody) -> dict[str, Any]:
    rows = [
        {"row": row.row, "value": row.value, "unit": row.unit} | ({"bound": row.bound} if row.bound else {})
        for row in body.targets
    ]
    paper = {"document": body.document, "number": body.number, "reason": body.reason}
    return {"plan": body.plan, "year": body.year, "targets": rows, **paper}
