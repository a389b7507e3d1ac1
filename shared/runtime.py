"""What a process has: settings, catalogue, clock, metrics, databases and logs. Made once, by a main program."""

from __future__ import annotations

import sqlalchemy as sa

from shared.catalogue import Catalogue, load_catalogue
from shared.codec import Codec
from shared.db import Database
from shared.keys import Keyring
from shared.log import DirectLog, LogReader
from shared.observe import Health, Metrics
from shared.periods import Clock, SystemClock
from shared.settings import Settings
from shared.store import EventStore, store_tables
from shared.web import Authentication

KEYS_GLANCE_SECONDS = 0.2
"""A revoked key opens nothing this much later at the latest."""

PRODUCERS = {"reports": "intake", "figures": "aggregator", "alerts": "alerts"}
"""Which service's event store is which topic."""


class Runtime:
    """The parts that the services of one process share.

    Databases and logs are opened once per service, so that in one process a reader wakes as soon
    as the writer has committed.
    """

    def __init__(self, settings: Settings, *, clock: Clock | None = None, catalogue: Catalogue | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.catalogue = catalogue or load_catalogue(plan_folders=settings.plan_folders)
        self.codec = Codec()
        self.metrics = Metrics()
        self.health = Health()
        self.authentication = Authentication(Keyring(settings.keys_path, KEYS_GLANCE_SECONDS), self.clock)
        self.store = EventStore(store_tables(sa.MetaData()), self.codec, self.clock)
        self._databases: dict[str, Database] = {}
        self._logs: dict[str, LogReader] = {}

    def database(self, service: str) -> Database:
        """The database of ``service``."""
        if service not in self._databases:
            self._databases[service] = Database(self.settings.database_url(service))
        return self._databases[service]

    def log(self, topic: str) -> LogReader:
        """The reader's side of ``topic`` (reports, figures or alerts)."""
        if topic not in self._logs:
            self._logs[topic] = DirectLog(
                topic, self.database(PRODUCERS[topic]), self.store, poll_seconds=self.settings.poll_seconds
            )
        return self._logs[topic]

    def close(self) -> None:
        """Close every database."""
        for database in self._databases.values():
            database.dispose()
