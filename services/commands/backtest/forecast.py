"""``xushi backtest forecast``: how good forecasts were on published figures, and on those of a data folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import sqlalchemy as sa
import typer
from rich.console import Console

from services.aggregator.backtest import played as backtest_played
from services.aggregator.backtest import published as backtest_published
from services.aggregator.backtest.published_totals import PlanTotal, plan_forecasts
from services.aggregator.backtest.published_years import INDICATOR, published_series
from services.aggregator.backtest.scoring import NOMINAL, Band, Bet, score
from services.commands.backtest.forecast_tables import add_score, add_scores, of_years, score_table
from services.commands.options import settings_of
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.profiles import NATION
from shared.catalogue.published import PublishedFigure
from shared.process.runtime import Runtime

_MUNICIPALITY, _PLAN, _JOBS = "500000", "chongqing-2021-2025", "urban_new_employment"
_FIVE_YEARS = f"{INDICATOR}(十四五以来五年累计)"
_TURN = 2023
"""The last year up to which the national series is nearly complete."""

T = TypeVar("T", Band, Bet)


def forecast_command(
    data: Annotated[Path | None, typer.Option("--data", help="另测一个数据文件夹中的各项指标（如演示的）")] = None,
) -> None:
    """预判回测：区间覆盖率与布赖尔分（Brier），并与直线序时、历史达标率比较。"""
    console = Console()
    _published(console, read_published(), load_catalogue())  # the figures are of plans that come with the program
    if data is not None:
        _played(console, data)


def _published(console: Console, figures: Sequence[PublishedFigure], catalogue: Catalogue) -> None:
    nation = published_series(figures, NATION, "全国")
    city = published_series(figures, _MUNICIPALITY, "重庆市", like=nation)
    bands, bets = backtest_published.forecasts(nation)
    years = sorted({band.origin.year for band in bands})
    table = score_table("全国 城镇新增就业（已公布的逐月累计；每个月只用截至当月的数字）")
    for year in years:
        add_scores(table, f"{year} 年", *of_years(bands, bets, [year]))
    table.add_section()
    add_scores(table, f"至 {_TURN} 年", *of_years(bands, bets, [year for year in years if year <= _TURN]))
    add_scores(table, f"{_TURN} 年后", *of_years(bands, bets, [year for year in years if year > _TURN]))
    console.print(table)
    table = score_table("重庆市 城镇新增就业（公布的月份少，其余按此前全国各月份额补入）")
    add_scores(table, "当年", *backtest_published.forecasts(city))
    plan = _plan_total(figures, catalogue)
    if plan is not None:
        add_scores(table, "五年规划", *plan_forecasts(city, plan))
    console.print(table)
    console.print(
        f"区间：P10 至 P90 的个数；覆盖：实际落在其中的比例，应有约 {NOMINAL:.0%}。"
        "分：布赖尔分（Brier），概率与结果之差的平方的平均，越小越好，一律押五成为 0.25。"
        "直线：时间过了几成、数字也完成几成即押必成，否则押必不成。历史：此前同类目标达标的比例。"
        "上年±10%：以上年全年的 90%、95%、100%、105%、110% 为目标。",
        style="dim",
    )


def _played(console: Console, data: Path) -> None:
    runtime = Runtime(settings_of(data))
    catalogue = runtime.catalogue
    try:
        with runtime.database("aggregator").read() as connection:
            bands, bets, simulated = backtest_played.forecasts(connection, catalogue)
    except sa.exc.OperationalError:
        console.print(f"{data} 中没有可用的汇总数据库", style="red", markup=False)
        raise typer.Exit(2) from None
    finally:
        runtime.close()
    marked = "（模拟数据：只检验算法，不说明现实）" if simulated else ""
    table = score_table(f"数据文件夹中的各项指标，每季度预判一次{marked}")
    for plan in catalogue.plans.values():
        name = plan.short_name or plan.name
        mine = _named(bands, name), _named(bets, name)
        if mine[0]:
            add_score(table, name, score(*mine))
    table.add_section()
    add_score(table, "合计", score(bands, bets))
    console.print(table)


def _plan_total(figures: Iterable[PublishedFigure], catalogue: Catalogue) -> PlanTotal | None:
    """The municipality's five-year target, and the last published five-year total."""
    plan = catalogue.plans[_PLAN]
    target = next(each for each in plan.targets if each.indicator == _JOBS)
    found = [each for each in figures if (each.region, each.indicator) == (plan.region, _FIVE_YEARS)]
    if not found or target.value_exact is None:
        return None
    latest = max(found, key=lambda each: each.period)
    came = int(latest.value * target.unit.scale)
    return PlanTotal(plan.first.year, plan.last.year, int(target.value_exact), latest.period, came)


def _named(items: Iterable[T], name: str) -> list[T]:
    return [each for each in items if each.series.startswith(f"{name} ")]
