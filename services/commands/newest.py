"""The services for a command that reads their databases as they are: only with the schema of this version."""

from __future__ import annotations

from services.commands.options import stop
from services.standalone import Standalone
from shared.log.spread import SpreadLog
from shared.settings import Settings


def newest_of(settings: Settings) -> Standalone:
    """The three services, not started. Ends the command where a database has the schema of another version, or none:
    what is asked would not be found in it.

    Raises:
        DatabaseNewer: a later version has written to one.
    """
    standalone = Standalone(settings, over_kafka=True)
    services = (standalone.intake, standalone.aggregator, standalone.alerts)
    for each in services:
        each.database.refuse_newer(each.migrations)
    others = [each.name for each in services if not each.newest()]
    if others:
        standalone.runtime.close()
        which = "、".join(others)
        stop(f"{which} 的数据库不是本版本的结构：请先停下服务、备份（xushi backup），再执行 xushi migrate", 2)
    return standalone


def store_of_reports(standalone: Standalone) -> SpreadLog:
    """Intake's store, in the partitions that the marks of its readers tell of."""
    settings, intake = standalone.runtime.settings, standalone.intake
    partitions = settings.kafka_partitions if settings.kafka_servers else 1
    return SpreadLog(intake.topic, intake.database, intake.store, partitions)
