"""``xushi export``: every event of a topic, as it was recorded, in a file that can be verified elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.options import DataOption, bar, settings_of
from shared.library_words import system_words
from shared.log import PRODUCERS
from shared.process.runtime import Runtime
from shared.store.export import write_export
from shared.store.model import Head


def export_command(
    topic: Annotated[str, typer.Argument(help="reports、figures 或 alerts")],
    out: Annotated[Path, typer.Option("--out", help="写入的文件，如 reports.ndjson.gz")],
    data: DataOption = None,
) -> None:
    """导出一个事件库的全部事件（原样，含校验值），可在别处核验。"""
    console = Console()
    if topic not in PRODUCERS:
        console.print(f"没有“{topic}”；可选：{'、'.join(PRODUCERS)}", style="red", markup=False)
        raise typer.Exit(2)
    runtime = Runtime(settings_of(data))
    try:
        head = _write(console, runtime, topic, out)
    except OSError as error:
        console.print(f"无法写入 {out}：{system_words(error)}", style="red", markup=False)
        raise typer.Exit(2) from None
    finally:
        runtime.close()
    console.print(f"已导出 {head.position} 个事件至 {out}，链头 {head.hash}", markup=False)


def _write(console: Console, runtime: Runtime, topic: str, out: Path) -> Head:
    with bar(console) as shown, runtime.database(PRODUCERS[topic]).read() as connection:
        task = shown.add_task(f"导出 {topic}", total=None)
        return write_export(
            runtime.store,
            connection,
            topic,
            runtime.clock.now().isoformat(),
            out,
            lambda done, total: shown.update(task, completed=done, total=total),
        )
