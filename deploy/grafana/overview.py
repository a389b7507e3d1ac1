"""全市总览: how every target of the plans stands, binding ones first."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.statetimeline import Panel as StateTimeline
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.builders.timeseries import Panel as TimeSeries
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    GraphDrawStyle,
    StackingMode,
    VisibilityMode,
)

from deploy.grafana import levels, parts, variables
from deploy.grafana.levels import falling, level_steps, rising
from deploy.grafana.parts import PLAIN, SHARE, dress
from deploy.grafana.queries import AGGREGATOR, ALERTS, INTAKE, Sql
from deploy.grafana.stacking import stacked

UID = "xushi-overview"
_HERE = "plan IN (${plan:sqlstring}) AND period = ${period:sqlstring}"


def build() -> Dashboard:
    """The dashboard."""
    made = parts.dashboard(
        UID,
        "序时 · 全市总览",
        "各规划的目标此刻是否达到序时进度，约束性指标在前。历史按报告月份，不按采集时间。",
        since="now-6y",
        refresh="1m",
    )
    for variable in (variables.region(), variables.plan(many=True), variables.period()):
        made.with_variable(variable)
    for panel in (
        _levels(),
        _binding_behind(),
        _coverage(),
        _open_alerts(),
        _targets(),
        _binding_history(),
        _history(),
    ):
        made.with_panel(panel)
    return made


def _levels() -> Stat:
    counts = ", ".join(
        f"count(*) FILTER (WHERE level_name = '{name}') AS \"{name}\"" for name, _ in reversed(levels.LEVELS)
    )
    sql = f'SELECT {counts}, count(*) FILTER (WHERE level_rank < 0) AS "不判或缺报" FROM grafana.progress WHERE {_HERE}'
    panel = dress(
        Stat(),
        "各等级目标数",
        "所选规划在该月的目标，按等级计数。等级的判法见运行手册。",
        AGGREGATOR,
        Sql(AGGREGATOR, sql),
        unit=PLAIN,
        thresholds=level_steps(),
        empty="该月没有评判",
        size=(12, 5),
    )
    panel.graph_mode(BigValueGraphMode.NONE).color_mode(BigValueColorMode.BACKGROUND)
    for name, colour in (*levels.LEVELS, ("不判或缺报", levels.GREY)):
        panel.override_by_name(name, parts.fixed(colour))
    return panel


def _binding_behind() -> Stat:
    sql = f"SELECT count(*) FILTER (WHERE binding AND level_rank >= 2) AS value FROM grafana.progress WHERE {_HERE}"
    return dress(
        Stat(),
        "落后的约束性目标",
        "约束性目标中为黄、橙、红的个数。约束性目标必须完成，落后即预警。",
        AGGREGATOR,
        Sql(AGGREGATOR, sql),
        unit=PLAIN,
        thresholds=rising(0.5, 1, 2, 3),
        empty="该月没有评判",
        size=(4, 5),
    ).graph_mode(BigValueGraphMode.NONE)


def _coverage() -> Stat:
    sql = f"SELECT sum(reported_units)::numeric / sum(expected_units) AS value FROM grafana.coverage WHERE {_HERE}"
    return dress(
        Stat(),
        "报送率",
        "该月应报单位中已报（未退回、未撤回）的比例。按数额而不按此率决定是否评判：未报的会改变等级或无从估算时不评判。",
        INTAKE,
        Sql(INTAKE, sql),
        unit=SHARE,
        thresholds=falling(0.5, 0.8, 0.9, 0.95),
        empty="该月没有报送",
        size=(4, 5),
    ).graph_mode(BigValueGraphMode.NONE)


def _open_alerts() -> Stat:
    sql = "SELECT count(*) FILTER (WHERE open) AS value FROM grafana.alerts WHERE plan IN (${plan:sqlstring})"
    return dress(
        Stat(),
        "未结预警",
        "此刻未销号的预警（含缺报冻结的），不随所选月份变化。",
        ALERTS,
        Sql(ALERTS, sql),
        unit=PLAIN,
        thresholds=rising(0.5, 1, 3, 5),
        empty="没有预警",
        size=(4, 5),
    ).graph_mode(BigValueGraphMode.NONE)


def _targets() -> Table:
    sql = f"""SELECT p.plan_short_name AS "规划", p.attribute AS "属性", p.target_name AS "目标",
                     p.level_name AS "等级", p.progress AS "进度", p.actual AS "实际", p.expected AS "序时应达",
                     p.actual - p.expected AS "差距", p.target AS "规划目标", p.unit AS "单位",
                     p.months_behind AS "落后月数",
                     y.year_target AS "年度目标", y.year_completed AS "完成年度目标", y.year_on_year AS "同比",
                     p.coverage AS "报送率", plan, p.indicator
              FROM grafana.progress p LEFT JOIN grafana.year_progress y USING (plan, target_row, period)
              WHERE {_HERE} ORDER BY p.binding DESC, p.level_rank DESC, p.plan_place, target_row"""
    panel = dress(
        Table(),
        "目标一览（${period}）",
        "约束性在前，落后的在前。点目标名称看轨迹。进度100%即与序时进度持平；差距为实际减应达。同比为百分数，比率为百分点。",
        AGGREGATOR,
        Sql(AGGREGATOR, sql),
        unit=PLAIN,
        thresholds=level_steps(),
        empty="该月没有评判",
        size=(24, 14),
    ).decimals(2)
    there = {
        "plan": "${__data.fields.plan}",
        "indicator": "${__data.fields.indicator}",
        "period": "${period}",
    }
    panel.override_by_name("目标", [parts.link_to("看轨迹与各区县", "xushi-indicator", there)])
    panel.override_by_name("等级", levels.level_column())
    panel.override_by_name("进度", parts.column(SHARE, 1)).override_by_name("报送率", parts.column(SHARE, 1))
    panel.override_by_name("完成年度目标", parts.column(SHARE, 1)).override_by_name("同比", parts.column(PLAIN, 2))
    panel.override_by_name("落后月数", parts.column("suffix: 个月", 1))
    return panel.override_by_name("plan", parts.hidden()).override_by_name("indicator", parts.hidden())


def _binding_history() -> StateTimeline:
    sql = """SELECT month AS time, plan_short_name || ' · ' || target_name AS metric, level_rank AS value
             FROM grafana.progress
             WHERE plan IN (${plan:sqlstring}) AND binding AND $__timeFilter(month) ORDER BY month, metric"""
    return (
        dress(
            StateTimeline(),
            "约束性目标的等级，按报告月份",
            "每个约束性目标逐月的等级。来自数据库，更正会改写历史月份。",
            AGGREGATOR,
            Sql(AGGREGATOR, sql, series=True),
            unit=PLAIN,
            thresholds=level_steps(),
            empty="这段时间没有评判",
            size=(24, 9),
        )
        .mappings([levels.level_ranks()])
        .color_scheme(levels.by_threshold())
        .show_value(VisibilityMode.NEVER)
    )


def _history() -> TimeSeries:
    sql = """SELECT month AS time, level_name AS metric, count(*) AS value FROM grafana.progress
             WHERE plan IN (${plan:sqlstring}) AND level_rank >= 0 AND $__timeFilter(month)
             GROUP BY month, level_name ORDER BY month"""
    panel = dress(
        TimeSeries(),
        "各等级目标数，按报告月份",
        "所选规划逐月有多少目标处在各等级；不判和缺报的不计。",
        AGGREGATOR,
        Sql(AGGREGATOR, sql, series=True),
        unit=PLAIN,
        thresholds=level_steps(),
        empty="这段时间没有评判",
        size=(24, 8),
    )
    panel.draw_style(GraphDrawStyle.BARS).fill_opacity(80).stacking(stacked(StackingMode.NORMAL))
    for name, colour in levels.LEVELS:
        panel.override_by_name(name, parts.fixed(colour))
    return panel
