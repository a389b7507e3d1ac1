"""预警: what is open, for how long, and whether the messages arrived."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard, ThresholdsConfig
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.builders.timeseries import Panel as TimeSeries
from grafana_foundation_sdk.models.common import BigValueGraphMode, GraphDrawStyle, StackingMode
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from deploy.grafana import levels, parts, variables
from deploy.grafana.levels import falling, level_steps, rising
from deploy.grafana.parts import PLAIN, SHARE, dress
from deploy.grafana.queries import ALERTS, Sql
from deploy.grafana.stacking import stacked

UID = "xushi-alerts"
_HERE = "plan IN (${plan:sqlstring})"


def build() -> Dashboard:
    """The dashboard."""
    made = parts.dashboard(
        UID,
        "序时 · 预警",
        "未结的预警、历时、等谁办理，以及消息送达与否。",
        since="now-6y",
        refresh="1m",
    )
    made.with_variable(variables.region(ALERTS)).with_variable(variables.plan(ALERTS, many=True))
    few = rising(0.5, 1, 3, 5)
    made.with_panel(_fact("未结预警", "此刻未销号的预警，含缺报冻结的。", "count(*) FILTER (WHERE open)", few))
    made.with_panel(
        _fact(
            "红色未结",
            "未结预警中等级为红的。",
            "count(*) FILTER (WHERE open AND level_rank = 4)",
            rising(0.2, 0.4, 0.6, 1),
        )
    )
    made.with_panel(
        _fact(
            "缺报冻结",
            "因缺报（未报单位会改变等级或无从估算）而冻结的预警。",
            "count(*) FILTER (WHERE state = 'frozen')",
            few,
        )
    )
    oldest = _fact(
        "最长历时", "未结预警自发出月份至今的月数，取最长。", "max(age_months) FILTER (WHERE open)", rising(1, 2, 4, 7)
    )
    made.with_panel(oldest.unit("suffix: 个月"))
    made.with_panel(_handling("待签收", "未结预警中责任部门还没有签收的。", "unsigned"))
    made.with_panel(_handling("待会审", "责任部门已反馈、还没有会审的。", "to_review"))
    made.with_panel(_delivered()).with_panel(_waiting())
    for panel in (_open(), _history(), _raised(), _messages()):
        made.with_panel(panel)
    return made


def _fact(title: str, description: str, count: str, steps: ThresholdsConfig) -> Stat:
    return _number(title, description, f"SELECT {count} AS value FROM grafana.alerts WHERE {_HERE}", PLAIN, steps)


def _handling(title: str, description: str, waits: str) -> Stat:
    sql = f"SELECT count(*) FILTER (WHERE {waits}) AS value FROM grafana.alert_handling WHERE {_HERE}"
    return _number(title, description, sql, PLAIN, rising(0.5, 1, 3, 5))


def _number(title: str, description: str, sql: str, unit: str, steps: ThresholdsConfig) -> Stat:
    return dress(
        Stat(),
        title,
        description,
        ALERTS,
        Sql(ALERTS, sql),
        unit=unit,
        thresholds=steps,
        empty="没有预警",
        size=(3, 4),
    ).graph_mode(BigValueGraphMode.NONE)


def _delivered() -> Stat:
    sql = f"""SELECT count(*) FILTER (WHERE state = 'delivered')::numeric / nullif(count(*), 0) AS value
              FROM grafana.notifications WHERE {_HERE}"""
    return _number("送达率", "已送达的消息占全部消息。", sql, SHARE, falling(0.8, 0.9, 0.95, 0.99))


def _waiting() -> Stat:
    sql = f"SELECT count(*) FILTER (WHERE state <> 'delivered') AS value FROM grafana.notifications WHERE {_HERE}"
    return _number("未送达消息", "待送达和送达失败的消息。", sql, PLAIN, rising(0.5, 1, 3, 5))


def _open() -> Table:
    sql = f"""SELECT alert AS "编号", episode AS "期", level_name AS "等级", next_name AS "下一步",
                     state_name AS "状态",
                     region_name AS "地区", target_name AS "目标", raised_period AS "发出月份", age_months AS "历时",
                     changed_at AS "最近变化", plan, indicator, last_period
              FROM grafana.alert_handling
              WHERE {_HERE} AND open ORDER BY unsigned DESC, level_rank DESC, age_months DESC, alert"""
    panel = dress(
        Table(),
        "未结预警",
        "没有签收的在前，最急的在前。点目标看轨迹；编号与消息、网页上的相同。",
        ALERTS,
        Sql(ALERTS, sql),
        unit=PLAIN,
        thresholds=rising(1, 2, 4, 7),
        empty="没有未结预警",
        size=(24, 8),
    )
    there = {
        "plan": "${__data.fields.plan}",
        "indicator": "${__data.fields.indicator}",
        "period": "${__data.fields.last_period}",
    }
    panel.override_by_name("目标", [parts.link_to("看轨迹与各区县", "xushi-indicator", there)])
    panel.override_by_name("等级", levels.level_column())
    coloured = DynamicConfigValue("custom.cellOptions", {"type": "color-text"})
    panel.override_by_name("历时", [*parts.column("suffix: 个月", 0), coloured])
    panel.override_by_name("最近变化", [DynamicConfigValue("unit", "dateTimeAsIso")])
    for name in ("plan", "indicator", "last_period"):
        panel.override_by_name(name, parts.hidden())
    return panel


def _history() -> TimeSeries:
    sql = f"""SELECT month AS time, level_name AS metric, count(*) AS value FROM grafana.alert_months
              WHERE {_HERE} AND $__timeFilter(month) GROUP BY month, level_name ORDER BY month"""
    panel = dress(
        TimeSeries(),
        "未结预警数，按报告月份和等级",
        "每个报告月份有多少预警未结，按当月的等级；缺报即冻结。",
        ALERTS,
        Sql(ALERTS, sql, series=True),
        unit=PLAIN,
        thresholds=level_steps(),
        empty="这段时间没有预警",
        size=(12, 9),
    )
    panel.draw_style(GraphDrawStyle.BARS).fill_opacity(80).stacking(stacked(StackingMode.NORMAL))
    for name, colour in (*levels.LEVELS, ("缺报", levels.GREY)):
        panel.override_by_name(name, parts.fixed(colour))
    return panel


def _raised() -> TimeSeries:
    sql = f"""SELECT month AS time, sum(raised) AS "发出", sum(closed) AS "了结"
              FROM (SELECT raised_month AS month, 1 AS raised, 0 AS closed FROM grafana.alerts WHERE {_HERE}
                    UNION ALL SELECT last_month, 0, 1 FROM grafana.alerts WHERE {_HERE} AND NOT open) moves
              WHERE $__timeFilter(month) GROUP BY month ORDER BY month"""
    return (
        dress(
            TimeSeries(),
            "发出与了结，按报告月份",
            "每个报告月份发出和了结（销号或更正销警）的预警数。",
            ALERTS,
            Sql(ALERTS, sql, series=True),
            unit=PLAIN,
            thresholds=rising(0.5, 1, 3, 5),
            empty="这段时间没有预警",
            size=(12, 9),
        )
        .draw_style(GraphDrawStyle.BARS)
        .fill_opacity(60)
    )


def _messages() -> Table:
    sql = f"""SELECT queued_at AS "发出时间", alert AS "编号", title AS "标题", channel AS "渠道", state_name AS "送达",
                     attempts AS "次数", delivery_seconds AS "用时"
              FROM grafana.notifications WHERE {_HERE} ORDER BY state = 'delivered', queued_at DESC LIMIT 200"""
    panel = dress(
        Table(),
        "消息与送达",
        "未送达的在前，其后最近的200条。不显示收件人。",
        ALERTS,
        Sql(ALERTS, sql),
        unit=PLAIN,
        thresholds=rising(60, 600, 3_600, 86_400),
        empty="没有消息",
        size=(24, 10),
    )
    panel.override_by_name("发出时间", [DynamicConfigValue("unit", "dateTimeAsIso")])
    coloured = DynamicConfigValue("custom.cellOptions", {"type": "color-text"})
    return panel.override_by_name("用时", [DynamicConfigValue("unit", "s"), coloured])
