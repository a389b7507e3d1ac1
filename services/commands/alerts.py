"""``xushi alerts``: a channel tried out."""

from __future__ import annotations

import math
from typing import Annotated

import typer
from rich.console import Console

from services.alerts.channels.configured import Channels
from services.alerts.channels.port import Delivered, Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.messages.trial import trial_message
from services.commands.options import DataOption, settings_of
from shared.periods import SystemClock

alerts_app = typer.Typer(help="预警：试发消息", no_args_is_help=True)


@alerts_app.command("test-channel")
def test_channel(
    channel: Annotated[str, typer.Option(help="mail、outbox、wecom、dingtalk 或 feishu")],
    to: Annotated[str, typer.Option(help="邮箱地址，或机器人文件中的机器人名称")],
    data: DataOption = None,
) -> None:
    """发一条标明“试发”的消息，并说明渠道的答复；不记入任何预警。"""
    console = Console()
    settings = settings_of(data)
    channels = Channels(settings)
    try:
        chosen = channels.by_name.get(channel)
        if chosen is None:
            there = "、".join(channels.by_name)
            console.print(f"没有配置渠道“{channel}”；已配置：{there}", style="red", markup=False)
            raise typer.Exit(2)
        now = SystemClock().now()
        message = trial_message(now, settings.public_url)
        outcome = chosen.send(Outgoing(f"{message.alert}-{channel}", channel, to, now, message))
    finally:
        channels.close()
    said, good = _said(outcome)
    console.print(said, style="green" if good else "red", markup=False)
    raise typer.Exit(0 if good else 1)


def _said(outcome: Outcome) -> tuple[str, bool]:
    match outcome:
        case Delivered(detail):
            return f"已送达：{detail}", True
        case Retry(reason):
            return f"暂未送达，正式消息会再试：{reason}", False
        case RefusedByChannel(reason):
            return f"被拒绝，正式消息会成为发送失败：{reason}", False
        case Hold(seconds, reason):
            said = f"渠道限速，{math.ceil(seconds)} 秒后才能发送"
            return f"{said}：{reason}" if reason else said, False
