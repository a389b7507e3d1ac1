"""How far a service is, over HTTP, for the people and programs that run it: ``/v1/operations/<service>``.

Everything is read from the service's database: any instance answers for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from shared.consume import Consumer
from shared.database.engine import Database
from shared.process.runtime import Runtime
from shared.security.keys import Role
from shared.store import EventStore
from shared.web.answers import answers
from shared.web.problems import json_response
from shared.web.routing.routers import api_router

OPERATIONS = "/v1/operations"
"""Each service's routes stand below it under the service's name, so that a proxy can tell them apart."""


class ReaderStanding(msgspec.Struct, frozen=True):
    """A consumer: ``events`` of ``topic`` are applied or parked, so many of them ``parked``.

    When everything is applied, ``events`` is the position of the store that is the topic.
    """

    name: str
    topic: str
    events: int
    parked: int


class ServiceStanding(msgspec.Struct, frozen=True):
    """How far a service is.

    ``store_position`` and ``recorded_at`` (UTC) are those of the newest event of its store; ``now``
    is the instant that the service goes by; ``notifications_waiting`` counts messages that are
    queued and not delivered, ``notifications_due`` those of them that are to be tried now: without those that failed
    and wait for their next attempt (0 where a service sends none). ``to_judge`` counts what is applied and waits to be
    judged (0 where a service judges nothing).
    """

    service: str
    store_position: int
    recorded_at: str | None
    consumers: tuple[ReaderStanding, ...]
    notifications_waiting: int
    notifications_due: int
    parked: int
    to_judge: int
    now: str


class Whereabouts:
    """How far one service is, asked of its database. ``sweep`` looks at due days now."""

    def __init__(
        self,
        service: str,
        runtime: Runtime,
        database: Database,
        store: EventStore,
        consumers: Sequence[Consumer] = (),
        *,
        waiting: Callable[[], int] = lambda: 0,
        to_try: Callable[[], int] = lambda: 0,
        to_judge: Callable[[], int] = lambda: 0,
        sweep: Callable[[], object] | None = None,
    ) -> None:
        self.service = service
        self.sweep = sweep
        self._runtime = runtime
        self._database = database
        self._store = store
        self._consumers = tuple(consumers)
        self._waiting = waiting
        self._to_try = to_try
        self._to_judge = to_judge

    def standing(self) -> ServiceStanding:
        """How far everything is now.

        The consumers are asked before what waits to be judged, and that before the store: when they had applied
        everything that there is to read, and it was judged, then the store's position holds everything that came of it.
        """
        consumers, to_judge = tuple(map(_reading, self._consumers)), self._to_judge()
        with self._database.read() as connection:
            position = self._store.head(connection).position
            newest = self._store.read(connection, position - 1, 1)
        return ServiceStanding(
            service=self.service,
            store_position=position,
            recorded_at=newest[0].recorded_instant.isoformat() if newest else None,
            consumers=consumers,
            notifications_waiting=self._waiting(),
            notifications_due=self._to_try(),
            parked=sum(each.parked for each in consumers),
            to_judge=to_judge,
            now=self._runtime.clock.now().isoformat(),
        )

    def swept(self) -> ServiceStanding:
        """Look at due days now; how far everything is then."""
        if self.sweep is not None:
            self.sweep()
        return self.standing()

    def router(self) -> APIRouter:
        """The routes, for keys of the role ops."""
        routes = api_router("运行", f"{OPERATIONS}/{self.service}")
        authentication = self._runtime.authentication

        @routes.get("", summary="本服务处理到哪里了", **answers(ServiceStanding, "处理到哪里了"))
        async def standing(request: Request) -> Response:
            authentication.require(request, Role.OPS)
            return json_response(await run_in_threadpool(self.standing))

        if self.sweep is not None:

            @routes.post("/sweep", summary="立即检查到期日", **answers(ServiceStanding, "检查之后处理到哪里了"))
            async def sweep(request: Request) -> Response:
                authentication.require(request, Role.OPS)
                return json_response(await run_in_threadpool(self.swept))

        return routes


def _reading(consumer: Consumer) -> ReaderStanding:
    events = sum(mark.events for mark in consumer.marks().values())
    return ReaderStanding(consumer.name, consumer.log.topic, events, sum(each.events for each in consumer.parked()))
