"""``xushi readers``: where each reader stands in its topic, and one that has to begin again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.aggregator.progress import open_alerts
from services.alerts.reminders import known_reports
from services.alerts.repository import assessments
from services.commands.newest import newest_of
from services.commands.options import DataOption, alone, settings_of, stop
from services.commands.remembered import marks
from services.commands.spoken.columns import whole
from services.intake.review import outcomes
from services.standalone import Standalone
from shared.consume import Consumer, Forget
from shared.log import PRODUCERS
from shared.store.witnesses import Contradiction, contradictions

readers_app = typer.Typer(help="读取者：各读到哪里、与来源是否相符，从头再读", no_args_is_help=True)

FORGET: Mapping[str, Forget] = MappingProxyType(
    {
        open_alerts.CONSUMER_NAME: open_alerts.forget,
        outcomes.ALERTS_CONSUMER: outcomes.forget_alerts,
        outcomes.FIGURES_CONSUMER: outcomes.forget_progress,
        known_reports.CONSUMER_NAME: known_reports.forget,
        "alerts": assessments.forget_nothing,
    }
)
"""By reader, what it forgets before it begins again. The figures are put back otherwise: ``xushi rebuild --swap``."""


@readers_app.command("list")
def readers_list(data: DataOption = None) -> None:
    """列出每个读取者读到哪里，来源是否还是它读过的那一份；有不符的，退出码为 1。"""
    standalone = newest_of(settings_of(data))
    table = Table(*whole("读取者", "主题", "读到", "与来源"))
    found = {consumer.name: contradicting(standalone, consumer) for consumer in standalone.consumers}
    for consumer in standalone.consumers:
        told = "；".join(map(_told, found[consumer.name])) or "相符"
        table.add_row(consumer.name, consumer.log.topic, str(consumer.position()), told)
    standalone.runtime.close()
    Console().print(table)
    raise typer.Exit(1 if any(found.values()) else 0)


@readers_app.command("again")
def readers_again(
    reader: Annotated[str, typer.Argument(help="读取者，如 board、intake-alerts、reminders")], data: DataOption = None
) -> None:
    """让一个读取者清空所记、从头再读（先停下服务）；预警的读取者只重读，不会重发消息。"""
    if reader not in FORGET:
        other = "汇总用 xushi rebuild --swap；" if reader == "aggregator" else ""
        stop(f"没有可从头再读的读取者“{reader}”：{other}可选 {'、'.join(FORGET)}", 2)
    settings = settings_of(data)
    with alone(settings):
        done = _again(newest_of(settings), reader)
    Console().print(f"{reader}：已从头再读 {done} 个事件", markup=False)


def _again(standalone: Standalone, reader: str) -> int:
    consumer = next(each for each in standalone.consumers if each.name == reader)
    try:
        begin_again(consumer)
        return consumer.catch_up()
    finally:
        standalone.runtime.close()


def begin_again(consumer: Consumer) -> None:
    """Let a reader forget what it made of its topic and read it from the first event.

    Raises:
        KeyError: it is the figures' reader, which is put back otherwise.
    """
    consumer.begin_again(FORGET[consumer.name])


def contradicting(standalone: Standalone, consumer: Consumer) -> tuple[Contradiction, ...]:
    """What the reader remembers of its topic and the topic's store does not hold."""
    runtime = standalone.runtime
    with runtime.database(PRODUCERS[consumer.log.topic]).read() as connection:
        return contradictions(runtime.store, connection, list(marks(consumer)))


def _told(found: Contradiction) -> str:
    stands = "另一个事件" if found.stands else "空"
    return f"不符：位置 {found.witness.position} 处现在是{stands}"
