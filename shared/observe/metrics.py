"""Metrics: every measure that Prometheus asks for, in one registry of the process."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """Every metric of Xushi, in one registry of the process. Labels are bounded: no free text."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._of_reports()
        self._of_readers()
        self._of_stores()
        self._of_figures()
        self._of_alerts()
        self._of_processes()
        self._of_engines()

    def _of_reports(self) -> None:
        self.requests = Histogram(
            "xushi_http_request_seconds",
            "Time from a request to its answer",
            ["method", "route", "status"],
            registry=self.registry,
            buckets=_FAST,
        )
        self.wrong_keys = Counter(
            "xushi_wrong_keys_total",
            "Keys that were shown and are wrong, by the door and by what was answered (told, slowed)",
            ["door", "outcome"],
            registry=self.registry,
        )
        self.append_seconds = Histogram(
            "xushi_append_seconds", "Time of one group commit of reports", registry=self.registry, buckets=_FAST
        )
        self.append_size = Histogram(
            "xushi_append_size",
            "Reports that shared one group commit",
            registry=self.registry,
            buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
        )
        self.reports = Counter(
            "xushi_reports_total", "Reports by what became of them", ["outcome"], registry=self.registry
        )

        self.review_findings = self._gauge(
            "xushi_review_findings",
            "What the review rules asked of the last twelve months' reports, by rule and what came of it",
            ["rule", "outcome"],
        )

    def _of_readers(self) -> None:
        self.reader_lag = self._gauge(
            "xushi_reader_lag_events",
            "Events of its store that a reader has not applied yet, by the databases",
            ["reader"],
        )
        self.reader_applied = self._gauge(
            "xushi_reader_applied_events", "Events that a reader has applied, by its marks", ["reader"]
        )
        self.marks_contradicted = self._gauge(
            "xushi_marks_contradicted", "1 where a reader has applied what its store does not hold, else 0", ["reader"]
        )
        self.consumer_events = Counter(
            "xushi_consumer_events_total", "Events a reader has applied", ["consumer"], registry=self.registry
        )
        self.consumer_batch_seconds = Histogram(
            "xushi_consumer_batch_seconds",
            "Time to apply one batch of events",
            ["consumer"],
            registry=self.registry,
            buckets=_FAST,
        )
        self.reader_broken = self._gauge(
            "xushi_reader_broken",
            "1 while a reader applies nothing because its topic lacks an event, or is not the one it has read, else 0",
            ["consumer"],
        )
        self.parked_streams = self._gauge("xushi_parked_streams", "Streams held back by a reader", ["consumer"])
        self.aside_messages = self._gauge(
            "xushi_aside_messages",
            "Messages in a reader's topic that are none of its events and that nobody has looked at yet",
            ["consumer"],
        )
        self.rebalances = Counter(
            "xushi_log_rebalances_total",
            "Times the partitions were shared out anew among a reader's instances",
            ["consumer"],
            registry=self.registry,
        )

    def _of_stores(self) -> None:
        self.store_position = self._gauge("xushi_store_position", "Last position of an event store", ["service"])
        self.chain_verified = self._gauge(
            "xushi_chain_verified_position", "Position up to which the store's chain was found whole", ["service"]
        )
        self.chain_broken = self._gauge(
            "xushi_chain_broken", "1 when the store's chain was found broken, else 0", ["service"]
        )
        self.relay_lag = self._gauge(
            "xushi_relay_lag_events", "Events of a store that the relay has not copied yet", ["topic"]
        )
        self.relay_refuses = self._gauge(
            "xushi_relay_refuses",
            "1 while the relay of a topic copies nothing though Kafka answers: an event that Kafka refuses, or another "
            "topic or store than it has copied, else 0",
            ["topic"],
        )
        self.leader = self._gauge(
            "xushi_leader", "1 on the instance that does work only one may do, 0 on one that stands by", ["work"]
        )

    def _of_figures(self) -> None:
        self.rebuild_difference = self._gauge(
            "xushi_rebuild_difference",
            "Figures that differ between the live ones and a rebuild from what the aggregator reads: Kafka's topic "
            "where there is one, which says nothing of the producer's store, else that store",
        )
        self.rebuild_checked_at = self._gauge(
            "xushi_rebuild_checked_timestamp_seconds", "When a rebuild was last compared with the live figures"
        )
        self.panel_overdue = self._gauge(
            "xushi_panel_overdue", "Sample enterprises that have not reported the last period that was due"
        )
        self.nobodys = self._gauge(
            "xushi_nobodys_months", "Months of reports that stand and count nowhere: their region is not there in them"
        )
        self.to_judge = self._gauge(
            "xushi_to_judge", "Targets' months whose figures changed and that are not judged on them yet"
        )
        self.to_judge_oldest = self._gauge(
            "xushi_to_judge_oldest_seconds", "How long the longest waiting of those waits to be judged"
        )
        self.progress = self._gauge("xushi_progress_ratio", "Progress P of a target (1 = on schedule)", ["plan", "row"])
        self.level = self._gauge(
            "xushi_level",
            "Level of a target: 0 normal 1 blue 2 yellow 3 orange 4 red, -1 not assessed",
            ["plan", "row"],
        )
        self.coverage = self._gauge(
            "xushi_coverage_ratio", "Share of the units that have reported the latest month", ["region"]
        )

    def _of_alerts(self) -> None:
        self.open_alerts = self._gauge("xushi_open_alerts", "Open alerts by level", ["level"])
        self.notifications = Counter(
            "xushi_notifications_total",
            "Messages by channel and outcome",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.reminders = Counter(
            "xushi_reminders_total", "Reminders of reports that are owed, by step", ["step"], registry=self.registry
        )
        self.oncall_messages = Counter(
            "xushi_oncall_messages_total",
            "Messages to whoever runs the system, by channel and outcome",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.notifications_waiting = self._gauge(
            "xushi_notifications_waiting", "Messages that should have gone by now and are not delivered yet"
        )
        self.notifications_oldest = self._gauge(
            "xushi_notifications_oldest_seconds", "How long the longest waiting of those waits"
        )
        self.notifications_dead = self._gauge(
            "xushi_notifications_dead_letters", "Messages whose delivery was given up, for somebody to send again"
        )

    def _of_processes(self) -> None:
        self.loop_failures = Counter(
            "xushi_loop_failures_total",
            "Times that a loop beside the routes has died, or a periodic job has failed",
            ["loop"],
            registry=self.registry,
        )
        self.calendar_unarranged = self._gauge(
            "xushi_calendar_unarranged_years",
            "Years (this one, near its end the next) whose arrangement of holidays is not known: due days may move",
        )
        self.loop_down = self._gauge(
            "xushi_loop_down", "1 while a loop that has failed has not run well again, else 0", ["loop"]
        )

        self.clock_skew = self._gauge(
            "xushi_clock_skew_seconds", "How far this machine's clock is ahead of its database's", ["service"]
        )
        self.backup_made_at = self._gauge(
            "xushi_backup_timestamp_seconds", "When the newest backup was made that was noted; 0: none was", ["folder"]
        )
        self.backup_whole = self._gauge(
            "xushi_backup_whole", "1 when the newest backup was found whole as it was made, else 0", ["folder"]
        )
        self.disk_free = self._gauge(
            "xushi_disk_free_ratio", "The part of the disk that is free below a folder that is written to", ["folder"]
        )
        self.health_check = self._gauge(
            "xushi_health_check", "1 when a health check was passed the last time it was asked, else 0", ["check"]
        )
        self.health_checked_at = self._gauge(
            "xushi_health_checked_timestamp_seconds", "When all health checks were last asked and had answered"
        )

    def _of_engines(self) -> None:
        self.postgresql_up = self._gauge(
            "xushi_postgresql_up", "1 when the service's database in PostgreSQL answers, else 0", ["service"]
        )
        self.postgresql_connections = self._gauge(
            "xushi_postgresql_connections", "Connections to the server of the service's database", ["service"]
        )
        self.postgresql_connection_limit = self._gauge(
            "xushi_postgresql_connection_limit", "Most connections that this server gives to users", ["service"]
        )
        self.postgresql_size = self._gauge("xushi_postgresql_size_bytes", "Size of the service's database", ["service"])
        self.postgresql_oldest_transaction = self._gauge(
            "xushi_postgresql_oldest_transaction_seconds",
            "How long the longest transaction of the service's user has gone on; 0: there is none",
            ["service"],
        )
        self.kafka_up = self._gauge("xushi_kafka_up", "1 when Kafka answers, else 0", ["prefix"])
        self.kafka_partitions = self._gauge(
            "xushi_kafka_partitions",
            "Partitions of our topics in a bad state: under_replicated (a copy is missing), leaderless",
            ["state"],
        )

    def _gauge(self, name: str, help_text: str, labels: list[str] | None = None) -> Gauge:
        return Gauge(name, help_text, labels or [], registry=self.registry)
