"""指标详情: one target's trajectory, and what each district adds to it."""

from __future__ import annotations

from grafana_foundation_sdk.builders.barchart import Panel as BarChart
from grafana_foundation_sdk.builders.dashboard import Dashboard, ThresholdsConfig
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.statetimeline import Panel as StateTimeline
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.builders.timeseries import Panel as TimeSeries
from grafana_foundation_sdk.models.common import BigValueGraphMode, VisibilityMode, VizOrientation
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from deploy.grafana import levels, parts, variables
from deploy.grafana.levels import falling, level_steps, rising
from deploy.grafana.parts import PLAIN, SHARE, dress
from deploy.grafana.queries import AGGREGATOR, Sql

UID = "xushi-indicator"
_TARGET = "plan IN (${plan:sqlstring}) AND indicator IN (${indicator:sqlstring})"
_HERE = f"{_TARGET} AND period = ${{period:sqlstring}}"


def build() -> Dashboard:
    """The dashboard."""
    made = parts.dashboard(
        UID,
        "序时 · 指标详情",
        "一个目标的轨迹：应达多少、实际多少、差多少，差在哪些区县。历史按报告月份。",
        since="now-6y",
        until="now+3y",
        refresh="1m",
    )
    chosen = (variables.region(), variables.plan(), variables.indicator(), variables.period(), variables.unit())
    for variable in chosen:
        made.with_variable(variable)
    for fact in _facts():
        made.with_panel(fact)
    for panel in (_trajectory(), _levels(), _contributions(), _districts()):
        made.with_panel(panel)
    return made


def _facts() -> list[Stat]:
    level = _fact("等级", "该月的评判结果。", "level_rank", PLAIN, level_steps(), 0).mappings([levels.level_ranks()])
    progress = _fact(
        "进度", "已完成占序时应完成的比例，100%即持平。", "progress", SHARE, falling(0.6, 0.85, 0.95, 1), 1
    )
    short = "比序时应达少多少（上限类指标：多出多少）；为负即超前。"
    gap = _fact("落后幅度", short, "gap_points", "suffix: 百分点", rising(0.1, 1, 3, 6), 2, "gap")
    behind = "轨迹上等于实际值的那个月距该月几个月。"
    months = _fact("落后月数", behind, "months_behind", "suffix: 个月", rising(0.1, 1, 3, 6), 1)
    needed = "余下每月平均要完成多少才能达到目标，以及它是上年同期的几倍。"
    pace = _fact("此后月均需", needed, "intensity", SHARE, rising(1, 1.1, 1.3, 1.6), 1, "required_pace")
    coverage = "已报单位占应报单位；未报的会改变等级或无从估算时不评判。"
    return [
        level,
        progress,
        gap,
        months,
        pace,
        _fact("报送率", coverage, "coverage", SHARE, falling(0.5, 0.8, 0.9, 0.95), 1),
    ]


def _fact(
    title: str, description: str, judged: str, unit: str, steps: ThresholdsConfig, decimals: int, amount: str = ""
) -> Stat:
    """One number of the month, ``judged`` by the colours; ``amount`` stands beside it in the indicator's unit.

    A month that has neither (nothing is needed any more in a plan's last one) gives no row: Grafana writes NaN for one
    that is empty, and ``empty`` where there is none.
    """
    columns = f'{judged} AS "{title}"' + (f', {amount} AS "${{unit}}"' if amount else "")
    known = f"num_nonnulls({judged}{f', {amount}' if amount else ''}) > 0"
    panel = dress(
        Stat(),
        title,
        description,
        AGGREGATOR,
        Sql(AGGREGATOR, f"SELECT {columns} FROM grafana.progress WHERE {_HERE} AND {known}"),
        unit=unit,
        thresholds=steps,
        empty="不适用",
        size=(4, 5),
    )
    panel.graph_mode(BigValueGraphMode.NONE).decimals(decimals)
    if amount:
        panel.override_by_regexp(f"^(?!{title}$)", [*parts.column(PLAIN), *parts.fixed(levels.GREY)])
    return panel


