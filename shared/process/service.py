"""What every service with a store of its own has, and what runs beside its routes: in one way for all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa

from shared.catalogue.known import OneCatalogue
from shared.catalogue.record import RecordedCatalogues, RecordedChanges
from shared.consume import Consumer
from shared.database.catalogue_tables import publish_catalogue
from shared.database.engine import is_locked
from shared.database.lease import Lease
from shared.database.simulated_today import publish_today
from shared.observe.disk import DiskWatch
from shared.periods import SystemClock
from shared.process.background import Background
from shared.process.calendar.told_days import ToldDays
from shared.process.catalogue.past import PastCatalogues
from shared.process.clock_skew import ClockSkew
from shared.process.runtime import Runtime
from shared.process.standby import Standby
from shared.store import EventStore
from shared.store.heads import DailyHeads
from shared.store.tables import StoreTables
from shared.store.watch import ChainWatch

_GLANCE_SECONDS = 1.0
"""So often a process looks whether its catalogue has given way to another."""


class StoreService:
    """A service's database, its event store, its readers and its background work.

    Some work goes on in every instance (:attr:`background`), some in one while the others stand by
    (:meth:`lead`). There, whichever service it is, the store's chain is proved again and again, its head
    written down once a day, and a year that the calendar of working days does not hold is warned of. All
    of it, and every reader, has a health check.
    """

    name: ClassVar[str]
    """Of the service, its database, its lease, and in its metrics."""
    topic: ClassVar[str]
    """Which topic its store is."""
    migrations: ClassVar[Path]
    """The folder of its database's migrations."""

    def __init__(self, runtime: Runtime, tables: StoreTables) -> None:
        self.runtime = runtime
        self.database = runtime.database(self.name)
        self.store = EventStore(tables, runtime.codec, runtime.clock)
        self.consumers: tuple[Consumer, ...] = ()
        self._told = ToldDays(self.database, runtime.catalogue, runtime.clock)
        folders = [self.database.folder] if self.database.folder is not None else []
        self._room = DiskWatch(folders, runtime.metrics)
        self._watch = self._new_watch()
        self.background = Background(runtime.metrics)
        standby = Standby(Lease(self.database, self.name), self._once_for_all, runtime.metrics)
        self.background.loop(f"{self.name}-standby", standby.run)
        runtime.health.add(f"{self.name}-store", self._check_store, needed=True)
        runtime.health.add(f"{self.name}-chain", lambda: self._watch.check())
        runtime.health.add(f"{self.name}-background", self.background.check)
        runtime.health.add(f"{self.name}-standby", standby.check)
        runtime.health.add(f"{self.name}-clock", ClockSkew(self.name, self.database, runtime.metrics).check)
        runtime.health.add("calendar", runtime.calendar.check)

    def migrate(self) -> None:
        """Bring the database to the newest schema, and the catalogue in it up to date."""
        self.database.migrate(self.migrations)
        self._told.load()
        publish_catalogue(self.database, self.runtime.catalogue)
        self.publish_today()

    def known_catalogues(
        self, changes: RecordedChanges, stands: Callable[[], bool] = lambda: True, *, by_instant: bool = False
    ) -> PastCatalogues | OneCatalogue:
        """The catalogues of the past by their recorded ``changes``; of a catalogue that was made by hand there is none
        but itself. ``stands``: see PastCatalogues; ``by_instant``: see RecordedCatalogues."""
        runtime = self.runtime
        if not runtime.catalogue_digest:
            return OneCatalogue(runtime.catalogue)
        recorded = RecordedCatalogues(
            runtime.catalogue, runtime.catalogue_digest, changes, self._told.teach, by_instant=by_instant
        )
        past = PastCatalogues(recorded, stands)
        self.background.every(f"{self.name}-catalogue", _GLANCE_SECONDS, past.look)
        runtime.health.add(f"{self.name}-catalogue", past.check)
        return past

    def newest(self) -> bool:
        """Whether the database has the schema of this version."""
        return self.database.newest(self.migrations)

    def publish_today(self) -> None:
        """Tell readers of SQL the day that it is here, where that is not the machine's: the clock may be simulated."""
        publish_today(self.database, self.runtime.clock.now(), SystemClock().now())

    def start(self) -> None:
        """Begin to work beside the routes."""
        self._told.load()
        self.background.start()

    async def stop(self) -> None:
        """Finish what is being worked on, then stop."""
        self.background.stop()

    def know(self, *consumers: Consumer) -> None:
        """These are the service's readers: they are asked for their health. Who runs them is said elsewhere."""
        self.consumers += consumers
        for consumer in consumers:
            self.runtime.health.add(f"{consumer.name}-consumer", consumer.check)

    def follow(self, *consumers: Consumer) -> None:
        """Run these readers in every instance: each has its share of the partitions."""
        self.know(*consumers)
        for consumer in consumers:
            self.background.loop(f"{consumer.name}-consumer", consumer.run, consumer.log.wake)

    def lead(self, work: Background) -> None:
        """Add to ``work`` what one instance does for all of them beside what every service does."""

    def _new_watch(self) -> ChainWatch:
        return ChainWatch(self.name, self.database, self.store, self.runtime.metrics)

    def _check_store(self) -> str:
        """That the store can be read, that there is room to write, and that it can where the last write failed.

        On a full disk the store's own smallest write may still fit where the next report does not.
        """
        self._room.check()
        if self.database.write_failed:
            self._touch()
        with self.database.read() as connection:
            return f"末位序号 {self.store.head(connection).position}"

    def _touch(self) -> None:
        try:
            with self.database.write() as connection:
                self.store.touch(connection)
        except sa.exc.OperationalError as error:
            if not is_locked(error):  # somebody writes: so it can be written to
                raise

    def _once_for_all(self) -> Background:
        """What one instance does while the others stand by."""
        work = Background(self.runtime.metrics)
        runtime, seconds = self.runtime, self.runtime.settings.sweep_seconds
        self.lead(work)
        self._watch = self._new_watch()
        work.every(f"{self.name}-chain", seconds, self._watch.sweep)
        work.at_end(self._watch.leave)
        heads = DailyHeads(self.topic, self.database, self.store, runtime.clock, runtime.settings.heads_path)
        work.every(f"{self.name}-heads", seconds, heads.sweep)
        work.every(f"{self.name}-calendar", seconds, runtime.calendar.sweep)
        work.every(f"{self.name}-today", seconds, self.publish_today)
        work.every(f"{self.name}-told-days", seconds, self._told.keep)
        return work
