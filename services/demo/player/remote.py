"""The demonstration played into services that run elsewhere: over HTTP, by a clock in a file that they share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from rich.console import Console

from services.demo.player.client import Client, PlayError
from services.demo.player.keys import demo_keys
from services.demo.player.people import People
from services.demo.player.play import Keys, PlaySummary, Progress, play
from services.demo.player.terminal import BEGIN, bar, tell_begin, tell_failure, tell_summary
from services.demo.world.simulation import simulate
from shared.catalogue import Catalogue, load_catalogue
from shared.periods import Month
from shared.process.file_clock import ClockBroken, ClockHand
from shared.process.runtime import PRODUCERS
from shared.settings import Settings

OPERATIONS = "/v1/operations"
PATIENCE_SECONDS = 120.0
"""How long a service may be away, and how long it may take until all is settled."""
_GLANCE_SECONDS = 0.02

Standing = dict[str, Any]
"""How far a service is: an answer of ``GET /v1/operations/<service>``."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services answer; the same address for all of them where a proxy stands before them."""

    intake: str
    aggregator: str
    alerts: str


class NotFollowing(Exception):
    """A service does not go by the clock file: its due days would pass at another time than the play's."""


class RemoteStage:
    """Moves the clock that the services share, and waits over HTTP until all is settled. See play.Stage.

    Nothing but the player may be posting: what is settled is known from positions that stand still.
    """

    def __init__(self, clients: dict[str, Client], ops_key: str, hand: ClockHand) -> None:
        self._clients = clients
        self._key = ops_key
        self._hand = hand

    def set_time(self, instant: datetime) -> None:
        """See play.Stage."""
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
        """See play.Stage.

        Raises:
            PlayError: something stands still for long.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        await self._until(_caught_up, deadline)
        await self._sweep("aggregator")
        await self._until(_caught_up, deadline)
        await self._sweep("alerts")
        await self._until(lambda standings: _caught_up(standings) and _delivered(standings), deadline)

    async def open_alerts(self) -> list[dict[str, Any]]:
        """The open alerts as they stand."""
        answer = await self._clients["alerts"].get("/v1/alerts", self._key, {"state": "open"})
        found: list[dict[str, Any]] = answer["alerts"]
        return found

    async def _until(self, settled: Callable[[list[Standing]], bool], deadline: float) -> None:
        while not settled(standings := await self._standings()):
            if time.monotonic() > deadline:
                raise PlayError("GET", OPERATIONS, 200, f"{PATIENCE_SECONDS:.0f} 秒后仍未处理完：{standings}")
            await asyncio.sleep(_GLANCE_SECONDS)

    async def _standings(self) -> list[Standing]:
        """Every service's, in the order in which events flow: what the earlier ones say is not
        outdated by what the later ones do."""
        return [await client.get(f"{OPERATIONS}/{service}", self._key, {}) for service, client in self._clients.items()]

    async def _sweep(self, service: str) -> None:
        await self._clients[service].post(f"{OPERATIONS}/{service}/sweep", self._key, {}, "demo-sweep")


def _caught_up(standings: list[Standing]) -> bool:
    """Whether every consumer has applied all that stands in its topic."""
    heads = {standing["service"]: standing["store_position"] for standing in standings}
    return all(
        consumer["events"] == heads[PRODUCERS[consumer["topic"]]]
        for standing in standings
        for consumer in standing["consumers"]
    )


def _delivered(standings: list[Standing]) -> bool:
    return not any(standing["notifications_waiting"] for standing in standings)


class _Part(NamedTuple):
    """What is played: the catalogue, the keys, the months."""

    catalogue: Catalogue
    keys: Keys
    first: Month
    last: Month


class RemoteDemonstration:
    """One run of the demonstration into running services, from what is there already."""

    def __init__(self, settings: Settings, addresses: Addresses, console: Console) -> None:
        self._settings = settings
        self._addresses = addresses
        self._console = console

    def run(self, first: str, last: str) -> int:
        """Play the months ``first`` to ``last`` and say what came of it.

        At the end the services go by the present again. A play that was broken off leaves their clock
        where it is, so that the next one goes on from there.

        Returns the exit code: 0, or 1 when the play failed, or 2 when it cannot be played there.
        """
        if self._settings.clock_file is None:
            self._refuse("没有设置 XUSHI_CLOCK_FILE：各服务与演示须设为同一个文件")
            return 2
        catalogue = load_catalogue(plan_folders=self._settings.plan_folders)
        part = _Part(catalogue, demo_keys(self._settings, catalogue), Month.parse(first), Month.parse(last))
        tell_begin(self._console)
        try:
            asyncio.run(self._run(part, ClockHand(self._settings.clock_file)))
        except NotFollowing as service:
            self._refuse(f"服务 {service} 没有按 {self._settings.clock_file} 走时：须设同一个 XUSHI_CLOCK_FILE 后重启")
            return 2
        except ClockBroken as error:
            self._refuse(f"时钟文件不可用：{error}")
            return 2
        except PlayError as error:
            tell_failure(self._console, error)
            self._tell_standing_clock()
            return 1
        except KeyboardInterrupt:
            self._tell_standing_clock()
        return 0

    async def _run(self, part: _Part, hand: ClockHand) -> None:
        async with AsyncExitStack() as stack:
            clients = {
                service: await stack.enter_async_context(Client(getattr(self._addresses, service), PATIENCE_SECONDS))
                for service in PRODUCERS.values()
            }
            stage = RemoteStage(clients, part.keys.ops, hand)
            await stage.begin()
            started = time.monotonic()
            with bar(self._console) as show:
                summary = await self._play(part, stage, show)
            seconds = time.monotonic() - started
            tell_summary(self._console, summary, seconds, await stage.open_alerts())
            hand.release()
        self._console.print(f"看板：{self._addresses.aggregator}/", style="bold", markup=False)

    async def _play(self, part: _Part, stage: RemoteStage, show: Callable[[Progress], None]) -> PlaySummary:
        simulation = simulate(part.catalogue, part.first, part.last)
        addresses, keys = self._addresses, part.keys
        mails = self._settings.outbox_path
        async with People(addresses.intake, addresses.alerts, mails, keys.reviewers, keys.ops) as people:
            return await play(
                addresses.intake,
                part.catalogue,
                simulation,
                keys,
                stage,
                show,
                patience_seconds=PATIENCE_SECONDS,
                people=people,
            )

    def _refuse(self, reason: str) -> None:
        self._console.print(reason, style="red", markup=False)

    def _tell_standing_clock(self) -> None:
        self._console.print(
            f"各服务的时钟停在演示的时刻；再次运行会接着已有的数据，不再继续则删除 {self._settings.clock_file}",
            markup=False,
        )
