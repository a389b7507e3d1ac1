"""报送: who has reported, on time or late, and what was returned."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard, ThresholdsConfig
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.builders.timeseries import Panel as TimeSeries
from grafana_foundation_sdk.models.common import BigValueGraphMode, GraphDrawStyle
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from deploy.grafana import parts, variables
from deploy.grafana.levels import GREY, falling, rising
from deploy.grafana.parts import PLAIN, SHARE, dress
from deploy.grafana.queries import ALERTS, INTAKE, Sql

UID = "xushi-reports"
_HERE = "plan IN (${plan:sqlstring}) AND period = ${period:sqlstring}"
_TIME = "plan IN (${plan:sqlstring}) AND $__timeFilter(month)"


def build() -> Dashboard:
    """The dashboard."""
    made = parts.dashboard(
        UID,
        "序时 · 报送",
        "各单位的月报报齐了没有、按时没有、退回了多少。到期日为次月第5个工作日；未到期的是待报，不算未报。历史按报告月份。",
        since="now-6y",
        refresh="1m",
    )
    for variable in (variables.region(INTAKE), variables.plan(INTAKE), variables.reported_period(INTAKE)):
        made.with_variable(variable)
    share = falling(0.5, 0.8, 0.9, 0.95)
    made.with_panel(_fact("报送率", "已报（未退回、未撤回）的单位占应报单位。", "coverage", SHARE, share))
    made.with_panel(
        _fact("按时率", "首次报送不晚于到期日的单位，占已到期或已报的单位；待报的不计。", "punctuality", SHARE, share)
    )
    made.with_panel(_fact("通过率", "审核已通过的单位占应报单位。", "accepted_coverage", SHARE, share))
    made.with_panel(_missing())
    made.with_panel(_fact("退回过的单位", "该月报表被退回过的单位数。", "returned_units", PLAIN, rising(0.5, 1, 3, 6)))
    made.with_panel(
        _fact("更正过的单位", "通过或关账之后又更正的单位数。", "corrected_units", PLAIN, rising(0.5, 1, 3, 6))
    )
    for panel in (_shares(), _returned(), _reminded(), _units(), _habits()):
        made.with_panel(panel)
    return made


def _fact(title: str, description: str, column: str, unit: str, steps: ThresholdsConfig) -> Stat:
    return dress(
        Stat(),
        title,
        description,
        INTAKE,
        Sql(INTAKE, f"SELECT {column} AS value FROM grafana.coverage WHERE {_HERE}"),
        unit=unit,
        thresholds=steps,
        empty="该月没有报送",
        size=(4, 4),
    ).graph_mode(BigValueGraphMode.NONE)


def _missing() -> Stat:
    sql = f"""SELECT missing_units AS "未报", pending_units AS "待报" FROM grafana.coverage WHERE {_HERE}"""
    panel = dress(
        Stat(),
        "未报、待报的单位",
        "未报：过了到期日还没有报的单位数。待报：还没有报，也还没有到期。",
        INTAKE,
        Sql(INTAKE, sql),
        unit=PLAIN,
        thresholds=rising(0.5, 1, 3, 6),
        empty="该月没有报送",
        size=(4, 4),
    ).graph_mode(BigValueGraphMode.NONE)
    return panel.override_by_name("待报", parts.fixed(GREY))


def _shares() -> TimeSeries:
    sql = f"""SELECT month AS time, coverage AS "报送率", punctuality AS "按时率", accepted_coverage AS "通过率"
              FROM grafana.coverage WHERE {_TIME} ORDER BY month"""
    return (
        dress(
            TimeSeries(),
            "报送率、按时率、通过率，按报告月份",
            "逐月的三个比例：报送率、通过率以应报单位为分母，按时率以已到期或已报的单位为分母。",
            INTAKE,
            Sql(INTAKE, sql, series=True),
            unit=SHARE,
            thresholds=falling(0.5, 0.8, 0.9, 0.95),
            empty="这段时间没有报送",
            size=(12, 9),
        )
        .min(0)
        .max(1)
    )


def _returned() -> TimeSeries:
    sql = f"""SELECT month AS time, returned_units AS "退回过", corrected_units AS "更正过",
                     late_units AS "未按时"
              FROM grafana.coverage WHERE {_TIME} ORDER BY month"""
    return (
        dress(
            TimeSeries(),
            "退回、更正、未按时的单位数，按报告月份",
            "逐月有多少单位的报表被退回过、更正过，或到期没有按时报；待报的不计。",
            INTAKE,
            Sql(INTAKE, sql, series=True),
            unit=PLAIN,
            thresholds=rising(0.5, 1, 3, 6),
            empty="这段时间没有报送",
            size=(12, 9),
        )
        .draw_style(GraphDrawStyle.BARS)
        .fill_opacity(60)
    )


def _reminded() -> TimeSeries:
    sql = f"""SELECT month AS time, step_name AS metric, count(*) AS value
              FROM grafana.reminders WHERE {_TIME} GROUP BY month, step, step_name ORDER BY month, step"""
    return (
        dress(
            TimeSeries(),
            "催报数，按报告月份与步骤",
            "逐月发出的到期前提醒、逾期催报、报请领导督促各多少。",
            ALERTS,
            Sql(ALERTS, sql, series=True),
            unit=PLAIN,
            thresholds=rising(0.5, 1, 3, 6),
            empty="这段时间没有催报",
            size=(24, 7),
        )
        .draw_style(GraphDrawStyle.BARS)
        .fill_opacity(60)
    )


def _units() -> Table:
    sql = f"""SELECT region_name AS "单位", status_name AS "状态", due_day AS "到期日", first_reported_at AS "首次报送",
                     days_late AS "迟报天数", times_returned AS "退回次数", times_corrected AS "更正次数"
              FROM grafana.owed_reports WHERE {_HERE}
              ORDER BY late DESC, reported, accepted, days_late DESC NULLS LAST, times_returned DESC, region"""
    panel = dress(
        Table(),
        "各单位该月报送（${period}）",
        "未按时的在前，其次待报的、待审核的。",
        INTAKE,
        Sql(INTAKE, sql),
        unit=PLAIN,
        thresholds=rising(0.5, 1, 3, 6),
        empty="该月没有报送",
        size=(12, 14),
    )
    coloured = DynamicConfigValue("custom.cellOptions", {"type": "color-text"})
    panel.override_by_name("到期日", [DynamicConfigValue("unit", "time:YYYY-MM-DD")])
    panel.override_by_name("首次报送", [DynamicConfigValue("unit", "dateTimeAsIso")])
    panel.override_by_name("迟报天数", [*parts.column("suffix: 天", 0), coloured])
    return panel.override_by_name("退回次数", [coloured]).override_by_name("更正次数", [coloured])


def _habits() -> Table:
    sql = f"""SELECT region_name AS "单位", avg(on_time::int) AS "按时率", avg(reported::int) AS "报送率",
                     sum(times_returned) AS "退回次数", sum(times_corrected) AS "更正次数", count(*) AS "应报月数"
              FROM grafana.owed_reports WHERE {_TIME} AND NOT pending
              GROUP BY region, region_name ORDER BY 2, 3, 4 DESC, region"""
    panel = dress(
        Table(),
        "各单位历来的报送",
        "所选时间内各单位的按时率、报送率与退回次数，最差的在前；待报的月份不计。",
        INTAKE,
        Sql(INTAKE, sql),
        unit=PLAIN,
        thresholds=falling(0.5, 0.8, 0.9, 0.95),
        empty="这段时间没有报送",
        size=(12, 14),
    )
    coloured = DynamicConfigValue("custom.cellOptions", {"type": "color-text"})
    for name in ("按时率", "报送率"):
        panel.override_by_name(name, [*parts.column(SHARE, 1), coloured])
    return panel
