"""What the demonstration says at the terminal: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from services.demo.play import PlaySummary, Progress

BEGIN = datetime(2021, 1, 1, tzinfo=UTC)
"""Where the simulated clock stands before anything was recorded."""


def tell_begin(console: Console) -> None:
    """What the figures are."""
    console.print("演示数据：全部为模拟数据，全市（省、州）合计经过已公布的数字", style="bold")


@contextmanager
def bar(console: Console) -> Iterator[Callable[[Progress], None]]:
    """A progress bar for as long as the block lasts; what it gives shows how far the play is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console) as shown:
        task = shown.add_task("报送", total=None)

        def show(played: Progress) -> None:
            shown.update(task, description=played.period, completed=played.done, total=played.total)

        yield show


def tell_summary(console: Console, summary: PlaySummary, seconds: float, alerts: Iterable[Mapping[str, Any]]) -> None:
    """What was played, and the open alerts, as ``GET /v1/alerts`` gives them."""
    console.print(
        f"本次报送 {summary.posted} 份，审核 {summary.accepted} 份，更正 {summary.corrected} 份，用时 {seconds:.1f} 秒"
    )
    console.print("未结预警：")
    for alert in alerts:
        console.print(
            f"  {alert['number']} 第{alert['episode']}期 {alert['level_name']} "
            f"{alert['region_name']} {alert['name']}（自{alert['raised_period']}）",
            markup=False,
        )


def tell_failure(console: Console, error: Exception) -> None:
    """Why the play has ended before its end."""
    console.print(f"演示中断：{error}", style="red", markup=False)
