"""Services that run elsewhere as a stage: they share a clock file, and say over HTTP how far they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec

from services.demo.player.stage import AlertToTell
from services.demo.player.terminal import BEGIN
from services.demo.transport.client import Client, PlayError
from shared.log import PRODUCERS
from shared.process.file_clock import ClockHand

OPERATIONS = "/v1/operations"
PATIENCE_SECONDS = 120.0
"""How long a service may be away, and how long it may take until all is settled."""
_GLANCE_SECONDS = 0.02

ServiceStanding = dict[str, Any]
"""How far a service is: an answer of ``GET /v1/operations/<service>``."""


class NotFollowing(Exception):
    """A service does not go by the clock file: its due days would pass at another time than the play's."""


class RemoteStage:
    """Moves the clock that the services share, and waits over HTTP until all is settled. See stage.Stage.

    Nothing but the player may be posting: what is settled is known from positions that stand still.
    """

    def __init__(self, clients: dict[str, Client], ops_key: str, hand: ClockHand) -> None:
        self._clients = clients
        self._key = ops_key
        self._hand = hand

    def set_time(self, instant: datetime) -> None:
        """See stage.Stage."""
        self._hand.set(instant)

    async def begin(self) -> None:
        """Put the clock behind everything that has been recorded, and see that every service follows it.

        Raises:
            NotFollowing: one does not.
        """
        recorded = [standing["recorded_at"] for standing in await self._standings()]
        newest = max((datetime.fromisoformat(instant) for instant in recorded if instant), default=BEGIN)
        self._hand.set(max(BEGIN, newest.astimezone(UTC) + timedelta(microseconds=1)))
        for standing in await self._standings():
            if datetime.fromisoformat(standing["now"]) != self._hand.instant:
                raise NotFollowing(standing["service"])

    async def settle(self) -> None:
        """See stage.Stage.

        Raises:
            PlayError: something stands still for long.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        await self._until(_caught_up, deadline)
        await self._sweep("aggregator")
        await self._until(_caught_up, deadline)
        await self._sweep("alerts")
        await self._until_told()

    async def alerts(self, state: Literal["open", "expired"]) -> list[AlertToTell]:
        """The alerts that are open, or ended with their plans, as they stand."""
        answer = await self._clients["alerts"].get("/v1/alerts", self._key, {"state": state})
        return msgspec.convert(answer["alerts"], list[AlertToTell])

    async def _until_told(self) -> None:
        """Wait for the messages, too: as long as they get fewer, a robot's pace may take its time."""
        left, deadline = 0, time.monotonic() + PATIENCE_SECONDS
        while not _caught_up(standings := await self._standings()) or _due(standings):
            if _due(standings) != left:
                left, deadline = _due(standings), time.monotonic() + PATIENCE_SECONDS
            await self._glance(standings, deadline)

    async def _until(self, settled: Callable[[list[ServiceStanding]], bool], deadline: float) -> None:
        while not settled(standings := await self._standings()):
            await self._glance(standings, deadline)

    async def _glance(self, standings: list[ServiceStanding], deadline: float) -> None:
        if time.monotonic() > deadline:
            raise PlayError("GET", OPERATIONS, 200, f"{PATIENCE_SECONDS:.0f} 秒后仍未处理完：{standings}")
        await asyncio.sleep(_GLANCE_SECONDS)

    async def _standings(self) -> list[ServiceStanding]:
        """Every service's, in the order in which events flow: what the earlier ones say is not
        outdated by what the later ones do."""
        return [await client.get(f"{OPERATIONS}/{service}", self._key, {}) for service, client in self._clients.items()]

    async def _sweep(self, service: str) -> None:
        await self._clients[service].post(f"{OPERATIONS}/{service}/sweep", self._key, {}, "demo-sweep")


def _caught_up(standings: list[ServiceStanding]) -> bool:
    """Whether every consumer has applied all that stands in its topic, and nothing of it waits to be judged."""
    heads = {standing["service"]: standing["store_position"] for standing in standings}
    return not any(standing["to_judge"] for standing in standings) and all(
        consumer["events"] == heads[PRODUCERS[consumer["topic"]]]
        for standing in standings
        for consumer in standing["consumers"]
    )


def _due(standings: list[ServiceStanding]) -> int:
    return sum(standing["notifications_due"] for standing in standings)
