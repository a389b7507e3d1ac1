"""What runs in the player's own process: the play, on a stage at the other end of a pipe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from services.demo.people.people import SimulatedPeople
from services.demo.player.play import play
from services.demo.player.sending_panel import send_panel
from services.demo.player.stage import PlayKeys, PlayProgress, PlaySummary, Stage
from services.demo.script.january import AREA, january_steps
from services.demo.script.panel import panel_history, panel_january
from services.demo.transport.client import Client, PlayError
from services.demo.world.january import BEFORE, YEAR_BEFORE, january
from services.demo.world.simulation import simulate
from shared.catalogue import CatalogueSources, load_from
from shared.periods import Month
from shared.security.keys import Role


@dataclass(frozen=True, slots=True)
class PlayPart:
    """What is played: where to, with which keys, which months, on which catalogue.

    ``mails``: the departments' mailbox. ``january``: instead of those months the one that follows them, half reported.
    """

    url: str
    keys: PlayKeys
    first: Month
    last: Month
    sources: CatalogueSources = field(default_factory=CatalogueSources)
    mails: Path | None = None
    january: bool = False


class _FarStage:
    """The stage as the player's process sees it: each call waits until it has been done."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set_time(self, instant: datetime) -> None:
        """See stage.Stage."""
        self._ask("time", instant)

    async def settle(self) -> None:
        """See stage.Stage."""
        await asyncio.to_thread(self._ask, "settle", None)

    def _ask(self, what: str, value: object) -> None:
        self._connection.send((what, value))
        self._connection.recv()


def play_part(connection: Connection, part: PlayPart) -> None:
    """Play, and send what came of it: ``("done", PlaySummary)`` or ``("failed", what PlayError is made of)``."""
    try:
        connection.send(_played(connection, part))
    except (EOFError, ConnectionError):
        return  # the services' process is gone, and the play with it


def _played(connection: Connection, part: PlayPart) -> tuple[str, object]:
    def on_progress(progress: PlayProgress) -> None:
        connection.send(("progress", progress))

    play_it = _january if part.january else _years
    try:
        return "done", asyncio.run(play_it(part, _FarStage(connection), on_progress))
    except PlayError as error:
        return "failed", (error.method, error.path, error.status, error.problem)


async def _years(part: PlayPart, stage: Stage, on_progress: Callable[[PlayProgress], None]) -> PlaySummary:
    catalogue = load_from(part.sources)
    simulation = simulate(catalogue, part.first, part.last)
    if part.mails is None:
        return await play(part.url, catalogue, simulation, part.keys, stage, on_progress)
    keys, plans = part.keys, catalogue.plans.values()
    async with SimulatedPeople(part.url, part.url, part.mails, keys.logins(Role.REVIEWER), keys.ops, plans) as people:
        return await play(
            part.url, catalogue, simulation, keys, stage, on_progress, people=people, bulletins_url=part.url
        )


async def _january(part: PlayPart, stage: Stage, on_progress: Callable[[PlayProgress], None]) -> PlaySummary:
    catalogue = load_from(part.sources)
    year = simulate(load_from(replace(part.sources, site=None)), YEAR_BEFORE, BEFORE, areas=(AREA,))
    simulation = january(catalogue, year)
    script = january_steps(catalogue, year, simulation)
    members = catalogue.panel.members
    async with Client(part.url) as client:
        stage.set_time(script[0].instant)
        await send_panel(client, catalogue.panel, part.keys.reporters, panel_history(members))
        summary = await play(part.url, catalogue, simulation, part.keys, stage, on_progress, script=script)
        await send_panel(client, catalogue.panel, part.keys.reporters, panel_january(members))
    await stage.settle()
    return summary
