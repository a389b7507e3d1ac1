"""``make demo``: the simulated years played over HTTP into the three services, the month after them, then the board."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from rich.console import Console

from services.demo.invented.folder import is_invented, write_invented
from services.demo.player.apart import PlayPart
from services.demo.player.clock import PlayClock
from services.demo.player.keys import demo_keys
from services.demo.player.process import play_apart
from services.demo.player.stage import AlertToTell, PlayKeys, PlaySummary
from services.demo.player.terminal import (
    BEGIN,
    TO_DO,
    bar,
    tell_begin,
    tell_failure,
    tell_january,
    tell_logins,
    tell_summary,
)
from services.demo.script.january import AREA
from services.demo.transport.client import PlayError
from services.demo.world.january import BEFORE
from services.demo.world.simulation import covered
from services.intake.accounts.played import open_played
from services.standalone import Standalone
from shared.catalogue import CatalogueSources, load_from
from shared.log import PRODUCERS
from shared.periods import Month, SystemClock
from shared.process.catalogue.sources import site_of, sources_of
from shared.process.file_clock import DEMONSTRATION_CLOCK, ClockHand
from shared.process.serving import serving
from shared.settings import Settings


class _Stage:
    """What the player may move: the simulated clock, and waiting until all is settled."""

    def __init__(self, standalone: Standalone, clock: PlayClock) -> None:
        self._standalone = standalone
        self._clock = clock

    def set_time(self, instant: datetime) -> None:
        """See stage.Stage."""
        self._clock.set(instant)

    async def settle(self) -> None:
        """See stage.Stage."""
        await asyncio.to_thread(self._standalone.settle)


class _Evening(NamedTuple):
    """The services as they are served for a play, the clock they go by, and what is set when they have ended."""

    standalone: Standalone
    clock: PlayClock
    ended: threading.Event


class _Played(NamedTuple):
    """What came of a play, and how many seconds it took."""

    summary: PlaySummary
    seconds: float


class Demonstration:
    """One run of the demonstration on a data folder, from what is there already."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings.model_copy(update={"second_factor": "optional"})  # who is played has no phone
        self._console = console

    def run(self, first: Month, last: Month, *, stay: bool, january: bool = True) -> int:
        """Play the months ``first`` to ``last``, say what came of it, and keep the board up if asked.

        ``january``: behind December 2025 the plans of an invented office are laid beside the data, and their first
        month is played until the day before it is due, where the clock stands from then on.

        Returns the exit code: 0, or 1 when the play failed, or 2 when the port is taken or no plan holds the months.
        """
        site = site_of(self._settings)
        invented = is_invented(site)
        goes_on = invented or (january and last == BEFORE and not site.exists())
        if not self._may_play(first, last, invented):
            return 2
        tell_begin(self._console)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            years = self._years(first, last, invented, goes_on, stay)
            if years is not None:
                if not invented:
                    write_invented(site)
                self._january(first, last, years, stay)
        except PlayError as error:
            tell_failure(self._console, error)
            return 1
        except KeyboardInterrupt:
            self._console.print("正在结束；再次运行会接着已有的数据")
        return 0

    def _may_play(self, first: Month, last: Month, invented: bool) -> bool:
        if not self._port_is_free():
            return False
        if not covered(load_from(self._sources(invented)), first, last):
            self._refuse(f"没有规划包含 {first} 至 {last}，无从模拟：请用 --first、--last 另选")
            return False
        return True

    def _years(self, first: Month, last: Month, invented: bool, goes_on: bool, stay: bool) -> _Played | None:
        """The simulated years; they know nothing of the invented plans that come after them. None: nothing does."""
        with self._evening() as evening:
            keys = self._keys(evening)
            part = PlayPart(self._url, keys, first, last, self._sources(invented), self._settings.outbox_path)
            played = self._play(evening, part)
            if goes_on and (invented or self._as_played_now(evening)):
                return played
            evening.clock.release()
            self._tell(evening, keys, played, {})
            self._stay(evening, stay)
        return None

    def _as_played_now(self, evening: _Evening) -> bool:
        """Whether December was played as it is now: before, no bulletin came of it, and counties had other sizes."""
        if evening.standalone.aggregator.bulletins.find(AREA, BEFORE) is not None:
            return True
        said = "数据文件夹里的五年是旧版演示的，其后的 2026 年 1 月不接着演；要看请换一个数据文件夹（DATA=… make demo）"
        self._console.print(said, markup=False)
        return False

    def _january(self, first: Month, last: Month, years: _Played, stay: bool) -> None:
        with self._evening() as evening:
            keys = self._keys(evening)
            part = PlayPart(self._url, keys, first, last, sources_of(self._settings), january=True)
            self._play(evening, part)
            ClockHand(self._settings.data_dir / DEMONSTRATION_CLOCK).set(evening.clock.now())
            self._tell(evening, keys, years, TO_DO)
            tell_january(self._console, evening.clock.now())
            self._stay(evening, stay)

    @contextmanager
    def _evening(self) -> Iterator[_Evening]:
        clock = PlayClock(BEGIN)
        standalone = Standalone(self._settings, clock, people_clock=SystemClock())
        standalone.migrate()
        clock.set(_last_recorded(standalone) + timedelta(microseconds=1))
        with serving(standalone.app, self._settings) as ended:
            yield _Evening(standalone, clock, ended)

    def _play(self, evening: _Evening, part: PlayPart) -> _Played:
        started = time.monotonic()
        with bar(self._console) as show:
            summary = asyncio.run(play_apart(part, _Stage(evening.standalone, evening.clock), show))
        return _Played(summary, time.monotonic() - started)

    def _stay(self, evening: _Evening, stay: bool) -> None:
        if stay:
            self._console.print("按 Ctrl+C 结束")
            evening.ended.wait()

    def _keys(self, evening: _Evening) -> PlayKeys:
        keys = demo_keys(self._settings, evening.standalone.runtime.catalogue)
        open_played(evening.standalone.intake.database, keys.people, SystemClock().now())
        return keys

    def _sources(self, invented: bool) -> CatalogueSources:
        """Where the catalogue of the simulated years is read from."""
        sources = sources_of(self._settings)
        return replace(sources, site=None) if invented else sources

    @property
    def _url(self) -> str:
        return f"http://{self._settings.host}:{self._settings.port}"

    def _port_is_free(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self._settings.host, self._settings.port))
            except OSError:
                self._refuse(f"端口 {self._settings.port} 已被占用；请用 PORT=… make demo 换一个")
                return False
        return True

    def _refuse(self, message: str) -> None:
        self._console.print(message, style="red", markup=False)

    def _tell(self, evening: _Evening, keys: PlayKeys, played: _Played, to_do: Mapping[str, str]) -> None:
        evening.standalone.aggregator.checking.once()  # so that /ops vouches for what has just been played
        print_line, reading = self._console.print, evening.standalone.alerts.reading
        open_now = msgspec.convert(reading.alerts("open"), list[AlertToTell], from_attributes=True)
        ended = msgspec.convert(reading.alerts("expired"), list[AlertToTell], from_attributes=True)
        tell_summary(self._console, *played, open_now, ended)
        print_line(f"消息：{self._settings.outbox_path.resolve()}（网页 {self._url}/outbox）", markup=False)
        names = {code: region.name for code, region in evening.standalone.runtime.catalogue.regions.items()}
        tell_logins(self._console, keys, names, f"{self._url}/", to_do)
        print_line(f"看板：{self._url}/", style="bold", markup=False)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _last_recorded(standalone: Standalone) -> datetime:
    """The newest instant in the event stores: the simulated clock goes on from there."""
    newest = BEGIN
    store = standalone.runtime.store
    for service in PRODUCERS.values():
        with standalone.runtime.database(service).read() as connection:
            events = store.read(connection, store.head(connection).position - 1, 1)
        newest = max([newest, *(event.recorded_instant for event in events)])
    return newest
