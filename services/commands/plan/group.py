"""The commands of ``xushi plan``; those that check a folder and export targets are here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.options import count, print_findings, stop
from services.commands.plan.adjust import adjust_app
from services.commands.plan.allocation import allocate_command
from services.commands.plan.annual import annual_command
from services.commands.plan.choice import FoldersOption, chosen_plans, in_force, with_own_plans, without_own_plans
from services.commands.plan.verdict import verdict
from shared.catalogue.files.check import CheckedPlan, check_plan
from shared.catalogue.files.contacts import check_contacts
from shared.catalogue.files.export import export_commitments, export_targets

plan_app = typer.Typer(help="规划：检查、判定、导出", no_args_is_help=True)


@plan_app.command()
def check(
    folders: Annotated[list[Path] | None, typer.Argument(help="规划文件夹；不写则检查在用的全部规划")] = None,
) -> None:
    """检查规划文件夹：逐行写出目标怎样读，请人核对；有错误则以1退出。原文的疑点只作提示，不改动任何印出的数字。"""
    catalogue = without_own_plans()
    console = Console()
    found = {folder.resolve().name: check_plan(folder, catalogue) for folder in folders or in_force()}
    if not folders:
        found["contacts.csv"] = CheckedPlan(check_contacts(with_own_plans(None)))
    for name, checked in found.items():
        console.print(name, style="bold", markup=False)
        for reading in checked.readings:
            console.print(f"  {reading}", markup=False, soft_wrap=True, highlight=False)
        print_findings(console, checked.findings)
    errors, warnings = count(each for checked in found.values() for each in checked.findings)
    console.print(f"共 {errors} 个错误，{warnings} 条提示", style="red" if errors else "green")
    if errors:
        raise typer.Exit(1)


plan_app.command()(verdict)
plan_app.command("annual")(annual_command)
plan_app.add_typer(adjust_app, name="adjust")


@plan_app.command()
def export(
    plan: Annotated[str | None, typer.Argument(help="规划编号；不写则为全部")] = None,
    completed: Annotated[bool, typer.Option("--completed", help="导出上一个五年的完成情况表")] = False,
    commitments: Annotated[bool, typer.Option("--commitments", help="导出正文和专栏里的量化承诺")] = False,
    folder: FoldersOption = None,
) -> None:
    """把目标逐行导出为 JSON（数值与印出的完全一致，单位为印出的单位）。"""
    if completed and commitments:
        stop("--completed 与 --commitments 一次只用一个", 2)
    plans = chosen_plans(with_own_plans(folder), plan)
    for line in export_commitments(plans) if commitments else export_targets(plans, completed):
        typer.echo(line)


plan_app.command("allocate")(allocate_command)
