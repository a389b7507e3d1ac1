"""How far every reader is, asked of the databases: true also of a reader that is dead, or whose topic is gone.

A reader knows its lag as far as its log has told it; one that has died knows nothing. The store's head and the
reader's marks always tell. So do they of a reader that has applied what its store does not hold: the store came
back older, or another one took its place, or something was applied that nobody stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from shared.consume import consumer_tables
from shared.consume.marks import read_marks
from shared.log import PRODUCERS, Mark, Marks
from shared.observe import CheckFailed
from shared.process.runtime import Runtime

SWEEP_SECONDS = 10.0
STILL_SECONDS = 45.0
"""A reader that has something to apply, and has applied nothing for so long, stands still."""


class WatchedReader(NamedTuple):
    """The reader ``name`` of ``topic``, whose marks are in the database of ``service``."""

    name: str
    topic: str
    service: str


class ReaderDistance(NamedTuple):
    """How a reader stands: ``lag`` events of its store are not applied, ``applied`` are; ``contradicted`` says
    which of them the store does not hold ('': none that is known)."""

    lag: int
    applied: int
    contradicted: str


class _Moved(NamedTuple):
    """How many events a reader had applied when it was last seen to have moved, or nothing to do; and when."""

    applied: int
    at: float


class ReaderWatch:
    """Compares the marks of ``readers`` with the stores. For a process that has the databases of all services."""

    def __init__(
        self, runtime: Runtime, readers: Iterable[WatchedReader], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._runtime = runtime
        self._readers = tuple(readers)
        self._now = monotonic
        self._tables = consumer_tables(sa.MetaData())
        self._moved: dict[str, _Moved] = {}
        self._distances: dict[str, ReaderDistance] = {}
        self._faults: dict[str, str] = {}
        self._logger = structlog.get_logger()

    def sweep(self) -> None:
        """Look once: set the metrics, and note what is wrong. Marks are read before heads, for a store only grows."""
        away: dict[str, str] = {}
        marks: dict[str, Marks] = {}
        for service in PRODUCERS.values():
            with self._asking(service, away) as connection:
                for reader in self._readers:
                    if reader.service == service:
                        marks[reader.name] = read_marks(connection, self._tables, reader.name)
        distances: dict[str, ReaderDistance] = {}
        for topic, service in PRODUCERS.items():
            with self._asking(service, away) as connection:
                for reader in self._readers:
                    if reader.topic == topic and reader.name in marks:
                        distances[reader.name] = self._distance(connection, marks[reader.name])
        self._show(distances)
        self._tell(away | self._wrong(distances))
        self._distances = distances

    def check(self) -> str:
        """For the health check.

        Raises:
            CheckFailed: a reader stands still; it has applied what its store does not hold; or a database is away.
        """
        if self._faults:
            raise CheckFailed("；".join(f"{name}{what}" for name, what in self._faults.items()))
        distances = self._distances.values()
        return f"{len(distances)} 个读取者，共落后 {sum(each.lag for each in distances)} 个事件"

    @contextmanager
    def _asking(self, service: str, away: dict[str, str]) -> Iterator[sa.Connection]:
        """A connection to the service's database; that it gives no answer is noted, and the others are asked."""
        try:
            with self._runtime.database(service).read() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            self._logger.warning("no answer about readers", database=service, error=str(error.orig))
            away[f"{service} 的数据库"] = "没有应答"

    def _distance(self, connection: sa.Connection, marks: Marks) -> ReaderDistance:
        store = self._runtime.store
        head = store.head(connection).position
        applied = sum(mark.events for mark in marks.values())
        wrong = (contradiction(mark, head, store.hash_at(connection, mark.position)) for mark in marks.values())
        return ReaderDistance(max(0, head - applied), applied, next(filter(None, wrong), ""))

    def _wrong(self, distances: Mapping[str, ReaderDistance]) -> dict[str, str]:
        """What is wrong with which reader."""
        now, found = self._now(), {}
        for name, each in distances.items():
            moved = self._moved.get(name)
            if moved is None or moved.applied != each.applied or not each.lag:
                self._moved[name] = moved = _Moved(each.applied, now)
            if each.contradicted:
                found[f"读取者 {name} "] = each.contradicted
            elif now - moved.at >= STILL_SECONDS:
                found[f"读取者 {name} "] = f"停住不动，落后 {each.lag} 个事件"
        return found

    def _show(self, distances: Mapping[str, ReaderDistance]) -> None:
        """Set the metrics; of a reader that nothing is known of they say nothing."""
        metrics = self._runtime.metrics
        for gauge in (metrics.reader_lag, metrics.reader_applied, metrics.marks_contradicted):
            for name in self._distances.keys() - distances.keys():
                gauge.remove(name)
        for name, each in distances.items():
            metrics.reader_lag.labels(name).set(each.lag)
            metrics.reader_applied.labels(name).set(each.applied)
            metrics.marks_contradicted.labels(name).set(bool(each.contradicted))

    def _tell(self, faults: dict[str, str]) -> None:
        for name in faults.keys() - self._faults.keys():
            self._logger.error("a reader and its store", of=name, fault=faults[name])
        self._faults = faults


def contradiction(mark: Mark, head: int, stands: str) -> str:
    """What speaks against a mark in a store that ends at ``head`` and has an event of the hash ``stands`` at the
    mark's position; '' where nothing does."""
    if mark.position > head:
        return f"已应用到位置 {mark.position}，事件库却只到 {head}"
    if mark.position and mark.hash and stands != mark.hash:
        return f"应用过的事件与事件库位置 {mark.position} 上的不是同一个"
    return ""
