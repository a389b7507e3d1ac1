"""``xushi outbox``: messages as they stand, and dead letters sent again."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from services.alerts.channels import CHANNEL_NAMES
from services.alerts.delivery.resending import NoDeadLetter
from services.alerts.handling.requests import By
from services.alerts.main import Alerts
from services.alerts.reading.shown import WholeMessage
from services.commands.options import DataOption, settings_of
from shared.process.runtime import Runtime
from shared.web.pages import china

outbox_app = typer.Typer(help="外发消息：列出、重新发送", invoke_without_command=True)


@outbox_app.callback()
def outbox(
    context: typer.Context,
    data: DataOption = None,
    most: Annotated[int, typer.Option(help="最多列出几条")] = 20,
    state: Annotated[str, typer.Option(help="只列出：queued、failed、delivered 或 superseded")] = "",
) -> None:
    """列出外发消息：先是发送失败的，再是最近的。"""
    if context.invoked_subcommand is not None:
        return
    with _alerts(data) as alerts:
        dead = alerts.reading.dead_letters(_everywhere)
        newest, _ = alerts.reading.outbox(None, _everywhere)
    found = [*dead, *(each for each in newest if each.state != "failed")]
    shown = [each for each in found if state in ("", each.state)]
    Console().print(_table(shown[:most]) if shown else "没有消息")


def _table(shown: Iterable[WholeMessage]) -> Table:
    table = Table()
    table.add_column("消息", no_wrap=True)  # to be copied into the command that sends it again
    for heading in ("渠道", "收件人", "状态", "次数", "排队时间", "说明"):
        table.add_column(heading, overflow="fold")
    for each in shown:
        channel = CHANNEL_NAMES.get(each.channel, each.channel)
        waits = f"{china(each.wanted_at)} 起发送" if each.held else each.detail
        row = (channel, each.recipient, each.state_name, str(each.attempts), china(each.queued_at), waits)
        table.add_row(each.notification, *row)
    return table


@outbox_app.command("resend")
def resend(
    notification: Annotated[str, typer.Argument(help="消息名称（见 xushi outbox）")] = "",
    all_failed: Annotated[bool, typer.Option("--all-failed", help="所有发送失败的消息")] = False,
    data: DataOption = None,
) -> None:
    """把发送失败的消息重新排队；编号不变。由正在运行的预警服务发出。"""
    console = Console()
    if bool(notification) == all_failed:
        console.print("请给出一条消息的名称，或 --all-failed", style="red")
        raise typer.Exit(2)
    operator, request = f"cli:{getpass.getuser()}", secrets.token_urlsafe(12)
    with _alerts(data) as alerts:
        names = alerts.resending.dead_letters() if all_failed else [notification]
        for number, name in enumerate(names):
            try:
                alerts.resending.resend(By(operator, f"{operator}:{request}:{number}", request), name)
            except NoDeadLetter:
                console.print(f"“{name}”不是发送失败的消息", style="red", markup=False)
                raise typer.Exit(1) from None
    console.print(f"已重新排队 {len(names)} 条")


@contextmanager
def _alerts(data: Path | None) -> Iterator[Alerts]:
    """The alerts service without its threads, over its database."""
    runtime = Runtime(settings_of(data))
    alerts = Alerts(runtime)
    try:
        yield alerts
    except sa.exc.DatabaseError as error:
        Console().print(f"读不到预警数据库（先运行 xushi migrate）：{error.orig}", style="red", markup=False)
        raise typer.Exit(1) from None
    finally:
        alerts.channels.close()
        runtime.close()


def _everywhere(region: str) -> bool:
    """Whoever holds the database reads every region's messages."""
    del region
    return True
