"""What looks at the engines and the backups, put together for a process that has all databases."""

from __future__ import annotations

from collections.abc import Sequence

from shared.process.background import Background
from shared.process.engines import backup_watch, postgresql_watch
from shared.process.engines.backup_watch import BackupWatch
from shared.process.engines.postgresql_watch import PostgresqlWatch
from shared.process.runtime import Runtime


def watch_engines(runtime: Runtime, work: Background, services: Sequence[str]) -> None:
    """Look after them in ``work``, as far as this process has any."""
    settings = runtime.settings
    if any(runtime.database(service).postgresql for service in services):
        databases = PostgresqlWatch(runtime, services)
        work.every("postgresql", postgresql_watch.SWEEP_SECONDS, databases.sweep)
    if settings.kafka_servers:
        from shared.process.engines import kafka_watch  # without Kafka nothing loads its client

        kafka = kafka_watch.KafkaWatch(settings, runtime.metrics)
        work.every("kafka", kafka_watch.SWEEP_SECONDS, kafka.sweep)
        work.at_end(kafka.close)
    if settings.backup_notes is not None:
        backups = BackupWatch(settings.backup_notes, runtime.metrics)
        work.every("backups", backup_watch.SWEEP_SECONDS, backups.sweep)
