"""``xushi lineage``: the generations of the three stores, and a new one after a restore or a failover."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Sequence
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from services.alerts.handling.requests import By
from services.commands.lineage_told import generation_told
from services.commands.lost_events import lost_line, words_of_lost
from services.commands.newest import newest_of
from services.commands.options import DataOption, alone, settings_of, stop
from services.commands.repairing.readers import begin_again, contradicting
from services.standalone import Standalone
from shared.log import PRODUCERS
from shared.log.spread import SpreadLog
from shared.store.lineage import WhyBegun, begin_generation, generations

lineage_app = typer.Typer(help="事件库的世系：列出各代；恢复或备库接管之后开始新的一代", no_args_is_help=True)


@lineage_app.command("list")
def lineage_list(data: DataOption = None) -> None:
    """列出三个事件库的各代：何时、从哪个位置、为何开始。"""
    standalone, console = newest_of(settings_of(data)), Console()
    for topic, service in PRODUCERS.items():
        with standalone.runtime.database(service).read() as connection:
            for each in generations(connection):
                console.print(f"{topic}：{generation_told(each) if each.begun_at else '第 1 代'}", markup=False)
    standalone.runtime.close()


@lineage_app.command("begin")
def lineage_begin(
    services: Annotated[
        list[str] | None, typer.Argument(help="哪个服务的库回到了以前：intake、aggregator、alerts；不写为三个")
    ] = None,
    taken_over: Annotated[bool, typer.Option("--taken-over", help="备库接管（不写为恢复备份、时间点恢复）")] = False,
    source: Annotated[str, typer.Option("--source", help="从什么恢复，如备份的名称")] = "",
    data: DataOption = None,
) -> None:
    """恢复或接管之后（先停下服务）记下新的一代；等待发送的消息改为待人决定，不自动再发。"""
    chosen = services or list(PRODUCERS.values())
    if unknown := set(chosen) - set(PRODUCERS.values()):
        stop(f"没有服务“{'、'.join(sorted(unknown))}”；可选：{'、'.join(PRODUCERS.values())}", 2)
    settings = settings_of(data)
    with alone(settings):
        standalone = newest_of(settings)
        try:
            begin(standalone, chosen, WhyBegun.TAKEN_OVER if taken_over else WhyBegun.RESTORED, source, Console())
        finally:
            standalone.runtime.close()


@lineage_app.command("lost")
def lineage_lost(
    position: Annotated[int, typer.Argument(help="备份里报送库的末位")],
    hash_: Annotated[str, typer.Argument(metavar="HASH", help="备份里报送库的链头")],
    data: DataOption = None,
) -> None:
    """恢复之前：现有报送库中备份没有的事件，每行一个 JSON 写到标准输出；说明哪些回执将不再作数。"""
    intake = Standalone(settings_of(data), over_kafka=True).intake
    with intake.database.read() as connection:
        head, stands = intake.store.head(connection), intake.store.hash_at(connection, position)
    if head.position == 0:
        return
    if head.position < position:
        stop(f"现有的报送库只到位置 {head.position}，备份到 {position}，无法比对丢了哪些报送：请有关单位核对最近的回执")
    if position and stands != hash_:
        stop(f"现有的报送库在位置 {position} 与备份不同，无法比对丢了哪些报送：请有关单位核对最近的回执")
    if head.position == position:
        return
    types = []
    for _, event in SpreadLog(intake.topic, intake.database, intake.store, 1).placed(position):
        types.append(event.type)
        typer.echo(msgspec.json.encode(lost_line(event, intake.runtime.codec)).decode())
    typer.echo(
        f"{words_of_lost(types)}位置 {position} 之后的回执不再作数，这些位置会另给他用",
        err=True,
    )


def begin(standalone: Standalone, services: Sequence[str], why: WhyBegun, source: str, console: Console) -> None:
    """Begin a generation of each service's store, hold what the alerts' queue holds, and say what has to be mended."""
    actor = f"cli:{getpass.getuser()}"
    for topic, service in PRODUCERS.items():
        if service in services:
            with standalone.runtime.database(service).write() as connection:
                begun = begin_generation(
                    connection, standalone.runtime.store, standalone.runtime.clock, why, source, actor
                )
            console.print(f"{topic}：{generation_told(begun)}", markup=False)
    if "alerts" in services:
        _hold(standalone, By(actor, "", secrets.token_urlsafe(12)), console)
    for consumer in standalone.consumers:
        if contradicting(standalone, consumer):
            command = "rebuild --swap" if consumer.name == "aggregator" else f"readers again {consumer.name}"
            console.print(f"读取者 {consumer.name} 与来源不符：请执行 xushi {command}", style="yellow", markup=False)


def _hold(standalone: Standalone, by: By, console: Console) -> None:
    """Decide on everything that there was to decide on, and send nothing of it: it may have been sent before."""
    for consumer in standalone.alerts.consumers:
        if contradicting(standalone, consumer):
            begin_again(consumer)
        consumer.catch_up()
    standalone.alerts.sweep()
    held = standalone.alerts.hold_queued(by)
    if held:
        console.print(
            f"{len(held)} 条等待发送的消息可能已经发出，改为待人决定：xushi outbox --state failed 查看，"
            "核对后用 xushi outbox resend 逐条重发",
            style="yellow",
            markup=False,
        )
