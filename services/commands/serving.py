"""The commands that a process serves by: ``up``, ``serve`` and ``relay``. They are all that such a process loads of the
commands (see :mod:`services.cli`)."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from services.commands.options import DataOption, PortOption, alone, settings_of
from services.commands.refusals import Commands
from services.commands.spoken.classes import speak
from services.distributed import MIGRATIONS, SERVICES, create_relay_app
from services.standalone import Standalone
from shared.database.engine import Database
from shared.office.pdf.printing import Printing
from shared.process.catalogue.sources import site_of
from shared.process.file_clock import DEMONSTRATION_CLOCK
from shared.process.serving import server
from shared.settings import Settings


def up(data: DataOption = None, port: PortOption = None) -> None:
    """启动三个服务（同一进程），先自动迁移数据库。"""
    settings = settings_of(data, port)
    with alone(settings):
        _refuse_newer(settings, *MIGRATIONS)
        standalone = Standalone(settings)
        standalone.runtime.printing.begin()
        address = f"http://{settings.host}:{settings.port}/"
        server(standalone.app, settings, lambda: _tell_started(address, settings)).run()


def _tell_started(address: str, settings: Settings) -> None:
    console = Console()
    console.print(f"序时已启动：{address}", markup=False)
    if settings.clock_file is not None and settings.clock_file.name == DEMONSTRATION_CLOCK:
        console.print("演示数据：时钟停在演示的时刻，不是现在", markup=False)


def serve(service: Annotated[str, typer.Argument(help="intake（报送）、aggregator（汇总）或 alerts（预警）")]) -> None:
    """单独启动一个服务（分布式部署；事件经 Kafka 传递）。"""
    if service not in SERVICES:
        Console().print(f"没有服务“{service}”；可选：{'、'.join(SERVICES)}", style="red", markup=False)
        raise typer.Exit(2)
    settings = settings_of()
    with alone(settings, service):
        _refuse_newer(settings, service)
        Printing(settings, site_of(settings)).begin()
        server(SERVICES[service](settings), settings).run()


def _refuse_newer(settings: Settings, *services: str) -> None:
    """Refuse in words, before anything is started, a database that is away or that a later version has written to."""
    for service in services:
        database = Database(settings.database_url(service))
        try:
            database.refuse_newer(MIGRATIONS[service])
        finally:
            database.dispose()


def relay() -> None:
    """把三个事件库按位置顺序转发到 Kafka；同时启动几个时，一个工作，其余待命。"""
    settings = settings_of()
    if not settings.kafka_servers:
        Console().print("没有设置 XUSHI_KAFKA_SERVERS，无处可转发", style="red", markup=False)
        raise typer.Exit(2)
    with alone(settings, "relay"):
        server(create_relay_app(settings), settings).run()


def commands() -> typer.Typer:
    """``xushi`` with these commands alone."""
    app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False)
    for command in (up, serve, relay):
        app.command()(command)
    app.callback()(lambda: None)  # so that one command of several is asked for by its name
    speak(app)
    return app
