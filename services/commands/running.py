"""The commands that play or ready the system: ``demo``, ``oncall``, ``migrate`` …"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.alerts.oncall.main import create_app as create_oncall_app
from services.commands.options import DataOption, PortOption, alone, month_of, settings_of
from services.demo.player.remote import Addresses, RemoteDemonstration
from services.demo.player.stage import Login
from services.demonstration import Demonstration
from services.intake.accounts.played import open_played
from services.standalone import Standalone
from shared.database.engine import Database
from shared.library_words import kafka_words
from shared.log import LogAway, LogBroken
from shared.log.connection import KafkaUser
from shared.log.grants import acl_commands
from shared.log.topics import ready_topics
from shared.observe import configure_logging
from shared.periods import Month, SystemClock
from shared.process.serving import server
from shared.settings import Settings
from shared.whole_files import PRIVATE

_DEMO_DATA = Path("var/demo")


def demo(
    data: DataOption = None,
    port: PortOption = None,
    first: Annotated[str, typer.Option(help="从哪个月开始")] = "2021-01",
    last: Annotated[str, typer.Option(help="到哪个月为止")] = "2025-12",
    stay: Annotated[bool, typer.Option(help="演示结束后保持看板在线")] = True,
    january: Annotated[bool, typer.Option(help="其后接着演 2026 年 1 月：虚构的规划，报到一半")] = True,
    url: Annotated[str | None, typer.Option(help="向已在运行的各服务报送（反向代理的地址）")] = None,
    aggregator_url: Annotated[str | None, typer.Option(help="没有反向代理时，汇总服务的地址")] = None,
    alerts_url: Annotated[str | None, typer.Option(help="没有反向代理时，预警服务的地址")] = None,
) -> None:
    """演示：按已公布的数据模拟2021—2025年逐月报送，接着是报到一半的2026年1月，再打开看板。再次运行则接着已有的数据。"""
    begin, end = month_of(first), month_of(last)
    if url is not None:
        addresses = Addresses(url, aggregator_url or url, alerts_url or url)
        raise typer.Exit(_play_elsewhere(settings_of(data), addresses, begin, end))
    if data is None and "XUSHI_DATA_DIR" not in os.environ:
        data = _DEMO_DATA  # never beside the data of a system in use
    # an office's own folder is left out: its people would get simulated messages
    settings = settings_of(data, port).model_copy(update={"site_dir": None})
    with alone(settings), _logs_aside(settings):
        raise typer.Exit(Demonstration(settings, Console()).run(begin, end, stay=stay, january=january))


def _play_elsewhere(settings: Settings, addresses: Addresses, begin: Month, end: Month) -> int:
    database = Database(settings.database_url("intake"))

    def open_accounts(people: Sequence[Login]) -> None:
        open_played(database, people, SystemClock().now())

    try:
        return RemoteDemonstration(settings, addresses, Console(), open_accounts).run(begin, end)
    finally:
        database.dispose()


@contextmanager
def _logs_aside(settings: Settings) -> Iterator[None]:
    """On a terminal the demonstration's logs go to a file: thousands of lines would leave nothing of what it says."""
    if not sys.stderr.isatty():
        yield
        return
    path = settings.data_dir / "demo.log"
    path.parent.mkdir(parents=True, exist_ok=True)  # nobody else has made it where the databases are on a server
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
    with os.fdopen(descriptor, "a", encoding="utf-8", buffering=1) as file:
        configure_logging(settings.log_level, file)
        Console().print(f"日志：{path.resolve()}", markup=False)
        try:
            yield
        finally:
            configure_logging(settings.log_level)


def oncall() -> None:
    """值守：把 Prometheus 发现的问题（经 Alertmanager）用邮件和群机器人告知运维。不需要数据库和 Kafka。"""
    settings = settings_of()
    try:
        app = create_oncall_app(settings)
    except ValueError as fault:
        Console().print(str(fault), style="red", markup=False)
        raise typer.Exit(2) from None
    server(app, settings).run()


def kafka_acls() -> None:
    """输出在 Kafka 上授权的命令：只有转发能写主题，服务只能读，建立主题的另有其人。交给 Kafka 的管理员执行。"""
    settings, console = settings_of(), Console(stderr=True)
    users = {
        KafkaUser.ADMIN: settings.kafka_admin_user,
        KafkaUser.RELAY: settings.kafka_relay_user,
        KafkaUser.READER: settings.kafka_user,
    }
    if not all(users.values()) or len(set(users.values())) < len(users):
        names = "XUSHI_KAFKA_ADMIN_USER、XUSHI_KAFKA_RELAY_USER、XUSHI_KAFKA_USER"
        console.print(f"请先设置三个不同的用户：{names}", style="red", markup=False)
        raise typer.Exit(2)
    for line in acl_commands(settings.kafka_prefix, users, settings.kafka_servers or "kafka:9092"):
        typer.echo(line)


def migrate(data: DataOption = None) -> None:
    """把三个数据库迁移到最新结构；设置了 Kafka 时一并建立主题。可重复、可同时执行。"""
    settings = settings_of(data)
    standalone = Standalone(settings)
    standalone.migrate()
    standalone.runtime.close()
    console = Console()
    console.print("数据库已是最新结构")
    if settings.kafka_servers:
        try:
            readied = ready_topics(settings)
        except (LogAway, LogBroken) as error:
            console.print(f"Kafka 主题未能建立：{kafka_words(error)}", style="red", markup=False)
            raise typer.Exit(1) from None
        console.print(f"Kafka 主题已就绪（新建 {len(readied.created)} 个）")
        for topic, changes in readied.mended.items():
            put = "、".join(f"{name}={value}" for name, value in changes.items())
            console.print(f"  {topic} 的设置已改正：{put}", markup=False)
