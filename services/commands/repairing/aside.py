"""``xushi aside``: messages in Kafka that are none of a topic's events, listed, shown, noted as looked at."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.commands.newest import newest_of
from services.commands.options import DataOption, settings_of, stop
from services.commands.spoken.columns import whole
from services.standalone import Standalone
from shared.consume import AsideMessage, Consumer
from shared.consume.aside import MOST_LISTED, MOST_WAITING
from shared.periods import CHINA, from_microseconds

aside_app = typer.Typer(help="外来消息：Kafka 主题里不是本系统所写的消息，列出、查看、阅后放过", no_args_is_help=True)

_READER = typer.Argument(help="读取者，如 aggregator、reminders")
_PARTITION = typer.Argument(help="分区")
_OFFSET = typer.Argument(help="分区内的偏移")
_LONGEST_NAME = 120


@aside_app.command("list")
def aside_list(
    data: DataOption = None,
    everything: Annotated[bool, typer.Option("--all", help="连同已放过的")] = False,
) -> None:
    """列出各读取者拣在一旁的消息：它们没有计入，其余照常；有尚未放过的，退出码为 1。"""
    standalone = newest_of(settings_of(data))
    table = Table(*whole("读取者", "分区", "偏移", "发现于", "原因", *(["放过"] if everything else [])))
    waiting, full = 0, list[str]()
    for consumer in standalone.consumers:
        of_reader = consumer.count_aside()
        waiting += of_reader
        full += [consumer.name] if of_reader >= MOST_WAITING else []
        for each in consumer.aside(passed=everything):
            table.add_row(consumer.name, *_cells(each)[: len(table.columns) - 1])
    Console().print(table if table.row_count else "没有外来消息")
    if waiting > table.row_count:
        Console().print(f"尚未放过的共 {waiting} 条，每个读取者只列出最早的 {MOST_LISTED} 条")
    if full:
        Console().print(f"{'、'.join(full)}：只留存最早的 {MOST_WAITING:,} 条，其余仍在 Kafka 主题中")
    standalone.runtime.close()
    raise typer.Exit(1 if waiting else 0)


@aside_app.command("show")
def aside_show(
    reader: Annotated[str, _READER],
    partition: Annotated[int, _PARTITION],
    offset: Annotated[int, _OFFSET],
    data: DataOption = None,
) -> None:
    """显示一条外来消息的原样（太长的只留开头）。"""
    standalone = newest_of(settings_of(data))
    console = Console()
    for each in _found(standalone, reader, partition, offset):
        topic, _, _, _, content = each.message
        found = f"发现于 {_instant(each.noticed_at)}"
        console.print(f"主题 {topic}，{content.size} 字节，{each.why}，{found}", markup=False)
        if each.passed_at is not None:
            console.print(f"{each.passed_by} 于 {_instant(each.passed_at)} 阅后放过", markup=False)
        console.print(content.first.decode("utf-8", "backslashreplace"), markup=False, highlight=False, soft_wrap=True)
    standalone.runtime.close()


@aside_app.command("pass")
def aside_pass(
    reader: Annotated[str, _READER],
    partition: Annotated[int | None, _PARTITION] = None,
    offset: Annotated[int | None, _OFFSET] = None,
    everything: Annotated[bool, typer.Option("--all", help="该读取者尚未放过的全部")] = False,
    by: Annotated[str, typer.Option(help="谁看过的（默认取登录名）")] = "",
    data: DataOption = None,
) -> None:
    """记下已有人看过一条外来消息（或 --all 全部），不再告警；它仍不计入，也不删除。"""
    place = None if partition is None or offset is None else (partition, offset)
    if everything == (partition is not None or offset is not None) or (place is None and not everything):
        stop("请写明分区和偏移，或用 --all", 2)
    standalone = newest_of(settings_of(data))
    if place is not None:
        _found(standalone, reader, *place)
    who = (by or f"cli:{getpass.getuser()}")[:_LONGEST_NAME]
    done = _consumer(standalone, reader).pass_aside(place, who)
    standalone.runtime.close()
    told = f"已放过 {done} 条，记为 {who}" if done else "早已放过"
    Console().print(f"{reader}：{told}", markup=False)


def _consumer(standalone: Standalone, reader: str) -> Consumer:
    found = {each.name: each for each in standalone.consumers}
    if reader not in found:
        stop(f"没有读取者“{reader}”：可选 {'、'.join(found)}", 2)
    return found[reader]


def _found(standalone: Standalone, reader: str, partition: int, offset: int) -> list[AsideMessage]:
    """What the reader has put aside there. Ends the command where it is nothing."""
    there = _consumer(standalone, reader).aside_at(partition, offset)
    if not there:
        stop(f"“{reader}”在分区 {partition} 偏移 {offset} 处没有外来消息", 2)
    return there


def _cells(each: AsideMessage) -> tuple[str, ...]:
    passed = f"{each.passed_by} {_instant(each.passed_at)}" if each.passed_at is not None else ""
    where = (str(each.message.partition), str(each.message.offset))
    return (*where, _instant(each.noticed_at), each.why, passed)


def _instant(microseconds: int) -> str:
    return from_microseconds(microseconds).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
