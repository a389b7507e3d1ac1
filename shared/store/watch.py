"""Keeps proving the chain of a running store: what is new at every sweep, and the whole of it page by page."""

from __future__ import annotations

import threading

import sqlalchemy as sa
import structlog
from prometheus_client import Gauge

from shared.database.engine import Database
from shared.observe import Metrics
from shared.store.model import GENESIS, Head
from shared.store.store import EventStore
from shared.store.verify import LinkFault, broken_link

_PAGE = 1_000
_NEW_PAGES = 20
"""Most pages of new events that one sweep looks at; the next sweep goes on where it ended."""


class ChainBroken(Exception):
    """An event of the store was altered, taken away or put elsewhere."""


class ChainWatch:
    """Remembers how far the chain has been walked, and exports that and whether it is broken.

    Two walks: one follows the head from where it stood when the watch began, the other goes from
    the first event on, one page a sweep, and begins again when it has met the head. The first walk
    finds at once what happens to new events, the second in the course of time what happened to
    old ones. A walk that meets a fault stays there: the fault is told until it is mended.
    It is that of one time of leading: whoever leads next judges the store anew, with a watch of its own.
    ``xushi verify`` walks the whole store in one go and checks the streams' versions as well.
    """

    def __init__(self, service: str, database: Database, store: EventStore, metrics: Metrics) -> None:
        self._service = service
        self._database = database
        self._store = store
        self._metrics = metrics
        self._fault: LinkFault | None = None
        self._logger = structlog.get_logger().bind(service=service)
        self._new: Head | None = None
        self._old = Head(0, GENESIS)
        self._whole = False
        self._lock = threading.Lock()  # a sweep may be under way when another instance begins to lead
        self._left = False
        self._told: list[Gauge] = []

    def sweep(self) -> LinkFault | None:
        """Walk on; the first fault met, None when what was looked at is whole."""
        with self._database.read() as connection:
            head = self._store.head(connection)
            fault = self._follow_head(connection, head) or self._walk_again(connection, head)
        with self._lock:
            if not self._left:
                self._tell(head, fault)
        return fault

    def _tell(self, head: Head, fault: LinkFault | None) -> None:
        self._fault = fault
        metrics, service = self._metrics, self._service
        metrics.store_position.labels(service).set(head.position)
        told = {metrics.chain_broken: 0 if fault is None else 1}
        if fault is None:
            told[metrics.chain_verified] = self._from_the_first()
        else:
            self._logger.error("event chain broken", position=fault.position, fault=fault.fault, detail=fault.detail)
        for gauge, value in told.items():
            gauge.labels(service).set(value)
        self._told += [gauge for gauge in told if gauge not in self._told]

    def leave(self) -> None:
        """Another instance leads: what was found here is nobody's word any more, not even a sweep's under way."""
        with self._lock:
            self._left, self._fault = True, None
            told, self._told = self._told, []
            for gauge in told:
                gauge.remove(self._service)

    def check(self) -> str:
        """For the health check.

        Raises:
            ChainBroken: the last sweep met a fault.
        """
        if self._fault is not None:
            raise ChainBroken(f"position {self._fault.position}: {self._fault.detail}")
        walked = self._new is not None and not self._left
        return "核验过的部分完整" if walked else "由在工作的实例核验"

    def _from_the_first(self) -> int:
        """The position up to which every event has been walked over, from the first one on."""
        assert self._new is not None
        return self._new.position if self._whole else self._old.position

    def _follow_head(self, connection: sa.Connection, head: Head) -> LinkFault | None:
        self._new = self._new or head
        for _ in range(_NEW_PAGES):
            self._new, fault = self._walk(connection, self._new, head)
            if fault is not None or self._new == head:
                return fault
        return None

    def _walk_again(self, connection: sa.Connection, head: Head) -> LinkFault | None:
        self._old, fault = self._walk(connection, self._old, head)
        if fault is None and self._old == head:
            self._old, self._whole = Head(0, GENESIS), True
        return fault

    def _walk(self, connection: sa.Connection, after: Head, head: Head) -> tuple[Head, LinkFault | None]:
        """One page; how far the chain holds, and what breaks it there."""
        page = self._store.read(connection, after.position, _PAGE)
        for record in page:
            fault = broken_link(record, after)
            if fault is not None:
                return after, fault
            after = Head(record.position, record.hash)
        if len(page) < _PAGE and after != head:
            detail = f"the head says {head.position}, but the events were seen to go to {after.position}"
            return after, LinkFault(min(after.position, head.position) + 1, "truncated", detail)
        return after, None
