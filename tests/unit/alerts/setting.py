"""An alerts service without threads: figures in by hand, decisions and deliveries step by step."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from services.alerts import migrations
from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Channel
from services.alerts.delivery.deliver import Delivery
from services.alerts.delivery.pauses import Pauses
from services.alerts.delivery.resending import Resending
from services.alerts.episodes.policy import LEVELS, Policies
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.handlers.escalating import Escalating
from services.alerts.handlers.expiring import Expiring
from services.alerts.handlers.figures import FiguresHandler
from services.alerts.handlers.people import People
from services.alerts.messages.routing import Means
from services.alerts.reading.alerts import AlertsReading
from services.alerts.repository.streams import AlertStreams
from services.alerts.tables import CONSUMER, STORE
from shared.catalogue.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import Event, ProgressAssessed
from shared.log import MemoryLog
from shared.observe import Metrics
from shared.store import EventStore, Recorded
from shared.working_time import WorkingTime
from tests.builders import a_clock, an_assessment

CODEC = Codec()


def an_assessed(period: str = "2025-03", level: str = "red", **changes: Any) -> ProgressAssessed:
    """重庆's 工伤保险 assessed for a month, its figures accepted as they are reported unless ``changes`` say otherwise;
    these go to the event where it has such a field."""
    if level in LEVELS:
        changes.setdefault("accepted_level", level)
    fields: dict[str, Any] = {
        "plan": "chongqing-2021-2025",
        "row": 8,
        "indicator": "work_injury_insurance_insured",
        "region": "500000",
        "binding": True,
    }
    for name in list(changes):
        if name in fields:
            fields[name] = changes.pop(name)
    return ProgressAssessed(period=period, assessment=an_assessment(level=level, **changes), **fields)


def recorded(event: Event, position: int) -> Recorded:
    """The event as a log carries it."""
    type_name, version, data = CODEC.encode(event)
    stream = f"progress-{event.plan}-{event.row}" if isinstance(event, ProgressAssessed) else "figure"
    return Recorded(position, stream, position, type_name, version, data, 0, "a", f"c-{position}", None, "", "")


class Setting:
    """The service's parts over one SQLite file, or the database at ``address``; and a log that a test writes.

    ``template`` is a migrated file to start from, where many settings are made.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        policies: Policies | None = None,
        template: Path | None = None,
        address: str | None = None,
    ) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self.clock = a_clock()
        self.metrics = Metrics()
        self.log = MemoryLog("figures")
        path = folder / "alerts.sqlite"
        if template is not None:
            shutil.copyfile(template, path)
        self.database = Database(address or f"sqlite:///{path}")
        if template is None:
            self.database.migrate(Path(migrations.__file__).parent)
        self.store = EventStore(STORE, CODEC, self.clock)
        self.streams = AlertStreams(self.store)
        self.resending = Resending(self.database, self.streams, self.clock)
        self.reading = AlertsReading(self.database, self.store, catalogue)
        self.outbox = OutboxChannel(folder / "outbox", "序时预警 <alerts@xushi.example>", "xushi.example")
        self.policies = policies or Policies()
        self.means = Means("outbox")
        self.consumer = self.a_consumer()
        self.delivery = self.a_delivery({"outbox": self.outbox})

    def a_handler(self) -> FiguresHandler:
        return FiguresHandler(
            self.streams,
            self.catalogue,
            CODEC,
            self.clock,
            policies=self.policies,
            dispatch=self.a_dispatch(),
        )

    def a_dispatch(self) -> Dispatch:
        return Dispatch(
            self.catalogue,
            self.clock,
            policies=self.policies,
            means=self.means,
            public_url="http://127.0.0.1:8600",
        )

    def some_people(self) -> People:
        """What people may do about this setting's alerts."""
        return People(self.database, self.streams, self.clock, self.a_dispatch(), self.catalogue)

    def escalate(self) -> int:
        """Take the steps that are due because nobody did what was asked; how many they were."""
        dispatch = self.a_dispatch()
        return Escalating(
            self.database,
            self.streams,
            self.clock,
            catalogue=self.catalogue,
            policies=self.policies,
            dispatch=dispatch,
        ).escalate()

    def expire(self) -> int:
        """End what outlived its plan by the time for reviewing its last month; how many that were."""
        plans, dispatch = self.catalogue.plans, self.a_dispatch()
        expiring = Expiring(self.database, self.streams, self.clock, plans, policies=self.policies, dispatch=dispatch)
        return expiring.expire()

    def a_consumer(self) -> Consumer:
        """A reader that goes on from what is committed, as after a restart."""
        return Consumer(
            "alerts",
            self.log,
            self.database,
            CONSUMER,
            self.a_handler(),
            metrics=self.metrics,
            clock=self.clock,
        )

    def a_delivery(self, channels: dict[str, Channel]) -> Delivery:
        return Delivery(
            self.database,
            self.streams,
            channels,
            metrics=self.metrics,
            clock=self.clock,
            draw=lambda: 500,
            pauses=Pauses(lambda: self.clock.now().timestamp()),
            hours=WorkingTime(calendar=self.policies.calendar),
        )

    def produce(self, *events: Event) -> None:
        """Add events to the topic without handling them."""
        first = self.log.head() + 1
        self.log.extend(recorded(event, position) for position, event in enumerate(events, first))

    def assess(self, *events: Event) -> None:
        """Add events to the topic and decide on them."""
        self.produce(*events)
        self.consumer.catch_up()

    def sweep(self) -> int:
        """Decide on what waited for its due day."""
        with self.database.write() as connection:
            return self.a_handler().sweep(connection)

    def deliver(self) -> int:
        """Deliver until nothing is due; how many attempts were made."""
        total = 0
        while made := self.delivery.step():
            total += made
        return total

    def events(self) -> list[Event]:
        """Everything the service has stored, in order."""
        with self.database.read() as connection:
            return [self.store.decode(each) for each in self.store.read(connection, 0, 10_000)]

    def names(self) -> list[str]:
        """The types of everything stored, in order."""
        return [type(event).__name__ for event in self.events()]


def levels(*given: tuple[str, str], version: int = 1, **changes: Any) -> list[ProgressAssessed]:
    """One assessment a (period, level), each with a data version of its own."""
    return [
        an_assessed(period, level, data_version=version + offset, **changes)
        for offset, (period, level) in enumerate(given)
    ]
