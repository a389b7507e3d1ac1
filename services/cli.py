"""``xushi``: every command of the system."""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from services.aggregator.main import rebuild_figures
from services.demo.remote import Addresses, RemoteDemonstration
from services.demonstration import Demonstration
from services.distributed import SERVICES, create_relay_app
from services.plan_cli import plan_app
from services.standalone import Standalone, server
from shared.keys import Role, load_keys, new_key, save_keys
from shared.log import LogAway, LogBroken
from shared.log.asyncapi import asyncapi
from shared.log.topics import create_topics
from shared.observe import configure_logging
from shared.runtime import PRODUCERS, Runtime
from shared.settings import Settings
from shared.store import Verdict, verify

_LONGEST_KEY_ID = 100  # it stands in the actor of every event, which has room for 120

app = typer.Typer(help="序时：五年规划指标的报送、汇总与预警", no_args_is_help=True, pretty_exceptions_enable=False)
keys_app = typer.Typer(help="密钥：发放、列出、作废", no_args_is_help=True)
parked_app = typer.Typer(help="搁置的事件流：列出、重试", no_args_is_help=True)
app.add_typer(plan_app, name="plan")
app.add_typer(keys_app, name="keys")
app.add_typer(parked_app, name="parked")

_DEMO_DATA = Path("var/demo")
_DataOption = Annotated[Path | None, typer.Option("--data", help="数据文件夹（默认取 XUSHI_DATA_DIR）")]
_PortOption = Annotated[int | None, typer.Option("--port", help="监听端口（默认取 XUSHI_PORT）")]


def _settings(data: Path | None = None, port: int | None = None) -> Settings:
    changes: dict[str, object] = {}
    if data is not None:
        changes["data_dir"] = data
    if port is not None:
        changes |= {"port": port, "public_url": f"http://127.0.0.1:{port}"}
    settings = Settings().model_copy(update=changes)
    configure_logging(settings.log_level)
    return settings


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )


@app.command()
def up(data: _DataOption = None, port: _PortOption = None) -> None:
    """启动三个服务（同一进程），先自动迁移数据库。"""
    settings = _settings(data, port)
    standalone = Standalone(settings)
    Console().print(f"序时已启动：http://{settings.host}:{settings.port}/", markup=False)
    server(standalone.app, settings).run()


