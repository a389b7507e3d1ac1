"""The player in a process of its own, as the district systems are: it meets the services only over
HTTP, and its stage over a pipe."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from services.demo.people.people import SimulatedPeople
from services.demo.player.play import play
from services.demo.player.stage import PlayKeys, PlayProgress, PlaySummary, Stage
from services.demo.transport.client import PlayError
from services.demo.world.simulation import simulate
from shared.catalogue import load_catalogue
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class PlayPart:
    """What is played: where to, with which keys, which months, on which plans. ``mails``: the departments' mailbox."""

    url: str
    keys: PlayKeys
    first: Month
    last: Month
    plan_folders: tuple[Path, ...] = ()
    mails: Path | None = None


class _FarStage:
    """The stage as the player's process sees it: each call waits until it has been done."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set_time(self, instant: datetime) -> None:
        self._ask("time", instant)

    async def settle(self) -> None:
        await asyncio.to_thread(self._ask, "settle", None)

    def _ask(self, what: str, value: object) -> None:
        self._connection.send((what, value))
        self._connection.recv()


async def play_apart(part: PlayPart, stage: Stage, on_progress: Callable[[PlayProgress], None]) -> PlaySummary:
    """Play ``part`` in a new process; ``stage`` and ``on_progress`` are called in this one.

    Raises:
        PlayError: as :func:`services.demo.player.play.play`, or the process ended without a word.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_main, args=(there, part), name="player", daemon=True)
    with _uninterrupted():
        process.start()
    there.close()
    try:
        return await _attend(here, stage, on_progress)
    except EOFError:
        raise PlayError("PLAY", part.url, 0, "报送进程意外结束") from None
    finally:
        here.close()
        await asyncio.to_thread(process.join)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process started inside does not hear Ctrl+C: that is for the one with the services, which ends it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


async def _attend(connection: Connection, stage: Stage, on_progress: Callable[[PlayProgress], None]) -> PlaySummary:
    while True:
        what, value = await asyncio.to_thread(connection.recv)
        match what:
            case "time":
                stage.set_time(value)
                connection.send(None)
            case "settle":
                await stage.settle()
                connection.send(None)
            case "progress":
                on_progress(value)
            case "failed":
                raise PlayError(*value)
            case _:
                return _summary(value)


def _summary(value: Any) -> PlaySummary:
    assert isinstance(value, PlaySummary)
    return value


def _main(connection: Connection, part: PlayPart) -> None:
    try:
        connection.send(_played(connection, part))
    except (EOFError, ConnectionError):
        return  # the services' process is gone, and the play with it


def _played(connection: Connection, part: PlayPart) -> tuple[str, object]:
    catalogue = load_catalogue(plan_folders=part.plan_folders)
    simulation = simulate(catalogue, part.first, part.last)

    def on_progress(progress: PlayProgress) -> None:
        connection.send(("progress", progress))

    async def run() -> PlaySummary:
        stage = _FarStage(connection)
        if part.mails is None:
            return await play(part.url, catalogue, simulation, part.keys, stage, on_progress)
        async with SimulatedPeople(part.url, part.url, part.mails, part.keys.reviewers, part.keys.ops) as people:
            return await play(part.url, catalogue, simulation, part.keys, stage, on_progress, people=people)

    try:
        return "done", asyncio.run(run())
    except PlayError as error:
        return "failed", (error.method, error.path, error.status, error.problem)
