"""What a process has: settings, catalogue, clock, metrics, databases and logs. Made once, by a main program."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared.catalogue import Catalogue
from shared.catalogue.record import NO_FILES, digest_of
from shared.codec import Codec
from shared.consume import Consumer, ConsumerTables, Handle
from shared.consume.shapes import kept_shape, shapes_table
from shared.database.engine import Database
from shared.events import ShapeDefined
from shared.log import PRODUCERS, DirectLog, LogReader
from shared.observe import Health, Metrics
from shared.observe.disk import DiskWatch
from shared.observe.health import CheckFailed
from shared.office.pdf.printing import Printing
from shared.periods import Clock, SystemClock
from shared.process.calendar.watch import CalendarWatch
from shared.process.catalogue.sources import read_configured, site_of
from shared.process.file_clock import FileClock, clock_of
from shared.security.authentication import Authentication
from shared.security.keys import EXPIRING, Keyring
from shared.security.wrong_keys import WrongKeys
from shared.settings import Settings
from shared.store import EventStore, store_tables
from shared.web.long_work import LongWork
from shared.web.uploads.places import UploadPlaces
from shared.web.uploads.receiving import Uploads

if TYPE_CHECKING:
    from shared.log.relay import Relay

_UNHURRIED = 8
"""So many times as long does a reader linger that is in no hurry."""
KEYS_GLANCE_SECONDS = 0.2
"""A revoked key opens nothing this much later at the latest."""


class Runtime:
    """The parts that the services of one process share.

    Databases and logs are opened once per service, so that in one process a reader wakes as soon
    as the writer has committed.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        people_clock: Clock | None = None,
        catalogue: Catalogue | None = None,
        from_stores: bool = False,
    ) -> None:
        """``from_stores``: topics are read from the producers' stores, in the partitions they have in Kafka. Only
        for who has all databases, and no other instance beside it."""
        self.settings = settings
        self.reads_stores = from_stores or not settings.kafka_servers
        self.clock: Clock = clock or clock_of(settings)
        self.people_clock: Clock = people_clock or clock or SystemClock()
        """What people's sessions go by: they live in the present, also where the figures' time is simulated."""
        self.catalogue, self.catalogue_files = (
            (catalogue, NO_FILES) if catalogue is not None else read_configured(settings)
        )
        """What is asked for, and the texts that say so: of a catalogue that was made by hand there are none."""
        self.catalogue_digest = digest_of(self.catalogue_files) if self.catalogue_files else ""
        self.codec = Codec()
        self.metrics = Metrics()
        self.health = Health()
        if isinstance(self.clock, FileClock):
            self.health.add("clock", self.clock.check)
        self.calendar = CalendarWatch(self.catalogue.calendar, self.clock, self.metrics)
        places = UploadPlaces(settings.max_uploads, settings.max_uploads_per_account)
        self.uploads = Uploads(settings.spool_path, places)
        self.long_work = LongWork(settings.work_at_once, settings.work_seconds)
        self.printing = Printing(settings, site_of(settings))
        self.health.add("printing", self.printing.check)
        self.keyring = Keyring(settings.keys_path, KEYS_GLANCE_SECONDS)
        self.authentication = Authentication(
            self.keyring, self.clock, open_board=settings.open_board, wrong_keys=WrongKeys(self.metrics)
        )
        self.health.add("keys", self._check_keys)
        written = (settings.data_dir, settings.outbox_path, settings.spool_path)
        self.health.add("disk", DiskWatch(written, self.metrics).check)
        self.store = EventStore(store_tables(sa.MetaData()), self.codec, self.clock)
        self._shapes = shapes_table(sa.MetaData())
        self._databases: dict[str, Database] = {}
        self._logs: dict[tuple[str, str], LogReader] = {}

    def database(self, service: str) -> Database:
        """The database of ``service``."""
        if service not in self._databases:
            database = self._databases[service] = Database(self.settings.database_url(service))
            self.codec.shapes.kept_at(partial(self._kept_shape, database))
        return self._databases[service]

    def log(self, topic: str, reader: str) -> LogReader:
        """The side of ``topic`` (reports, figures or alerts) that ``reader`` reads: all its instances
        share the topic's partitions where it has several."""
        if (topic, reader) not in self._logs:
            self._logs[topic, reader] = self._log(topic, reader)
        return self._logs[topic, reader]

    def consumer(
        self,
        name: str,
        topic: str,
        database: Database,
        tables: ConsumerTables,
        handle: Handle,
        *,
        in_a_hurry: bool = True,
    ) -> Consumer:
        """The reader ``name`` of ``topic``, whose marks and effects go to ``database``.

        ``in_a_hurry``: somebody looks at what comes of it at once. Other readers let more events gather: each
        transaction costs as much as a dozen reports in it.
        """
        return Consumer(
            name,
            self.log(topic, name),
            database,
            tables,
            handle,
            metrics=self.metrics,
            clock=self.clock,
            batch=self.settings.batch_size,
            linger_seconds=self.settings.linger_seconds * (1 if in_a_hurry else _UNHURRIED),
            shapes=self.codec.shapes,
        )

    def relays(self) -> list[Relay]:
        """What copies each service's store to its topic in Kafka."""
        from shared.log.relay import Relay  # with Kafka's client, which only this process needs

        return [
            Relay(topic, service, self.database(service), self.store, self.settings, self.metrics)
            for topic, service in PRODUCERS.items()
        ]

    def _kept_shape(self, database: Database, name: str) -> ShapeDefined | None:
        """What reports' lines are called by a shape, where a service's store or its readers keep it."""
        with database.read() as connection:
            return self.store.shape(connection, name) or kept_shape(connection, self._shapes, name)

    def _check_keys(self) -> str:
        """Says which keys expire soon: nothing is wrong yet.

        Raises:
            CheckFailed: some cannot be read, and open nothing.
        """
        if void := self.keyring.void():
            raise CheckFailed(f"有密钥读不出，已作废：{'、'.join(void)}")
        now = self.clock.now()
        keys = self.keyring.keys()
        soon = sum(key.expires_soon(now) for key in keys)
        return f"{len(keys)} 个密钥" + (f"，{soon} 个在 {EXPIRING.days} 天内到期" if soon else "")

    def _log(self, topic: str, reader: str) -> LogReader:
        if not self.reads_stores:
            from shared.log.kafka import KafkaLog  # the embedded form has no Kafka, and does without its client

            return KafkaLog(topic, reader, self.settings, self.metrics, shapes=self.codec.shapes)
        database = self.database(PRODUCERS[topic])
        if self.settings.kafka_servers:
            from shared.log.spread import SpreadLog

            return SpreadLog(topic, database, self.store, self.settings.kafka_partitions)
        return DirectLog(topic, database, self.store, poll_seconds=self.settings.poll_seconds)

    def close(self) -> None:
        """Close every log and database, once nothing is worked on any more."""
        self.long_work.close()
        for log in self._logs.values():
            log.close()
        for database in self._databases.values():
            database.dispose()
