"""``xushi plan allocate``: work out how a target is shared out, show it, and on request submit it."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx
import msgspec
import typer
from rich.console import Console
from rich.table import Table

from shared.catalogue.allocation import NotAllocatable, Shared, Task, share_out, task
from shared.catalogue.amendments import NO_AMENDMENTS, Amendment, Amendments
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.events import TargetRevised
from shared.quantities import QuantityError, format_amount, to_base

_TIMEOUT = 30
_BASES = {"own_plan": "本地区规划", "apportioned": "按权数分摊", "given": "文件给定"}


def allocate(
    catalogue: Catalogue,
    plan_id: str,
    row: int,
    year: int | None,
    weights_file: Path | None,
    url: str | None,
) -> tuple[Task, Shared, dict[str, Any]]:
    """The task, its shares, and the body that would submit them; a fault ends the command with its message."""
    amendments = NO_AMENDMENTS if url is None else _amendments(url)
    try:
        work = task(catalogue, catalogue.plans[plan_id], row, year, amendments)
    except KeyError:
        _stop(f"规划“{plan_id}”没有序号{row}")
    except NotAllocatable as error:
        _stop(str(error))
    indicator = catalogue.indicators[work.target.indicator]
    weights: dict[str, int] | None = None
    if weights_file is not None:
        weights = _read_weights(weights_file, work, indicator)
    elif url is not None:
        latest = {child: _latest(url, child, indicator) for child in work.others}
        weights = latest if any(latest.values()) else None  # nobody has figures: alike
    body: dict[str, Any] = {"plan": plan_id, "row": row}
    if year is not None:
        body["year"] = year
    if weights is not None:
        body["weights"] = [{"region": code, "weight": weight} for code, weight in weights.items()]
        body["weighed_by"] = "baseline" if weights_file is not None else "latest"
    return work, share_out(work, weights), body


def show(console: Console, catalogue: Catalogue, work: Task, shared: Shared, body: Mapping[str, Any]) -> None:
    """Print the shares as a table, their sum and the gap."""
    unit, of = work.target.unit, "整个规划期" if work.year is None else f"{work.year}年"
    weights = {each["region"]: each["weight"] for each in body.get("weights", ())}
    table = Table(title=f"{work.plan.short_name or work.plan.name} {work.target.name} {of}", title_justify="left")
    for head in ("代码", "地区", f"权数（{unit.base}）", f"分解数（{unit.symbol}）", "依据"):
        table.add_column(head, justify="right" if "（" in head else "left")
    for share in shared.shares:
        weight = f"{weights[share.region]:,}" if share.region in weights else "—"
        amount = format_amount(share.amount, unit)
        table.add_row(share.region, catalogue.regions[share.region].name, weight, amount, _BASES[share.basis])
    console.print(table)
    word = "超出" if shared.gap < 0 else "缺口"
    total = format_amount(shared.amount - shared.gap, unit)
    gap = format_amount(abs(shared.gap), unit)
    console.print(
        f"应分解 {format_amount(shared.amount, unit)} {unit.symbol}，合计 {total}，{word} {gap}", markup=False
    )


def submit(console: Console, url: str, body: Mapping[str, Any], key: str, second_key: str) -> None:
    """Post the allocation; the command ends with 1 when it is refused, with 2 when nobody answers."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Second-Signer": f"Bearer {second_key}",
        "Idempotency-Key": uuid.uuid5(uuid.NAMESPACE_URL, msgspec.json.encode(body, order="sorted").decode()).hex,
    }
    try:
        answer = httpx.post(f"{url}/v1/targets/allocations", json=dict(body), headers=headers, timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        _stop(f"没有送达：{error}", 2)
    if answer.is_error:
        console.print_json(answer.text)
        raise typer.Exit(1)
    console.print(f"已记录分解，位置 {answer.json()['position']}", markup=False)


def _read_weights(path: Path, work: Task, indicator: Indicator) -> dict[str, int]:
    """``region,weight`` lines, the weight in the indicator's unit."""
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
        weights = {row["region"].strip(): to_base(row["weight"], indicator.unit) for row in rows}
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{path} 无法读取：{error}")
    except (KeyError, AttributeError):
        _stop(f"{path} 应有 region、weight 两列")
    except QuantityError as error:
        _stop(f"{path}：{error}")
    if missing := [child for child in work.others if child not in weights]:
        _stop(f"{path} 缺少下级地区：{'、'.join(missing)}")
    return {child: weights[child] for child in work.others}


def _amendments(url: str) -> Amendments:
    items = []
    for target in _get(url, "/v1/targets", {}).get("targets", ()):
        for told in target["revisions"]:
            fields = {name: told[name] for name in TargetRevised.__struct_fields__ if name in told}
            event = msgspec.convert(fields | {"plan": target["plan"], "row": target["row"]}, TargetRevised)
            items.append(Amendment(told["position"], 0, event))
    return Amendments(items)


def _latest(url: str, region: str, indicator: Indicator) -> int:
    """The accepted figure of the latest month (a flow: of the year so far); 0 where there is none."""
    figures = _get(url, "/v1/figures", {"region": region, "indicator": indicator.id}).get("figures")
    accepted = figures[-1]["accepted"] if figures else {}
    value = accepted.get("year_to_date" if indicator.kind is Kind.FLOW else "value")
    return max(0, value or 0)


def _get(url: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The answer; empty where there is nothing of the kind."""
    try:
        answer = httpx.get(f"{url}{path}", params=query, timeout=_TIMEOUT)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return {}
        answer.raise_for_status()
    except httpx.HTTPError as error:
        _stop(f"{url} 未能读到：{error}", 2)
    found: dict[str, Any] = answer.json()
    return found


def _stop(message: str, code: int = 1) -> NoReturn:
    Console(stderr=True).print(message, style="red", markup=False)
    raise typer.Exit(code) from None


PlanOption = Annotated[str, typer.Option("--plan", help="规划编号")]
RowOption = Annotated[int, typer.Option("--row", help="指标序号")]
YearOption = Annotated[int | None, typer.Option("--year", help="只分解这一年；不写则为整个规划期")]
WeightsOption = Annotated[
    Path | None, typer.Option("--weights", help="权数文件（CSV：region,weight，按指标的单位），如基期数")
]
UrlOption = Annotated[
    str | None, typer.Option("--url", help="运行中的服务地址：计入中期调整，没有权数文件则取最近已审核数")
]
