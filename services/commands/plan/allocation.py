"""``xushi plan allocate``: work out how a target is shared out, show it, and on request submit it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from services.commands.options import stop
from services.commands.plan.allocation_calls import amendments_at, latest_figure, submit_amendment
from services.commands.plan.allocation_table import show_allocation
from services.commands.plan.choice import FoldersOption, chosen_plans, with_own_plans
from shared.catalogue.allocation import NotAllocatable, Shared, Task, share_out, task
from shared.catalogue.amendments import NO_AMENDMENTS
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Indicator
from shared.library_words import system_words
from shared.quantities import QuantityError, to_base

PlanOption = Annotated[str, typer.Option("--plan", help="规划编号")]
RowOption = Annotated[int, typer.Option("--row", help="指标序号")]
YearOption = Annotated[int | None, typer.Option("--year", help="只分解这一年；不写则为整个规划期")]
WeightsOption = Annotated[
    Path | None, typer.Option("--weights", help="权数文件（CSV：region,weight，按指标的单位），如基期数")
]
UrlOption = Annotated[
    str | None, typer.Option("--url", help="运行中的服务地址：计入中期调整，没有权数文件则取最近已审核数")
]


def allocate_command(
    plan: PlanOption,
    row: RowOption,
    year: YearOption = None,
    weights: WeightsOption = None,
    url: UrlOption = None,
    submit: Annotated[
        bool, typer.Option("--submit", help="提交（须有 --url、文件名称和两把密钥）；不写只算不存")
    ] = False,
    document: Annotated[str, typer.Option(help="分解文件的名称")] = "",
    number: Annotated[str, typer.Option(help="发文字号")] = "",
    key: Annotated[str, typer.Option(envvar="XUSHI_KEY", help="审核人的密钥")] = "",
    second_key: Annotated[str, typer.Option(envvar="XUSHI_SECOND_KEY", help="第二签字人的密钥")] = "",
    folder: FoldersOption = None,
) -> None:
    """分解一项目标：下级有自己规划的照其规划，其余按权数（最大余额法）分摊，列出缺口。默认只算不存。"""
    catalogue = with_own_plans(folder)
    chosen_plans(catalogue, plan)
    console = Console()
    work, shared, body = allocate(catalogue, plan, row, year, weights, url)
    show_allocation(console, catalogue, work, shared, body)
    if not submit:
        console.print("只算未存；提交请加 --submit")
        return
    if not (url and document.strip() and key and second_key):
        stop("提交须给出 --url、--document、--key 和 --second-key", 2)
    sent = {**body, "document": document, "number": number}
    answer = submit_amendment(console, url, "/v1/targets/allocations", sent, key, second_key)
    console.print(f"已记录分解，位置 {answer['position']}", markup=False)


def allocate(
    catalogue: Catalogue,
    plan_id: str,
    row: int,
    year: int | None,
    weights_file: Path | None,
    url: str | None,
) -> tuple[Task, Shared, dict[str, Any]]:
    """The task, its shares, and the body that would submit them; a fault ends the command with its message."""
    amendments = NO_AMENDMENTS if url is None else amendments_at(url)
    try:
        work = task(catalogue, catalogue.plans[plan_id], row, year, amendments)
    except KeyError:
        stop(f"规划“{plan_id}”没有序号{row}")
    except NotAllocatable as error:
        stop(str(error))
    indicator = catalogue.indicators[work.target.indicator]
    weights = _weights(work, indicator, weights_file, url)
    return work, share_out(work, weights), _body(work, weights, weights_file is not None)


def _weights(work: Task, indicator: Indicator, file: Path | None, url: str | None) -> dict[str, int] | None:
    """By what to share: the file's weights, else the latest figures; None: all alike."""
    if file is not None:
        return _read_weights(file, work, indicator)
    if url is None:
        return None
    latest = {child: latest_figure(url, child, indicator) for child in work.others}
    return latest if any(latest.values()) else None  # nobody has figures: alike


def _body(work: Task, weights: Mapping[str, int] | None, from_file: bool) -> dict[str, Any]:
    """What is posted to have the allocation recorded, but for the document that orders it."""
    body: dict[str, Any] = {"plan": work.plan.id, "row": work.target.row}
    if work.year is not None:
        body["year"] = work.year
    if weights is not None:
        body["weights"] = [{"region": code, "weight": weight} for code, weight in weights.items()]
        body["weighed_by"] = "baseline" if from_file else "latest"
    return body


def _read_weights(path: Path, work: Task, indicator: Indicator) -> dict[str, int]:
    """``region,weight`` lines, the weight in the indicator's unit."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        given = [(row["region"].strip(), to_base(row["weight"], indicator.unit)) for row in rows]
    except OSError as error:
        stop(f"{path} 无法读取：{system_words(error)}")
    except UnicodeDecodeError:
        stop(f"{path} 无法读取，请另存为“CSV UTF-8”")
    except (KeyError, AttributeError):
        stop(f"{path} 应有 region、weight 两列")
    except QuantityError as error:
        stop(f"{path}：{error}")
    weights = dict(given)
    if len(weights) < len(given):
        twice = sorted({code for code, _ in given if sum(code == other for other, _ in given) > 1})
        stop(f"{path} 中有重复的地区：{'、'.join(twice)}")
    if strangers := [code for code in weights if code not in work.children]:
        stop(f"{path} 中不是下级地区：{'、'.join(strangers)}")
    if missing := [child for child in work.others if child not in weights]:
        stop(f"{path} 缺少下级地区：{'、'.join(missing)}")
    return {child: weights[child] for child in work.others}
