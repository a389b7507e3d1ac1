"""``xushi evaluate``: publish the evaluation report of a plan, or look at its draft, and write its files."""

from __future__ import annotations

import getpass
import uuid
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from services.aggregator.bulletin.publish import NotPrinted, Superseded
from services.aggregator.evaluation.kinds import NotEvaluated, read_kind
from services.aggregator.evaluation.publish import AskedEvaluation, Evaluations, Publisher
from services.aggregator.evaluation.written.renditions import file_name, made_anew, render
from services.aggregator.issuing.renditions import PDF
from services.aggregator.main import Aggregator
from services.commands.documents.written import write_documents
from services.commands.options import DataOption, settings_of, stop
from shared.events.published.evaluation import EvaluationContent
from shared.process.runtime import Runtime
from shared.web.problems import Problem

_LONGEST_ACTOR = 100


def evaluate(
    plan: Annotated[str, typer.Argument(help="规划编号")],
    kind: Annotated[str, typer.Option(help="annual 年度、midterm 中期、final 总结")],
    year: Annotated[int | None, typer.Option(help="哪一年（年度评估须指明）")] = None,
    as_of: Annotated[str, typer.Option(help="时点：位置序号、日期或带时区的时刻；不写为现在")] = "",
    out: Annotated[Path | None, typer.Option(help="写出各种文件的文件夹")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="只出草稿，不发布")] = False,
    data: DataOption = None,
) -> None:
    """评估：发布一个规划的年度、中期或总结评估报告（同一数据只发一次），并写出文件；发布是事件，以后逐字节不变。"""
    runtime = Runtime(settings_of(data))
    try:
        aggregator = Aggregator(runtime)
        aggregator.migrate()
        aggregator.fill_history()
        asked = AskedEvaluation(plan, read_kind(kind), year)
        content, paper, said = _make(aggregator.evaluations, asked, as_of, draft)
    except Problem as problem:
        _refuse("；".join(fault.message for fault in problem.faults) or problem.title)
    except (NotEvaluated, NotPrinted, Superseded) as fault:
        _refuse(str(fault))
    finally:
        runtime.close()
    console = Console()
    console.print(f"{content.title} {said}，报送事件序号 {content.position}", markup=False, soft_wrap=True)
    write_documents(console, {**render(content), PDF: paper}, partial(file_name, content), out)


def _make(
    evaluations: Evaluations, asked: AskedEvaluation, as_of: str, draft: bool
) -> tuple[EvaluationContent, bytes, str]:
    """The content, as it is printed, and what is said of it."""
    point = evaluations.at(as_of)
    if draft:
        content = evaluations.draft(asked, point)
        return content, made_anew(content, evaluations.printing, PDF), "草稿"
    actor = f"cli:{getpass.getuser()}"[:_LONGEST_ACTOR]
    done = evaluations.publish(asked, point, Publisher(actor, uuid.uuid4().hex))
    content, kept = done.event.content, evaluations.kept(done)
    paper = kept.data if kept is not None else made_anew(content, evaluations.printing, PDF)
    return content, paper, "已发布" if done.created else "早已发布，内容未变"


def _refuse(message: str) -> NoReturn:
    stop(message, 2)