def _trajectory() -> TimeSeries:
    """The months of the past, and those to come as they are forecast: P10 to P90."""
    sql = f"""SELECT month AS time, actual AS "实际", expected AS "序时应达",
                     coalesce(target, max(target) OVER ()) AS "规划目标",
                     p10 AS "预测P10", p50 AS "预测P50", p90 AS "预测P90"
              FROM (SELECT * FROM grafana.progress WHERE {_TARGET}) p
              FULL JOIN (SELECT month, p10, p50, p90 FROM grafana.forecasts WHERE {_TARGET}) f USING (month)
              WHERE $__timeFilter(month) ORDER BY month"""
    dashed = DynamicConfigValue("custom.lineStyle", {"fill": "dash", "dash": [8, 6]})
    panel = dress(
        TimeSeries(),
        "轨迹（${unit}）",
        "逐月的实际数与序时应达数、规划目标，及今后各月的预测（P10—P90，满十二个月才有）。有单位缺报的月份，应达数按已报单位折算。",
        AGGREGATOR,
        Sql(AGGREGATOR, sql, series=True),
        unit=PLAIN,
        thresholds=level_steps(),
        empty="这段时间没有评判",
        size=(24, 11),
    )
    panel.decimals(2).line_width(2).show_points(VisibilityMode.AUTO)
    panel.override_by_name("实际", parts.fixed(levels.BLUE))
    panel.override_by_name("序时应达", [*parts.fixed(levels.GREY), dashed])
    panel.override_by_name("规划目标", [*parts.fixed(levels.NORMAL), DynamicConfigValue("custom.lineWidth", 1)])
    return panel.override_by_regexp("^预测", [*parts.fixed(levels.ORANGE), dashed])


def _levels() -> StateTimeline:
    sql = f"""SELECT month AS time, level_rank AS "等级" FROM grafana.progress
              WHERE {_TARGET} AND $__timeFilter(month) ORDER BY month"""
    return (
        dress(
            StateTimeline(),
            "等级，按报告月份",
            "该目标逐月的等级。",
            AGGREGATOR,
            Sql(AGGREGATOR, sql, series=True),
            unit=PLAIN,
            thresholds=level_steps(),
            empty="这段时间没有评判",
            size=(24, 4),
        )
        .mappings([levels.level_ranks()])
        .color_scheme(levels.by_threshold())
    )


def _contributions() -> BarChart:
    sql = f"""SELECT unit_name AS "区县", share AS "占缺口的比例"
              FROM grafana.contributions WHERE {_HERE} ORDER BY unit_region IS NULL, share DESC"""
    return (
        dress(
            BarChart(),
            "缺口在哪些区县（${period}）",
            "按序时应达分摊后，各区县占全部缺口的比例，最大的在前；不在列的合为一条。",
            AGGREGATOR,
            Sql(AGGREGATOR, sql),
            unit=SHARE,
            thresholds=rising(0, 0.05, 0.1, 0.2),
            empty="该月没有缺口，或该指标不由区县构成",
            size=(12, 12),
        )
        .orientation(VizOrientation.HORIZONTAL)
        .x_field("区县")
        .color_scheme(levels.by_threshold())
        .legend(parts.legend(shown=False))
    )


def _districts() -> Table:
    sql = """SELECT f.region_name AS "区县", f.value AS "本月", f.year_to_date AS "本年累计", f.unit AS "单位",
                    CASE WHEN f.accepted THEN '已通过' ELSE '待审核' END AS "审核"
             FROM grafana.owed_months u JOIN grafana.unit_figures f ON f.region = u.region AND f.period = u.period
             WHERE u.plan IN (${plan:sqlstring}) AND f.indicator IN (${indicator:sqlstring})
               AND f.year = left(${period:sqlstring}, 4)::int AND f.period = ${period:sqlstring}
             ORDER BY f.value DESC NULLS LAST"""
    panel = dress(
        Table(),
        "各区县的数（${period}）",
        "各单位自己报的数：流量为本月数和本年累计，存量为月末数，比率由分子分母算出。",
        AGGREGATOR,
        Sql(AGGREGATOR, sql),
        unit=PLAIN,
        thresholds=level_steps(),
        empty="该月没有单位报送这个指标",
        size=(12, 12),
    ).decimals(2)
    there = {"plan": "${plan}", "period": "${period}"}
    return panel.override_by_name("区县", [parts.link_to("看该月报送", "xushi-reports", there)])
