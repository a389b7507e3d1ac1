"""``xushi``: every command of the system."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from services.aggregator.main import rebuild_figures
from services.commands.alerts import alerts_app, outbox_app
from services.commands.audit import export_command, verify_command
from services.commands.backtest import backtest_app
from services.commands.bulletin import bulletin
from services.commands.forms import import_files, template
from services.commands.keys import keys_app
from services.commands.options import DataOption, bar, settings_of
from services.commands.plan import plan_app
from services.demo.player.remote import Addresses, RemoteDemonstration
from services.demonstration import Demonstration
from services.distributed import SERVICES, create_relay_app
from services.standalone import Standalone, server
from shared.log import LogAway, LogBroken
from shared.log.asyncapi import asyncapi
from shared.log.topics import create_topics
from shared.process.runtime import Runtime

app = typer.Typer(help="序时：五年规划指标的报送、汇总与预警", no_args_is_help=True, pretty_exceptions_enable=False)
parked_app = typer.Typer(help="搁置的事件流：列出、重试", no_args_is_help=True)
app.add_typer(plan_app, name="plan")
app.add_typer(backtest_app, name="backtest")
app.add_typer(outbox_app, name="outbox")
app.add_typer(alerts_app, name="alerts")
app.command("template")(template)
app.command("import")(import_files)
app.command()(bulletin)
app.add_typer(keys_app, name="keys")
app.command("verify")(verify_command)
app.command("export")(export_command)
app.add_typer(parked_app, name="parked")

_DEMO_DATA = Path("var/demo")
_PortOption = Annotated[int | None, typer.Option("--port", help="监听端口（默认取 XUSHI_PORT）")]


@app.command()
def up(data: DataOption = None, port: _PortOption = None) -> None:
    """启动三个服务（同一进程），先自动迁移数据库。"""
    settings = settings_of(data, port)
    standalone = Standalone(settings)
    Console().print(f"序时已启动：http://{settings.host}:{settings.port}/", markup=False)
    server(standalone.app, settings).run()


@app.command()
def demo(
    data: DataOption = None,
    port: _PortOption = None,
    first: Annotated[str, typer.Option(help="从哪个月开始")] = "2021-01",
    last: Annotated[str, typer.Option(help="到哪个月为止")] = "2025-12",
    stay: Annotated[bool, typer.Option(help="演示结束后保持看板在线")] = True,
    url: Annotated[str | None, typer.Option(help="向已在运行的各服务报送（反向代理的地址）")] = None,
    aggregator_url: Annotated[str | None, typer.Option(help="没有反向代理时，汇总服务的地址")] = None,
    alerts_url: Annotated[str | None, typer.Option(help="没有反向代理时，预警服务的地址")] = None,
) -> None:
    """演示：按已公布的数据模拟2021—2025年逐月报送，再打开看板。再次运行则接着已有的数据。"""
    if url is not None:
        addresses = Addresses(url, aggregator_url or url, alerts_url or url)
        raise typer.Exit(RemoteDemonstration(settings_of(data), addresses, Console()).run(first, last))
    if data is None and "XUSHI_DATA_DIR" not in os.environ:
        data = _DEMO_DATA  # never beside the data of a system in use
    settings = settings_of(data, port)
    raise typer.Exit(Demonstration(settings, Console()).run(first, last, stay=stay))


@app.command()
def serve(service: Annotated[str, typer.Argument(help="intake（报送）、aggregator（汇总）或 alerts（预警）")]) -> None:
    """单独启动一个服务（分布式部署；事件经 Kafka 传递）。"""
    if service not in SERVICES:
        Console().print(f"没有服务“{service}”；可选：{'、'.join(SERVICES)}", style="red", markup=False)
        raise typer.Exit(2)
    settings = settings_of()
    server(SERVICES[service](settings), settings).run()


@app.command()
def relay() -> None:
    """把三个事件库按位置顺序转发到 Kafka；同时启动几个时，一个工作，其余待命。"""
    settings = settings_of()
    if not settings.kafka_servers:
        Console().print("没有设置 XUSHI_KAFKA_SERVERS，无处可转发", style="red", markup=False)
        raise typer.Exit(2)
    server(create_relay_app(settings), settings).run()


@app.command()
def topics() -> None:
    """输出 Kafka 主题与消息的说明（AsyncAPI 3.0，JSON）。"""
    typer.echo(json.dumps(asyncapi(), ensure_ascii=False, indent=2))


@app.command()
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
            created = create_topics(settings)
        except (LogAway, LogBroken) as error:
            console.print(f"Kafka 主题未能建立：{error}", style="red", markup=False)
            raise typer.Exit(1) from None
        console.print(f"Kafka 主题已就绪（新建 {len(created)} 个）")


@app.command()
def submit(
    file: Annotated[Path, typer.Argument(help="报表 JSON 文件")],
    key: Annotated[str, typer.Option(envvar="XUSHI_KEY", help="本单位的密钥")],
    url: Annotated[str, typer.Option(help="服务地址")] = "http://127.0.0.1:8600",
    idempotency_key: Annotated[str | None, typer.Option(help="幂等键；重试时用同一个")] = None,
) -> None:
    """报送一份报表；同一幂等键重复执行只算一次。"""
    console = Console()
    once = idempotency_key or uuid.uuid4().hex
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once, "Content-Type": "application/json"}
    try:
        answer = httpx.post(f"{url}/v1/reports", content=file.read_bytes(), headers=headers, timeout=30)
    except (httpx.HTTPError, OSError) as error:
        console.print(f"没有送达：{error}。请以 --idempotency-key {once} 重试", style="red", markup=False)
        raise typer.Exit(2) from None
    console.print_json(answer.text)
    if answer.is_error:
        raise typer.Exit(1)


@app.command()
def rebuild(
    data: DataOption = None,
    swap: Annotated[bool, typer.Option(help="有差异时以重建结果替换现有汇总")] = False,
) -> None:
    """从位置0重建汇总，与现有汇总逐项比对。"""
    runtime = Runtime(settings_of(data))
    console = Console()
    with bar(console) as shown:
        task = shown.add_task("重建汇总", total=None)
        report = rebuild_figures(
            runtime, swap=swap, progress=lambda done, total: shown.update(task, completed=done, total=total)
        )
    runtime.close()
    console.print(f"重建至位置 {report.position}，{report.figures} 项汇总，差异 {len(report.differences)} 项")
    for difference in report.differences[:20]:
        console.print(f"  {difference}", style="red", markup=False)
    if report.swapped:
        console.print("已用重建结果替换")
    raise typer.Exit(0 if not report.differences or report.swapped else 1)


@parked_app.command("list")
def parked_list(data: DataOption = None) -> None:
    """列出被搁置的事件流。"""
    standalone = Standalone(settings_of(data))
    table = Table("读取者", "事件流", "件数", "首个位置", "原因")
    for consumer in standalone.consumers:
        for parked in consumer.parked():
            table.add_row(consumer.name, parked.key, str(parked.events), str(parked.position), parked.error)
    Console().print(table if table.row_count else "没有被搁置的事件流")
    standalone.runtime.close()


@parked_app.command("retry")
def parked_retry(consumer: str, stream: str, data: DataOption = None) -> None:
    """按原有顺序重新处理一个被搁置的事件流。"""
    standalone = Standalone(settings_of(data))
    console = Console()
    found = {each.name: each for each in standalone.consumers}.get(consumer)
    waiting = [parked for parked in found.parked() if parked.key == stream] if found else []
    if found is None or not waiting:
        console.print(f"“{consumer}”没有搁置事件流“{stream}”", style="red", markup=False)
        raise typer.Exit(2)
    done = found.retry_parked(stream)
    standalone.runtime.close()
    console.print(f"已处理 {done} 件，共 {waiting[0].events} 件", markup=False)
    raise typer.Exit(0 if done == waiting[0].events else 1)


if __name__ == "__main__":
    app()
