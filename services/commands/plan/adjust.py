"""``xushi plan adjust``: published targets adjusted at a running service: proposed, approved, rejected, listed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from services.commands.plan.allocation_calls import asked, submit_amendment
from services.commands.plan.annual import read_lines
from services.intake.targets.bodies import AnnualTargetBody

_PATH = "/v1/adjustments"

adjust_app = typer.Typer(help="目标调整：提出、登记批准、登记不予调整、列出", no_args_is_help=True)

UrlOption = Annotated[str, typer.Option("--url", help="运行中的服务地址")]
KeyOption = Annotated[str, typer.Option("--key", envvar="XUSHI_KEY", help="密钥：提出须审核人的")]
SignerKeyOption = Annotated[str, typer.Option("--key", envvar="XUSHI_SECOND_KEY", help="第二签字人的密钥")]
NumberArgument = Annotated[str, typer.Argument(help="调整的编号，如 chongqing-2021-2025-1")]


@adjust_app.command("propose")
def propose(
    file: Annotated[Path, typer.Argument(help="拟调整的行（CSV：row,value,unit，可加 bound）")],
    plan: Annotated[str, typer.Option("--plan", help="规划编号")],
    effective: Annotated[str, typer.Option(help="自何月起施行 YYYY-MM")],
    reason: Annotated[str, typer.Option(help="调整理由")],
    proposed_by: Annotated[str, typer.Option("--by", help="提出机关")],
    document: Annotated[str, typer.Option(help="提出文件的名称")],
    url: UrlOption,
    key: KeyOption,
    number: Annotated[str, typer.Option(help="发文字号")] = "",
    on: Annotated[str, typer.Option("--on", help="提出日期 YYYY-MM-DD；不写为今天")] = "",
) -> None:
    """提出调整：一个文件的各行一次提出，有一行不对就全不收；批准并登记以前目标不变。"""
    rows = [_row(line.body) for line in read_lines(file)]
    paper = {"reason": reason, "proposed_by": proposed_by, "document": document, "number": number, "proposed_on": on}
    body = {"plan": plan, "rows": rows, "effective": effective, **paper}
    answer = submit_amendment(Console(), url, _PATH, body, key)
    Console().print(f"已提出 {answer['adjustment']}，待审查批准", markup=False)


@adjust_app.command("approve")
def approve(
    adjustment: NumberArgument,
    approved_by: Annotated[str, typer.Option("--by", help="批准机关")],
    approved_on: Annotated[str, typer.Option("--on", help="批准日期 YYYY-MM-DD")],
    document: Annotated[str, typer.Option(help="批准文件的名称")],
    url: UrlOption,
    key: SignerKeyOption,
    number: Annotated[str, typer.Option(help="发文字号")] = "",
) -> None:
    """登记审查批准：各行自施行月份起按新目标评判。须由提出人以外的第二签字人登记。"""
    body = {"approved_by": approved_by, "approved_on": approved_on, "document": document, "number": number}
    answer = submit_amendment(Console(), url, f"{_PATH}/{adjustment}/approval", body, key)
    rows = "、".join(str(each["row"]) for each in answer["revisions"])
    Console().print(f"已登记批准 {adjustment}，序号 {rows} 施行，位置 {answer['position']}", markup=False)


@adjust_app.command("reject")
def reject(
    adjustment: NumberArgument,
    rejected_by: Annotated[str, typer.Option("--by", help="由谁否决或撤回")],
    reason: Annotated[str, typer.Option(help="理由")],
    url: UrlOption,
    key: KeyOption,
) -> None:
    """登记不予调整，或撤回。"""
    console, body = Console(), {"rejected_by": rejected_by, "reason": reason}
    submit_amendment(console, url, f"{_PATH}/{adjustment}/rejection", body, key)
    console.print(f"已登记不予调整 {adjustment}", markup=False)


@adjust_app.command("list")
def listing(url: UrlOption, key: KeyOption) -> None:
    """列出各项调整和它们的办理。"""
    table = Table(title="目标调整", title_justify="left")
    for head in ("编号", "办理", "施行", "序号", "提出", "批准"):
        table.add_column(head, overflow="fold")
    for each in asked(url, _PATH, {}, key).get("adjustments", ()):
        approval = each["approval"]
        told = f"{approval['approved_by']} {approval['approved_on']}" if approval else ""
        rows = "、".join(f"{row['row']}：{row['old_value']}→{row['value']}{row['unit']}" for row in each["rows"])
        proposed = f"{each['proposed_by']} {each['proposed_on']}"
        table.add_row(each["adjustment"], each["told"], each["effective"], rows, proposed, told)
    Console().print(table)


def _row(body: AnnualTargetBody) -> dict[str, Any]:
    found = {"row": body.row, "value": body.value, "unit": body.unit}
    return found | ({"bound": body.bound} if body.bound else {})
