"""``make demo``: the simulated years played over HTTP into the three services, then the board."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from datetime import datetime, timedelta

import msgspec
from rich.console import Console

from services.demo.player.apart import PlayPart
from services.demo.player.clock import PlayClock
from services.demo.player.keys import demo_keys
from services.demo.player.process import play_apart
from services.demo.player.stage import AlertToTell, PlaySummary
from services.demo.player.terminal import BEGIN, bar, tell_begin, tell_failure, tell_keys, tell_summary
from services.demo.transport.client import PlayError
from services.demo.world.simulation import covered
from services.standalone import Standalone
from shared.log import PRODUCERS
from shared.periods import Month
from shared.process.catalogue_sources import sources_of
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


class Demonstration:
    """One run of the demonstration on a data folder, from what is there already."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console

    def run(self, first: Month, last: Month, *, stay: bool) -> int:
        """Play the months ``first`` to ``last``, say what came of it, and keep the board up if asked.

        Returns the exit code: 0, or 1 when the play failed, or 2 when the port is taken or no plan holds the months.
        """
        if not self._port_is_free():
            return 2
        clock = PlayClock(BEGIN)
        standalone = Standalone(self._settings, clock)
        if not covered(standalone.runtime.catalogue, first, last):
            standalone.runtime.close()
            self._refuse(f"没有规划包含 {first} 至 {last}，无从模拟：请用 --first、--last 另选")
            return 2
        standalone.migrate()
        clock.set(_last_recorded(standalone) + timedelta(microseconds=1))
        part = self._part(standalone, first, last)
        tell_begin(self._console)
        signal.signal(signal.SIGTERM, _interrupt)
        with serving(standalone.app, self._settings) as ended:
            try:
                self._tell(standalone, part, *self._play(standalone, clock, part))
                if stay:
                    self._console.print("按 Ctrl+C 结束")
                    ended.wait()
            except PlayError as error:
                tell_failure(self._console, error)
                return 1
            except KeyboardInterrupt:
                self._console.print("正在结束；再次运行会接着已有的数据")
        return 0

    def _part(self, standalone: Standalone, first: Month, last: Month) -> PlayPart:
        keys = demo_keys(self._settings, standalone.runtime.catalogue)
        settings = self._settings
        return PlayPart(self._url, keys, first, last, sources_of(settings), settings.outbox_path)

    def _play(self, standalone: Standalone, clock: PlayClock, part: PlayPart) -> tuple[PlaySummary, float]:
        started = time.monotonic()
        with bar(self._console) as show:
            summary = asyncio.run(play_apart(part, _Stage(standalone, clock), show))
        clock.release()
        standalone.aggregator.check_figures()  # so that /ops vouches for what has just been played
        return summary, time.monotonic() - started

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

    def _tell(self, standalone: Standalone, part: PlayPart, summary: PlaySummary, seconds: float) -> None:
        print_line = self._console.print
        reading = standalone.alerts.reading
        open_now = msgspec.convert(reading.alerts("open"), list[AlertToTell], from_attributes=True)
        ended = msgspec.convert(reading.alerts("expired"), list[AlertToTell], from_attributes=True)
        tell_summary(self._console, summary, seconds, open_now, ended)
        print_line(f"消息：{self._settings.outbox_path.resolve()}（网页 {self._url}/outbox）", markup=False)
        names = {code: region.name for code, region in standalone.runtime.catalogue.regions.items()}
        tell_keys(self._console, part.keys, names, f"{self._url}/")
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
