"""服务健康: whether the services run, keep up, and can be trusted."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.builders.timeseries import Panel as TimeSeries
from grafana_foundation_sdk.models.common import BigValueColorMode

from deploy.grafana import parts
from deploy.grafana.health_charts import ENGINES, FACTS, FLOW, MESSAGES, NONE, REQUESTS, STORES, Chart, Fact
from deploy.grafana.levels import rising
from deploy.grafana.parts import PLAIN, dress
from deploy.grafana.queries import PROMETHEUS, promql

UID = "xushi-health"


def build() -> Dashboard:
    """The dashboard."""
    made = parts.dashboard(
        UID,
        "序时 · 服务健康",
        "各服务是否在运行、是否赶得上、数字能不能信。这里是采集时间，不是报告月份。",
        since="now-6h",
        refresh="15s",
    )
    made.with_row(Row("此刻")).with_panel(_instances()).with_panel(_firing())
    for fact in FACTS:
        made.with_panel(_stat(fact))
    for title, charts in (
        ("报送与请求", REQUESTS),
        ("事件的流动", FLOW),
        ("事件库与核验", STORES),
        ("备份、PostgreSQL 与 Kafka", ENGINES),
        ("消息", MESSAGES),
    ):
        made.with_row(Row(title))
        for chart in charts:
            made.with_panel(_chart(chart))
    return made


def _stat(fact: Fact) -> Stat:
    panel = dress(
        Stat(),
        fact.title,
        fact.description,
        PROMETHEUS,
        promql(fact.expression),
        unit=PLAIN,
        thresholds=fact.steps,
        empty="没有数据",
        size=(3, 4),
    )
    return panel.color_mode(BigValueColorMode.BACKGROUND)


def _chart(chart: Chart) -> TimeSeries:
    return dress(
        TimeSeries(),
        chart.title,
        chart.description,
        PROMETHEUS,
        promql(chart.expression, chart.legend),
        unit=chart.unit,
        thresholds=chart.steps,
        empty="没有数据",
        size=(8, 8),
    ).min(0)


def _instances() -> Table:
    return dress(
        Table(),
        "各服务的实例",
        "每个服务正在应答的实例数与抓取不到的实例数。",
        PROMETHEUS,
        promql('count by (job) (up{job=~"intake|aggregator|alerts|relay|oncall|alertmanager"} == 1)', now=True),
        unit=PLAIN,
        thresholds=rising(20, 30, 40, 50),
        empty="没有实例在运行",
        size=(8, 6),
    )


def _firing() -> Table:
    return dress(
        Table(),
        "正在触发的告警",
        "每条告警怎么办，见运行手册“看板与告警”。没有行即没有告警。",
        PROMETHEUS,
        promql('ALERTS{alertstate="firing"}', now=True),
        unit=PLAIN,
        thresholds=NONE,
        empty="没有告警",
        size=(16, 6),
    )
