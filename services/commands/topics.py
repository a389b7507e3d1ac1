"""``xushi topics``: what stands in Kafka's topics in words for machines, and topics made anew out of the stores."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.console import Console

from services.commands.newest import newest_of
from services.commands.options import DataOption, settings_of, stop
from services.commands.repairing.readers import contradicting
from services.standalone import Standalone
from shared.consume import consumer_tables, put_marks_in_new_topics
from shared.library_words import kafka_words
from shared.log import PRODUCERS, LogAway, LogBroken
from shared.log.asyncapi import asyncapi
from shared.log.copying.marks import RelayMarks, last_of
from shared.log.topics import delete_topics, ready_topics
from shared.settings import Settings

topics_app = typer.Typer(help="Kafka 主题：消息的说明（不带子命令），由事件库重建", invoke_without_command=True)

_GLANCE_SECONDS = 0.2


@topics_app.callback()
def topics(context: typer.Context) -> None:
    """输出 Kafka 主题与消息的说明（AsyncAPI 3.0，JSON）。"""
    if context.invoked_subcommand is None:
        typer.echo(json.dumps(asyncapi(), ensure_ascii=False, indent=2))


@topics_app.command("rebuild")
def topics_rebuild(
    data: DataOption = None,
    seconds: Annotated[float, typer.Option(min=0, help="最多等待多少秒，直到全部转发、全部应用")] = 600.0,
) -> None:
    """删除全部主题，由事件库重建，等到全部转发、全部应用；服务照常运行，报送照常接收。转发（xushi relay）须在运行。"""
    settings = settings_of(data)
    if not settings.kafka_servers:
        stop("没有设置 XUSHI_KAFKA_SERVERS，没有主题可重建", 2)
    standalone, console = newest_of(settings), Console()
    try:
        _refuse_what_is_lost(standalone)
        _make_anew(standalone, settings)
        console.print("主题已删除并建立，由转发从第一个事件起补发")
        heads = _wait(standalone, seconds)
    except (LogAway, LogBroken) as error:
        stop(f"主题没有重建完：{kafka_words(error)}。可再次执行。")
    finally:
        standalone.runtime.close()
    for topic, head in heads.items():
        console.print(f"{topic}：{head} 个事件已全部转发、全部应用", markup=False)


def _refuse_what_is_lost(standalone: Standalone) -> None:
    """Topics made of a store that came back older would let readers stand still: what they applied is in no topic."""
    lost = [consumer.name for consumer in standalone.consumers if contradicting(standalone, consumer)]
    if lost:
        stop(
            f"没有重建：{'、'.join(lost)} 应用过的事件，事件库里已经没有了（库回到了以前）。主题没有改动；"
            "汇总请先执行 xushi rebuild --swap，其他读取者执行 xushi readers again，见运行手册“库回到了以前”。"
        )


def _make_anew(standalone: Standalone, settings: Settings) -> None:
    delete_topics(settings)
    ready_topics(settings)
    tables, marks = consumer_tables(sa.MetaData()), RelayMarks(standalone.runtime.store)
    for service in PRODUCERS.values():
        with standalone.runtime.database(service).write(patient=True) as connection:
            marks.clear(connection)
            put_marks_in_new_topics(connection, tables)


def _wait(standalone: Standalone, seconds: float) -> dict[str, int]:
    """Wait until all that the stores hold by now is copied and applied; how many events that are, by topic."""
    heads, deadline = _heads(standalone), time.monotonic() + seconds
    while left := [*_not_copied(standalone, heads), *_not_applied(standalone, heads)]:
        if time.monotonic() > deadline:
            stop(f"{seconds:.0f} 秒内没有完成：{'；'.join(left)}。请看转发与服务是否都在运行；它们会接着做完。")
        time.sleep(_GLANCE_SECONDS)
    return heads


def _heads(standalone: Standalone) -> dict[str, int]:
    runtime, found = standalone.runtime, {}
    for topic, service in PRODUCERS.items():
        with runtime.database(service).read() as connection:
            found[topic] = runtime.store.head(connection).position
    return found


def _not_copied(standalone: Standalone, heads: dict[str, int]) -> Iterator[str]:
    runtime = standalone.runtime
    for topic, service in PRODUCERS.items():
        with runtime.database(service).read() as connection:
            copied = last_of(RelayMarks(runtime.store).read(connection)).position
        if copied < heads[topic]:
            yield f"{topic} 还有 {heads[topic] - copied} 个事件未转发"


def _not_applied(standalone: Standalone, heads: dict[str, int]) -> Iterator[str]:
    for consumer in standalone.consumers:
        head = heads[consumer.log.topic]
        applied = sum(mark.events for mark in consumer.marks().values())
        if applied < head:
            yield f"{consumer.name} 还有 {head - applied} 个事件未应用"
