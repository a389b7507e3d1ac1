"""The services apart from each other: one in a process, and the relays between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import FastAPI

from services.aggregator import main as aggregator
from services.aggregator.progress.open_alerts import CONSUMER_NAME as BOARD_CONSUMER
from services.aggregator.reader_position import CONSUMER_NAME as AGGREGATOR_CONSUMER
from services.alerts import main as alerts
from services.alerts.reminders.known_reports import CONSUMER_NAME as REMINDERS_CONSUMER
from services.intake import main as intake
from services.intake.review.outcomes import ALERTS_CONSUMER, FIGURES_CONSUMER
from shared.observe import configure_logging
from shared.process.application import application
from shared.process.beside import Beside
from shared.process.engines.watching import watch_engines
from shared.process.reader_watch import SWEEP_SECONDS, ReaderWatch, WatchedReader
from shared.process.runtime import Runtime
from shared.settings import Settings

SERVICES: Mapping[str, Callable[[Settings], FastAPI]] = {
    "intake": intake.create_app,
    "aggregator": aggregator.create_app,
    "alerts": alerts.create_app,
}
"""Each service's application, alone in its process."""

MIGRATIONS: Mapping[str, Path] = {
    "intake": intake.MIGRATIONS,
    "aggregator": aggregator.MIGRATIONS,
    "alerts": alerts.MIGRATIONS,
}
"""Where the migrations of each service's database stand."""


READERS = (
    WatchedReader(AGGREGATOR_CONSUMER, "reports", "aggregator"),
    WatchedReader(BOARD_CONSUMER, "alerts", "aggregator"),
    WatchedReader("alerts", "figures", "alerts"),
    WatchedReader(REMINDERS_CONSUMER, "reports", "alerts"),
    WatchedReader(ALERTS_CONSUMER, "alerts", "intake"),
    WatchedReader(FIGURES_CONSUMER, "figures", "intake"),
)
"""Every reader there is: the process of the relays has all databases, and looks how far each of them is."""


def relays(runtime: Runtime) -> Beside:
    """Copies every store to its topic; beside another process of its kind it stands by. It watches the readers, and the
    engines."""
    made = Beside("relays", runtime)
    for relay in runtime.relays():
        made.background.loop(relay.lease.name, relay.run)
        runtime.health.add(relay.lease.name, relay.check)
    watch = ReaderWatch(runtime, READERS)
    made.background.every("readers", SWEEP_SECONDS, watch.sweep)
    runtime.health.add("readers", watch.check)
    watch_engines(runtime, made.background, tuple(MIGRATIONS))
    return made


def create_relay_app(settings: Settings) -> FastAPI:
    """The relays alone in a process, with their health and metrics over HTTP."""
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 转发", runtime, [relays(runtime)])
