"""All three services in one process: the embedded default."""

from __future__ import annotations

import time

from services.aggregator.main import Aggregator
from services.alerts.main import Alerts
from services.intake.main import Intake
from shared.consume import Consumer
from shared.log import PRODUCERS
from shared.periods import Clock
from shared.process.application import Service, application
from shared.process.beside import Beside
from shared.process.engines.watching import watch_engines
from shared.process.reader_watch import SWEEP_SECONDS, ReaderWatch, WatchedReader
from shared.process.runtime import Runtime
from shared.settings import Settings

_GLANCE_SECONDS = 0.02


class Standalone:
    """Intake, aggregator and alerts over one runtime, and the one web application of the three."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        people_clock: Clock | None = None,
        over_kafka: bool = False,
    ) -> None:
        """``people_clock``: what people's sessions go by, where that is another clock.

        ``over_kafka``: for a command, over the databases of services that read from Kafka. Their marks tell of its
        partitions; what they read is read from the stores. Otherwise one process reads and there is no Kafka."""
        settings = settings if over_kafka else settings.model_copy(update={"kafka_servers": ""})
        self.runtime = Runtime(settings, clock=clock, people_clock=people_clock, from_stores=True)
        self.intake = Intake(self.runtime)
        self.aggregator = Aggregator(self.runtime)
        self.alerts = Alerts(self.runtime)
        self._caught_up_with: dict[str, int] = {}
        watching = Beside("watching", self.runtime)
        watch = ReaderWatch(self.runtime, self.readers)
        watching.background.every("readers", SWEEP_SECONDS, watch.sweep)
        self.runtime.health.add("readers", watch.check)
        watch_engines(self.runtime, watching.background, tuple(PRODUCERS.values()))
        self.services: tuple[Service, ...] = (watching, self.intake, self.aggregator, self.alerts)
        intake = self.intake
        self.app = application("序时 Xushi", self.runtime, self.services, intake.hot, intake.sessions, intake.straight)

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        """Every consumer of the process, in the order in which events flow."""
        return (*self.aggregator.consumers, *self.alerts.consumers, *self.intake.consumers)

    @property
    def readers(self) -> tuple[WatchedReader, ...]:
        """Every consumer, with what it reads and the service whose database its marks are in."""
        return tuple(
            WatchedReader(consumer.name, consumer.log.topic, service.name)
            for service in (self.aggregator, self.alerts, self.intake)
            for consumer in service.consumers
        )

    def migrate(self) -> None:
        """Bring the three databases to the newest schema."""
        for service in self.services:
            service.migrate()

    def settle(self, patience_seconds: float = 120.0) -> None:
        """Wait until everything accepted is in the figures, due days are looked at, and messages are out.

        What a service outside did not take waits for its next attempt and is not waited for here; what only keeps
        to the pace of a robot is.

        Raises:
            TimeoutError: something stands still for that long.
        """
        deadline = time.monotonic() + patience_seconds
        self._wait_for_consumers(deadline)
        self.aggregator.sweep()
        self._wait_for_consumers(deadline)
        self.alerts.sweep()
        self._wait_for_messages(patience_seconds)

    def _wait_for_messages(self, patience_seconds: float) -> None:
        seen, deadline = 0, time.monotonic()
        while left := self.alerts.delivery.to_try():
            if left != seen:
                seen, deadline = left, time.monotonic() + patience_seconds
            if time.monotonic() > deadline:
                raise TimeoutError("messages wait for delivery")
            time.sleep(_GLANCE_SECONDS)

    def _wait_for_consumers(self, deadline: float) -> None:
        while (heads := self._heads()) != self._caught_up_with:
            waited = any(self._wait_for(consumer, deadline) for consumer in self.consumers)
            if not self._wait_for_judge(deadline) and not waited:
                self._caught_up_with = heads  # else what one of them wrote may be news to another

    def _wait_for_judge(self, deadline: float) -> bool:
        """Wait until what is applied is judged; whether anything had to be."""
        waited = False
        while self.aggregator.judge.waiting():
            waited = True
            self.aggregator.judge.hurry(_GLANCE_SECONDS)
            if time.monotonic() > deadline:
                raise TimeoutError("figures wait to be judged")
        return waited

    def _heads(self) -> dict[str, int]:
        """How far each store is: while none has grown, who has caught up need not be asked again."""
        found = {}
        for service in PRODUCERS.values():
            with self.runtime.database(service).read() as connection:
                found[service] = self.runtime.store.head(connection).position
        return found

    def _wait_for(self, consumer: Consumer, deadline: float) -> bool:
        """Wait until the consumer has caught up; whether it had anything to do."""
        waited = False
        while consumer.lag():
            waited = True
            consumer.hurry(_GLANCE_SECONDS)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{consumer.name} lags")
        return waited
