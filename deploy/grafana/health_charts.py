"""What 服务健康 shows of each thing that is counted: its title, what it says, and from where on it is bad."""

from __future__ import annotations

from typing import NamedTuple

from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig

from deploy.grafana.levels import rising
from deploy.grafana.parts import PLAIN, SHARE

NONE = rising(0.2, 0.4, 0.6, 1)
"""One is red already."""
_LAG = rising(1, 500, 1_000, 5_000)
_SECONDS = rising(0.05, 0.1, 0.5, 1)


class Fact(NamedTuple):
    """One number of this moment."""

    title: str
    description: str
    expression: str
    steps: ThresholdsConfig


class Chart(NamedTuple):
    """Numbers over time, a line each by what ``legend`` names."""

    title: str
    description: str
    expression: str
    legend: str
    steps: ThresholdsConfig
    unit: str = PLAIN


FACTS = (
    Fact("抓取不到的实例", "抓取不到指标的实例数。", "count(up == 0) or vector(0)", NONE),
    Fact("不通过的健康检查", "各实例不通过的健康检查数，应为0。", "sum(xushi_health_check == bool 0)", NONE),
    Fact("搁置的事件流", "因无法处理而按序等待的事件流。", "sum(max by (consumer) (xushi_parked_streams))", NONE),
    Fact("重建差异", "现有汇总与重建结果不一致的项数，应为0。", "max(xushi_rebuild_difference)", NONE),
    Fact("断裂的事件链", "事件链断裂的事件库数，应为0。", "sum(max by (service) (xushi_chain_broken))", NONE),
    Fact("最大落后", "落后最多的读取者还差多少事件。", "max(xushi:reader_lag_events:max)", _LAG),
    Fact("发送失败的消息", "已放弃、等人重新发送的消息数。", "max(xushi_notifications_dead_letters)", NONE),
)

REQUESTS = (
    Chart(
        "请求速率",
        "每秒请求数，按服务。",
        "xushi:http_requests:rate5m",
        "{{job}}",
        rising(500, 1_000, 2_000, 4_000),
        unit="reqps",
    ),
    Chart(
        "失败比例（5xx）",
        "服务端失败的请求占全部请求。",
        "xushi:http_server_errors:ratio5m",
        "{{job}}",
        rising(0.001, 0.005, 0.01, 0.05),
        unit=SHARE,
    ),
    Chart(
        "请求用时（99%分位）",
        "99%的请求在这个时间内答复。",
        "xushi:http_request_seconds:p99_5m",
        "{{job}}",
        _SECONDS,
        unit="s",
    ),
    Chart(
        "报表处理速率",
        "每秒报表数，按结果：accepted 接收，replayed 重复，其余为拒绝或失败。",
        "xushi:reports:rate5m",
        "{{outcome}}",
        rising(500, 1_000, 2_000, 4_000),
        unit="short",
    ),
    Chart(
        "落盘用时（99%分位）",
        "一次合并提交的用时；报表落盘后才应答。",
        "xushi:append_seconds:p99_5m",
        "{{job}}",
        _SECONDS,
        unit="s",
    ),
    Chart(
        "一次合并提交的报表数",
        "平均有多少份报表共用一次提交；越忙越多。",
        "sum by (job) (rate(xushi_append_size_sum[5m])) / sum by (job) (rate(xushi_append_size_count[5m]))",
        "{{job}}",
        rising(100, 200, 300, 400),
    ),
)

FLOW = (
    Chart("读取者落后", "每个读取者还有多少事件没有应用。", "xushi:reader_lag_events:max", "{{reader}}", _LAG),
    Chart(
        "读取者应用速率",
        "每秒应用的事件数。",
        "sum by (consumer) (rate(xushi_consumer_events_total[5m]))",
        "{{consumer}}",
        rising(1_000, 5_000, 10_000, 20_000),
    ),
    Chart(
        "应用一批的用时（99%分位）",
        "一批事件连同读取位置在一个事务里提交。",
        "xushi:consumer_batch_seconds:p99_5m",
        "{{consumer}}",
        _SECONDS,
        unit="s",
    ),
    Chart("转发落后", "每个主题还有多少事件没有转发到 Kafka。", "xushi:relay_lag_events:max", "{{topic}}", _LAG),
    Chart(
        "只由一个实例做的工作",
        "每项工作（转发、预警、比对等）正在做的实例数，应当恰为1；其余实例待命。",
        "sum by (work) (xushi_leader)",
        "{{work}}",
        rising(1.5, 1.6, 1.8, 2),
    ),
    Chart(
        "分区重新分配",
        "每15分钟读取者的分区重新分配了几次；频繁即有实例反复加入退出。",
        "sum by (consumer) (increase(xushi_log_rebalances_total[15m]))",
        "{{consumer}}",
        rising(2, 5, 8, 10),
    ),
)

