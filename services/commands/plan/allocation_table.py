"""How a target is shared out, as a table of the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from shared.catalogue.allocation import Shared, Task
from shared.catalogue.catalogue import Catalogue
from shared.quantities import format_amount, written_amount

_BASES = {"own_plan": "本地区规划", "apportioned": "按权数分摊", "given": "文件给定"}


def show_allocation(
    console: Console, catalogue: Catalogue, work: Task, shared: Shared, body: Mapping[str, Any]
) -> None:
    """Print the shares as a table, their sum and the gap."""
    weights = {each["region"]: each["weight"] for each in body.get("weights", ())}
    console.print(_table(catalogue, work, shared, weights))
    unit = work.target.unit
    word = "超出" if shared.gap < 0 else "缺口"
    amount, total, gap = (
        written_amount(each, unit) for each in (shared.amount, shared.amount - shared.gap, abs(shared.gap))
    )
    console.print(f"应分解 {amount}，合计 {total}，{word} {gap}", markup=False)


def _table(catalogue: Catalogue, work: Task, shared: Shared, weights: Mapping[str, int]) -> Table:
    unit, of = work.target.unit, "整个规划期" if work.year is None else f"{work.year}年"
    table = Table(title=f"{work.plan.short_name or work.plan.name} {work.target.name} {of}", title_justify="left")
    for head in ("代码", "地区", f"权数（{unit.base}）", f"分解数（{unit.symbol}）", "依据"):
        table.add_column(head, justify="right" if "（" in head else "left", overflow="fold")
    for share in shared.shares:
        weight = f"{weights[share.region]:,}" if share.region in weights else "—"
        amount = format_amount(share.amount, unit)
        table.add_row(share.region, catalogue.regions[share.region].name, weight, amount, _BASES[share.basis])
    return table