@app.command()
def demo(
    data: _DataOption = None,
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
        raise typer.Exit(RemoteDemonstration(_settings(data), addresses, Console()).run(first, last))
    if data is None and "XUSHI_DATA_DIR" not in os.environ:
        data = _DEMO_DATA  # never beside the data of a system in use
    settings = _settings(data, port)
    raise typer.Exit(Demonstration(settings, Console()).run(first, last, stay=stay))


@app.command()
def serve(service: Annotated[str, typer.Argument(help="intake（报送）、aggregator（汇总）或 alerts（预警）")]) -> None:
    """单独启动一个服务（分布式部署；事件经 Kafka 传递）。"""
    if service not in SERVICES:
        Console().print(f"没有服务“{service}”；可选：{'、'.join(SERVICES)}", style="red", markup=False)
        raise typer.Exit(2)
    settings = _settings()
    server(SERVICES[service](settings), settings).run()


@app.command()
def relay() -> None:
    """把三个事件库按位置顺序转发到 Kafka；同时启动几个时，一个工作，其余待命。"""
    settings = _settings()
    if not settings.kafka_servers:
        Console().print("没有设置 XUSHI_KAFKA_SERVERS，无处可转发", style="red", markup=False)
        raise typer.Exit(2)
    server(create_relay_app(settings), settings).run()


@app.command()
def topics() -> None:
    """输出 Kafka 主题与消息的说明（AsyncAPI 3.0，JSON）。"""
    typer.echo(json.dumps(asyncapi(), ensure_ascii=False, indent=2))


@app.command()
def migrate(data: _DataOption = None) -> None:
    """把三个数据库迁移到最新结构；设置了 Kafka 时一并建立主题。可重复、可同时执行。"""
    settings = _settings(data)
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


@app.command("verify")
def verify_command(data: _DataOption = None) -> None:
    """核验事件链：指出第一处被改动、缺失或调换的事件。"""
    runtime = Runtime(_settings(data))
    console = Console()
    whole = True
    for topic in PRODUCERS:
        verdict = _verify_topic(runtime, topic, console)
        if verdict.whole:
            console.print(f"{topic}：完整，{verdict.checked} 个事件，链头 {verdict.head}", markup=False)
        else:
            whole = False
            console.print(
                f"{topic}：位置 {verdict.position} 有问题（{verdict.fault}）：{verdict.detail}；"
                f"此前 {verdict.checked} 个事件完好",
                style="red",
                markup=False,
            )
    runtime.close()
    raise typer.Exit(0 if whole else 1)


def _verify_topic(runtime: Runtime, topic: str, console: Console) -> Verdict:
    service = PRODUCERS[topic]
    database = runtime.database(service)
    with _bar(console) as bar, database.read() as connection:
        task = bar.add_task(f"核验 {topic}", total=None)
        return verify(runtime.store, connection, lambda done, total: bar.update(task, completed=done, total=total))


@app.command()
def rebuild(
    data: _DataOption = None,
    swap: Annotated[bool, typer.Option(help="有差异时以重建结果替换现有汇总")] = False,
) -> None:
    """从位置0重建汇总，与现有汇总逐项比对。"""
    runtime = Runtime(_settings(data))
    console = Console()
    with _bar(console) as bar:
        task = bar.add_task("重建汇总", total=None)
        report = rebuild_figures(
            runtime, swap=swap, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    runtime.close()
    console.print(f"重建至位置 {report.position}，{report.figures} 项汇总，差异 {len(report.differences)} 项")
    for difference in report.differences[:20]:
        console.print(f"  {difference}", style="red", markup=False)
    if report.swapped:
        console.print("已用重建结果替换")
    raise typer.Exit(0 if not report.differences or report.swapped else 1)


@parked_app.command("list")
def parked_list(data: _DataOption = None) -> None:
    """列出被搁置的事件流。"""
    standalone = Standalone(_settings(data))
    table = Table("读取者", "事件流", "件数", "首个位置", "原因")
    for consumer in standalone.consumers:
        for parked in consumer.parked():
            table.add_row(consumer.name, parked.key, str(parked.events), str(parked.position), parked.error)
    Console().print(table if table.row_count else "没有被搁置的事件流")
    standalone.runtime.close()


@parked_app.command("retry")
def parked_retry(consumer: str, stream: str, data: _DataOption = None) -> None:
    """按原有顺序重新处理一个被搁置的事件流。"""
    standalone = Standalone(_settings(data))
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


@app.command()
def outbox(data: _DataOption = None, most: Annotated[int, typer.Option(help="最多列出几封")] = 20) -> None:
    """列出外发文件夹中最近的消息。"""
    settings = _settings(data)
    files = sorted(settings.outbox_path.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    table = Table("文件", "收件人", "主题")
    for path in files[:most]:
        message = json.loads(path.read_text("utf-8"))
        table.add_row(path.stem, message["recipient"], message["subject"])
    Console().print(table if files else f"{settings.outbox_path} 中没有消息")


@keys_app.command("add")
def keys_add(
    key_id: Annotated[str, typer.Argument(help="密钥名称，将作为操作人记录")],
    role: Annotated[Role, typer.Option(help="角色")],
    region: Annotated[str, typer.Option(help="地区代码")] = "",
    expires: Annotated[datetime | None, typer.Option(help="到期日（北京时间以外一律按UTC）")] = None,
    data: _DataOption = None,
) -> None:
    """发放一把密钥；密钥只显示这一次，系统只存其散列。"""
    path = _settings(data).keys_path
    keys = load_keys(path)
    console = Console()
    if not (key_id.strip() and key_id.isprintable() and len(key_id) <= _LONGEST_KEY_ID):
        console.print(f"密钥名称应为1至{_LONGEST_KEY_ID}个可见字符", style="red", markup=False)
        raise typer.Exit(2)
    if any(key.id == key_id for key in keys):
        console.print(f"已有名为“{key_id}”的密钥", style="red", markup=False)
        raise typer.Exit(2)
    key, secret = new_key(key_id, role, region, expires.replace(tzinfo=UTC) if expires else None)
    save_keys(path, [*keys, key])
    console.print(secret, markup=False, highlight=False)


@keys_app.command("list")
def keys_list(data: _DataOption = None) -> None:
    """列出密钥（不含密钥本身）。"""
    table = Table("名称", "角色", "地区", "到期")
    for key in load_keys(_settings(data).keys_path):
        table.add_row(key.id, key.role, key.region, key.expires_at.isoformat() if key.expires_at else "")
    Console().print(table)


@keys_app.command("remove")
def keys_remove(key_id: str, data: _DataOption = None) -> None:
    """作废一把密钥，立即生效。"""
    path = _settings(data).keys_path
    keys = load_keys(path)
    kept = [key for key in keys if key.id != key_id]
    if len(kept) == len(keys):
        Console().print(f"没有名为“{key_id}”的密钥", style="red", markup=False)
        raise typer.Exit(2)
    save_keys(path, kept)


if __name__ == "__main__":
    app()