STORES = (
    Chart(
        "事件库位置",
        "每个事件库的最后位置；只增不减。",
        "xushi:store_position:max",
        "{{service}}",
        rising(1e7, 5e7, 1e8, 5e8),
        unit="short",
    ),
    Chart(
        "尚未核验的事件",
        "从第一条起还没有核验到的事件数；启动后逐步归零。",
        "xushi:store_position:max - xushi:chain_verified_position:max",
        "{{service}}",
        rising(1, 1e5, 1e6, 1e7),
        unit="short",
    ),
    Chart(
        "距上次重建比对",
        "没有新报表时不比对，时间会一直增长。",
        "time() - (max(xushi_rebuild_checked_timestamp_seconds) > 0)",
        "距今",
        rising(1_800, 3_600, 86_400, 604_800),
        unit="s",
    ),
)

ENGINES = (
    Chart(
        "距上次备份",
        "距最近一次记下的备份多久；没有线即没有备份记录。",
        "time() - (max(xushi_backup_timestamp_seconds) > 0)",
        "距今",
        rising(93_600, 129_600, 172_800, 604_800),
        unit="s",
    ),
    Chart(
        "PostgreSQL 连接",
        "已用的连接占上限多少，按各服务的数据库所在的服务器。",
        "max by (service) (xushi_postgresql_connections / xushi_postgresql_connection_limit)",
        "{{service}}",
        rising(0.5, 0.6, 0.8, 0.9),
        unit=SHARE,
    ),
    Chart(
        "PostgreSQL 数据库大小",
        "各服务的数据库占多少空间。",
        "max by (service) (xushi_postgresql_size_bytes)",
        "{{service}}",
        rising(1e10, 5e10, 1e11, 5e11),
        unit="bytes",
    ),
    Chart(
        "PostgreSQL 最久的事务",
        "各服务进行得最久的事务已多久；重建、核验之外应当很短。",
        "max by (service) (xushi_postgresql_oldest_transaction_seconds)",
        "{{service}}",
        rising(60, 600, 1_800, 3_600),
        unit="s",
    ),
    Chart(
        "应答的 PostgreSQL 与 Kafka",
        "应答为1，没有应答为0。",
        'max by (service) (label_replace(xushi_kafka_up, "service", "Kafka", "", "") or xushi_postgresql_up)',
        "{{service}}",
        rising(2, 3, 4, 5),
    ),
    Chart(
        "Kafka 异常的分区",
        "under_replicated 缺副本，leaderless 没有主副本；都应为0。",
        "max by (state) (xushi_kafka_partitions)",
        "{{state}}",
        rising(1, 2, 3, 4),
    ),
)

MESSAGES = (
    Chart(
        "消息送达",
        "每小时的消息数，按渠道与结果：delivered 送达，retried 重试，failed 放弃。",
        "sum by (channel, outcome) (increase(xushi_notifications_total[1h]))",
        "{{channel}} {{outcome}}",
        rising(50, 100, 200, 500),
    ),
    Chart(
        "告知运维",
        "每小时告知运维的消息数，按渠道与结果：delivered 送达，retried 待重试，refused 拒收。",
        "sum by (channel, outcome) (increase(xushi_oncall_messages_total[1h]))",
        "{{channel}} {{outcome}}",
        rising(20, 50, 100, 200),
    ),
    Chart(
        "待送达的消息",
        "该送而未送达的消息数。",
        "max(xushi_notifications_waiting)",
        "待送达",
        rising(1, 10, 50, 200),
    ),
    Chart(
        "未结预警",
        "此刻未结的预警，按等级；missing 为缺报冻结。",
        "max by (level) (xushi_open_alerts)",
        "{{level}}",
        rising(1, 3, 5, 10),
    ),
)
