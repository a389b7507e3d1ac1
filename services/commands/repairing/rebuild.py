"""``xushi rebuild``, ``xushi parked``: figures made again and compared, held-back streams listed and tried again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.aggregator.catalogue_in_use import AnotherCatalogue
from services.aggregator.main import rebuild_figures
from services.commands.newest import newest_of
from services.commands.options import DataOption, bar, settings_of, stop
from services.commands.repairing.putting_back import put_back, tell_put_back
from services.commands.spoken.columns import whole
from shared.library_words import fault_words
from shared.log import LogBroken

_OTHER_FILES = (
    "没有处理：现有汇总依照的是另一套目录文件，本次读到的文件已有改动，或本单位的文件夹不是服务所用的那一个。"
    "先以新文件启动一次服务（汇总与判定随即改依新目录），或给出服务所用的文件夹（XUSHI_SITE_DIR），再执行。"
)

parked_app = typer.Typer(help="搁置的事件流：列出、重试", no_args_is_help=True)


def rebuild(
    data: DataOption = None,
    swap: Annotated[bool, typer.Option(help="有差异时以重建结果替换现有汇总")] = False,
    lost: Annotated[Path | None, typer.Option("--lost", help="丢失的报表写到哪个文件夹（默认数据文件夹）")] = None,
) -> None:
    """从位置0重建汇总，与现有汇总逐项比对。事件库回到了以前的，--swap 先把汇总退到两者相同之处，再读到库的末尾。"""
    settings, console = settings_of(data), Console()
    standalone = newest_of(settings)
    try:
        if swap:
            tell_put_back(put_back(settings, lost), console)
        with bar(console) as shown:
            task = shown.add_task("重建汇总", total=None)
            report = rebuild_figures(
                standalone.runtime,
                swap=swap,
                progress=lambda done, total: shown.update(task, completed=done, total=total),
            )
    except AnotherCatalogue:
        stop(_OTHER_FILES)
    except OSError as error:
        stop(f"没有重建：丢失的报表写不下来（{fault_words(error)}）。现有汇总没有改动。", 2)
    except LogBroken as error:
        stop(f"无法重建：报送的事件库已不含汇总读到过的事件（{error}）。现有汇总没有改动；见运行手册“库回到了以前”。")
    finally:
        standalone.runtime.close()
    console.print("与报送的事件库比对（不是与 Kafka 主题）")
    console.print(f"重建至位置 {report.position}，{report.figures} 项汇总，差异 {len(report.differences)} 项")
    for difference in report.differences[:20]:
        console.print(f"  {difference}", style="red", markup=False)
    if report.swapped:
        console.print("已用重建结果替换")
    raise typer.Exit(0 if not report.differences or report.swapped else 1)


@parked_app.command("list")
def parked_list(data: DataOption = None) -> None:
    """列出被搁置的事件流。"""
    standalone = newest_of(settings_of(data))
    table = Table(*whole("读取者", "事件流", "件数", "首个位置", "原因"))
    for consumer in standalone.consumers:
        for parked in consumer.parked():
            table.add_row(consumer.name, parked.key, str(parked.events), str(parked.position), parked.error)
    Console().print(table if table.row_count else "没有被搁置的事件流")
    standalone.runtime.close()


@parked_app.command("retry")
def parked_retry(consumer: str, stream: str, data: DataOption = None) -> None:
    """按原有顺序重新处理一个被搁置的事件流。"""
    standalone = newest_of(settings_of(data))
    console = Console()
    found = {each.name: each for each in standalone.consumers}.get(consumer)
    waiting = [parked for parked in found.parked() if parked.key == stream] if found else []
    if found is None or not waiting:
        console.print(f"“{consumer}”没有搁置事件流“{stream}”", style="red", markup=False)
        raise typer.Exit(2)
    try:
        done = found.retry_parked(stream)
    except AnotherCatalogue:
        stop(_OTHER_FILES)
    finally:
        standalone.runtime.close()
    console.print(f"已处理 {done} 件，共 {waiting[0].events} 件", markup=False)
    raise typer.Exit(0 if done == waiting[0].events else 1)
