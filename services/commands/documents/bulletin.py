"""``xushi bulletin``: publish a region's bulletin of a month, or look at its draft, and write its files."""

from __future__ import annotations

import getpass
import uuid
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.aggregator.bulletin.content import NotCovered
from services.aggregator.bulletin.files import differing
from services.aggregator.bulletin.layout import edition
from services.aggregator.bulletin.publish import Bulletins, Superseded
from services.aggregator.bulletin.renditions import file_name, made_anew, render
from services.aggregator.issuing.renditions import PDF
from services.aggregator.main import Aggregator
from services.commands.documents.written import write_documents
from services.commands.options import DataOption, settings_of
from shared.events.bulletin_content import BulletinContent
from shared.periods import Month
from shared.points import Point
from shared.process.runtime import Runtime
from shared.web.problems import Problem

_LONGEST_ACTOR = 100


def bulletin(
    period: Annotated[str, typer.Argument(help="数据期 YYYY-MM")],
    region: Annotated[str, typer.Option(help="地区代码，须有本级规划")],
    as_of: Annotated[str, typer.Option(help="时点：位置序号、日期或带时区的时刻；不写为现在")] = "",
    out: Annotated[Path | None, typer.Option(help="写出 .html、.xlsx、.docx、.pdf 的文件夹")] = None,
    embargo: Annotated[str, typer.Option(help="到这一时刻才公开，如 2026-03-20T09:00（北京时间）")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="只出草稿，不发布")] = False,
    data: DataOption = None,
) -> None:
    """通报：发布一个地区一个月的通报（同一数据只发一次），并写出文件；发布是事件，以后逐字节不变。"""
    console = Console()
    runtime = Runtime(settings_of(data))
    try:
        aggregator = Aggregator(runtime)
        aggregator.migrate()
        aggregator.fill_history()
        content, paper, said, warned = _make(aggregator.bulletins, region, Month.parse(period), as_of, embargo, draft)
    except Problem as problem:
        _refuse(console, "；".join(fault.message for fault in problem.faults) or problem.title)
    except (NotCovered, Superseded, ValueError) as fault:
        _refuse(console, str(fault))
    finally:
        runtime.close()
    _tell(console, content, said, warned)
    write_documents(console, {**render(content), PDF: paper}, partial(file_name, content), out)


def _make(
    bulletins: Bulletins, region: str, period: Month, as_of: str, embargo: str, draft: bool
) -> tuple[BulletinContent, bytes, str, list[str]]:
    """The content, as it is printed, what is said of it, and which renditions differ from those that were published."""
    point: Point = bulletins.at(as_of)
    if draft:
        content = bulletins.draft(region, period, point)
        return content, made_anew(content, bulletins.printing, PDF), f"草稿（{edition(content.number)}）", []
    actor = f"cli:{getpass.getuser()}"[:_LONGEST_ACTOR]
    until = bulletins.embargo(embargo)
    done = bulletins.publish(region, period, point, actor, uuid.uuid4().hex, embargo_until=until)
    word = "已发布" if done.created else "早已发布，内容未变"
    content, kept = done.event.content, bulletins.kept(done)
    paper = kept.data if kept is not None else made_anew(content, bulletins.printing, PDF)
    return content, paper, f"{edition(done.event.number)} {word}", differing(bulletins, done)


def _tell(console: Console, content: BulletinContent, said: str, warned: list[str]) -> None:
    console.print(
        f"{content.title}（{content.period}）{said}，报送事件序号 {content.position}", markup=False, soft_wrap=True
    )
    if warned:
        console.print(
            f"本版程序生成的 {'、'.join(warned)} 与发布时的字节不同，内容以事件为准", style="yellow", markup=False
        )


def _refuse(console: Console, message: str) -> None:
    console.print(message, style="red", markup=False)
    raise typer.Exit(2) from None
