"""The demonstration played into services that run elsewhere: over HTTP, by a clock in a file that they share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import NamedTuple

from rich.console import Console

from services.demo.people.people import SimulatedPeople
from services.demo.player.keys import demo_keys
from services.demo.player.play import play
from services.demo.player.remote_stage import PATIENCE_SECONDS, NotFollowing, RemoteStage
from services.demo.player.stage import Login, PlayKeys, PlayProgress, PlaySummary
from services.demo.player.terminal import bar, tell_begin, tell_failure, tell_summary
from services.demo.transport.client import Client, PlayError
from services.demo.world.simulation import covered, simulate
from shared.catalogue import Catalogue
from shared.log import PRODUCERS
from shared.periods import Month
from shared.process.catalogue.sources import configured_catalogue
from shared.process.file_clock import ClockBroken, ClockHand
from shared.security.keys import Role
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services answer; the same address for all of them where a proxy stands before them."""

    intake: str
    aggregator: str
    alerts: str


class RemotePart(NamedTuple):
    """What is played: the catalogue, the keys, the months."""

    catalogue: Catalogue
    keys: PlayKeys
    first: Month
    last: Month


class RemoteDemonstration:
    """One run of the demonstration into running services, from what is there already."""

    def __init__(
        self,
        settings: Settings,
        addresses: Addresses,
        console: Console,
        open_accounts: Callable[[Sequence[Login]], None],
    ) -> None:
        """``open_accounts`` lets people sign in where the services run."""
        self._open_accounts = open_accounts
        self._settings = settings
        self._addresses = addresses
        self._console = console

    def run(self, first: Month, last: Month) -> int:
        """Play the months ``first`` to ``last`` and say what came of it.

        At the end the services go by the present again. A play that was broken off leaves their clock
        where it is, so that the next one goes on from there.

        Returns the exit code: 0, or 1 when the play failed, or 2 when it cannot be played there.
        """
        if self._settings.clock_file is None:
            same = "各服务与演示须设为同一个文件（docker compose 加 --env-file deploy/demo.env）"
            self._refuse(f"没有设置 XUSHI_CLOCK_FILE：{same}")
            return 2
        settings = self._settings
        catalogue = configured_catalogue(settings)
        if not covered(catalogue, first, last):
            self._refuse(f"各服务所用的规划不含 {first} 至 {last}：演示要用自带的规划（看 site.toml 的 plans）")
            return 2
        part = RemotePart(catalogue, demo_keys(self._settings, catalogue), first, last)
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

    async def _run(self, part: RemotePart, hand: ClockHand) -> None:
        async with AsyncExitStack() as stack:
            clients = {
                service: await stack.enter_async_context(Client(getattr(self._addresses, service), PATIENCE_SECONDS))
                for service in PRODUCERS.values()
            }
            stage = RemoteStage(clients, part.keys.ops, hand)
            await stage.begin()
            await asyncio.to_thread(self._open_accounts, part.keys.people)
            started = time.monotonic()
            with bar(self._console) as show:
                summary = await self._play(part, stage, show)
            seconds = time.monotonic() - started
            open_now, ended = await stage.alerts("open"), await stage.alerts("expired")
            tell_summary(self._console, summary, seconds, open_now, ended)
            hand.release()
        self._console.print(f"看板：{self._addresses.aggregator}/", style="bold", markup=False)

    async def _play(self, part: RemotePart, stage: RemoteStage, show: Callable[[PlayProgress], None]) -> PlaySummary:
        simulation = simulate(part.catalogue, part.first, part.last)
        addresses, keys = self._addresses, part.keys
        mails = self._settings.outbox_path
        urls, plans = (addresses.intake, addresses.alerts), part.catalogue.plans.values()
        async with SimulatedPeople(*urls, mails, keys.logins(Role.REVIEWER), keys.ops, plans) as people:
            return await play(
                addresses.intake,
                part.catalogue,
                simulation,
                keys,
                stage,
                show,
                patience_seconds=PATIENCE_SECONDS,
                people=people,
                bulletins_url=addresses.aggregator,
            )

    def _refuse(self, reason: str) -> None:
        self._console.print(reason, style="red", markup=False)

    def _tell_standing_clock(self) -> None:
        self._console.print(
            f"各服务的时钟停在演示的时刻；再次运行会接着已有的数据，不再继续则删除 {self._settings.clock_file}",
            markup=False,
        )
