"""The player in a process of its own, as the district systems are: started here, where the services are.

It meets the services only over HTTP, and its stage over a pipe.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from services.demo.player.apart import PlayPart, play_part
from services.demo.player.stage import PlayProgress, PlaySummary, Stage
from services.demo.transport.client import PlayError


async def play_apart(part: PlayPart, stage: Stage, on_progress: Callable[[PlayProgress], None]) -> PlaySummary:
    """Play ``part`` in a new process; ``stage`` and ``on_progress`` are called in this one.

    Raises:
        PlayError: as :func:`services.demo.player.play.play`, or the process ended without a word.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=play_part, args=(there, part), name="player", daemon=True)
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
