"""``xushi plan verdict``: how the last five years' targets came out, judged and compared with the print."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.commands.plan.choice import FoldersOption, chosen_plans, with_own_plans
from shared.catalogue.checks.verdict import compare_with_print, judge
from shared.catalogue.model import CompletedTarget, Plan


def verdict(
    plan: Annotated[str | None, typer.Argument(help="规划编号；不写则为全部")] = None,
    folder: FoldersOption = None,
) -> None:
    """判定上一个五年的完成情况表：完成、未完成或无法判定，并与原表所印核对。"""
    console = Console()
    for item in chosen_plans(with_own_plans(folder), plan):
        if item.completed:
            console.print(_table(item))
        else:
            console.print(f"{item.name}：文件没有上一个五年的完成情况表", markup=False)


def _table(plan: Plan) -> Table:
    table = Table(title=f"{plan.name} {plan.completed[0].source.table}", title_justify="left")
    for head in ("序号", "指标", "目标", "完成", "判定", "差额", "原表所印", "核对", "说明"):
        table.add_column(head, overflow="fold")
    for row in plan.completed:
        table.add_row(*_cells(row))
    return table


def _cells(row: CompletedTarget) -> tuple[str, ...]:
    found = judge(row)
    difference = "" if found.difference is None else f"{found.difference:+f}"
    agreement = compare_with_print(row, found).chinese
    cells = (str(row.row), row.printed_name, row.printed_target, row.printed_outcome, found.verdict.chinese)
    note = found.reason.chinese if found.difference is None else ""
    # printed cells such as [23] would be taken for markup
    return (*(cell.replace("[", r"\[") for cell in cells), difference, row.printed_verdict, agreement, note)
