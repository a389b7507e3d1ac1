"""``xushi plan``: check a plan's folder, judge a completion table, export targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.commands import allocation as allocation_cli
from services.commands.allocation import PlanOption, RowOption, UrlOption, WeightsOption, YearOption
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.verdict import compare_with_print, judge
from shared.catalogue.contacts import check_contacts
from shared.catalogue.files.check import check_plan_folder
from shared.catalogue.files.export import export_targets
from shared.catalogue.files.load import DATA, load_catalogue
from shared.catalogue.findings import CatalogueError, Finding, Severity
from shared.catalogue.model import Plan
from shared.settings import Settings

plan_app = typer.Typer(help="规划：检查、判定、导出", no_args_is_help=True)

_OWN = typer.Option("--folder", "-f", help="另外载入的规划文件夹（可多次给出）")


def _load(folders: Iterable[Path]) -> Catalogue:
    try:
        return load_catalogue(plan_folders=tuple(folders))
    except CatalogueError as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


def _with_own(folders: list[Path] | None) -> Catalogue:
    """The catalogue with the plans of XUSHI_PLAN_FOLDERS and of the option, each folder once."""
    return _load({folder.resolve(): folder for folder in (*Settings().plan_folders, *(folders or ()))}.values())


def _chosen(catalogue: Catalogue, plan: str | None) -> list[Plan]:
    if plan is None:
        return list(catalogue.plans.values())
    if plan not in catalogue.plans:
        message = f"没有规划“{plan}”；可选：{'、'.join(catalogue.plans)}"
        Console(stderr=True).print(message, style="red", markup=False)
        raise typer.Exit(2)
    return [catalogue.plans[plan]]


@plan_app.command()
def check(
    folders: Annotated[list[Path] | None, typer.Argument(help="规划文件夹；不写则检查自带的全部规划")] = None,
) -> None:
    """检查规划文件夹：有错误则以1退出；印刷原文的疑点只作提示，不改动任何印出的数字。"""
    catalogue = _load(())
    console = Console()
    checked = folders or sorted((DATA / "plans").iterdir())
    found = {folder.resolve().name: check_plan_folder(folder, catalogue) for folder in checked}
    if not folders:
        found["contacts.csv"] = check_contacts(catalogue)
    for name, findings in found.items():
        console.print(name, style="bold", markup=False)
        _print_findings(console, findings)
    wrong = [each.severity is Severity.ERROR for findings in found.values() for each in findings]
    errors, warnings = sum(wrong), len(wrong) - sum(wrong)
    console.print(f"共 {errors} 个错误，{warnings} 条提示", style="red" if errors else "green")
    if errors:
        raise typer.Exit(1)


def _print_findings(console: Console, findings: Sequence[Finding]) -> None:
    for finding in findings:
        wrong = finding.severity is Severity.ERROR
        line = f"  {'错误' if wrong else '提示'} [{finding.code}] {finding}"
        console.print(line, style="red" if wrong else "yellow", markup=False, soft_wrap=True)
    if not findings:
        console.print("  没有发现问题", style="green")


@plan_app.command()
def verdict(
    plan: Annotated[str | None, typer.Argument(help="规划编号；不写则为全部")] = None,
    folder: Annotated[list[Path] | None, _OWN] = None,
) -> None:
    """判定上一个五年的完成情况表：完成、未完成或无法判定，并与原表所印核对。"""
    console = Console()
    for item in _chosen(_with_own(folder), plan):
        if not item.completed:
            console.print(f"{item.name}：文件没有上一个五年的完成情况表", markup=False)
            continue
        table = Table(title=f"{item.name} {item.completed[0].source.table}", title_justify="left")
        for head in ("序号", "指标", "目标", "完成", "判定", "差额", "原表所印", "核对", "说明"):
            table.add_column(head, overflow="fold")
        for row in item.completed:
            found = judge(row)
            difference = "" if found.difference is None else f"{found.difference:+f}"
            agreement = compare_with_print(row, found).chinese
            cells = (str(row.row), row.printed_name, row.printed_target, row.printed_outcome, found.verdict.chinese)
            note = found.reason.chinese if found.difference is None else ""
            # printed cells such as [23] would be taken for markup
            table.add_row(
                *(cell.replace("[", r"\[") for cell in cells), difference, row.printed_verdict, agreement, note
            )
        console.print(table)


@plan_app.command()
def export(
    plan: Annotated[str | None, typer.Argument(help="规划编号；不写则为全部")] = None,
    completed: Annotated[bool, typer.Option("--completed", help="导出上一个五年的完成情况表")] = False,
    folder: Annotated[list[Path] | None, _OWN] = None,
) -> None:
    """把目标逐行导出为 JSON（数值与印出的完全一致，单位为印出的单位）。"""
    for line in export_targets(_chosen(_with_own(folder), plan), completed):
        typer.echo(line)


@plan_app.command("allocate")
def allocate_command(
    plan: PlanOption,
    row: RowOption,
    year: YearOption = None,
    weights: WeightsOption = None,
    url: UrlOption = None,
    submit: Annotated[
        bool, typer.Option("--submit", help="提交（须有 --url、文件名称和两把密钥）；不写只算不存")
    ] = False,
    document: Annotated[str, typer.Option(help="分解文件的名称")] = "",
    number: Annotated[str, typer.Option(help="发文字号")] = "",
    key: Annotated[str, typer.Option(envvar="XUSHI_KEY", help="审核人的密钥")] = "",
    second_key: Annotated[str, typer.Option(envvar="XUSHI_SECOND_KEY", help="第二签字人的密钥")] = "",
    folder: Annotated[list[Path] | None, _OWN] = None,
) -> None:
    """分解一项目标：下级有自己规划的照其规划，其余按权数（最大余额法）分摊，列出缺口。默认只算不存。"""
    catalogue = _with_own(folder)
    _chosen(catalogue, plan)
    console = Console()
    work, shared, body = allocation_cli.allocate(catalogue, plan, row, year, weights, url)
    allocation_cli.show(console, catalogue, work, shared, body)
    if not submit:
        console.print("只算未存；提交请加 --submit")
        return
    if not (url and document.strip() and key and second_key):
        Console(stderr=True).print("提交须给出 --url、--document、--key 和 --second-key", style="red", markup=False)
        raise typer.Exit(2)
    allocation_cli.submit(console, url, {**body, "document": document, "number": number}, key, second_key)
