"""``make demo``: the simulated years played over HTTP into the three services, then the board."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.demo.client import PlayError
from services.demo.clock import PlayClock
from services.demo.play import Keys, PlaySummary
from services.demo.play import Progress as Played
from services.demo.process import Part, play_apart
from services.standalone import Standalone, server
from shared.catalogue import Catalogue
from shared.keys import Key, Role, new_key, save_keys
from shared.periods import Month
from shared.settings import Settings

_START_SECONDS = 30.0


class _Stage:
    """What the player may move: the simulated clock, and waiting until all is settled."""

    def __init__(self, standalone: Standalone, clock: PlayClock) -> None:
        self._standalone = standalone
        self._clock = clock

    def set_time(self, instant: datetime) -> None:
        self._clock.set(instant)

    async def settle(self) -> None:
        await asyncio.to_thread(self._standalone.settle)


class Demonstration:
    """One run of the demonstration on a data folder, from what is there already."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console

    def run(self, first: str, last: str, *, stay: bool) -> int:
        """Play the months ``first`` to ``last``, say what came of it, and keep the board up if asked.

        Returns the exit code: 0, or 1 when the play failed, or 2 when the port is taken.
        """
        if not self._port_is_free():
            return 2
        clock = PlayClock(datetime(2021, 1, 1, tzinfo=UTC))
        standalone = Standalone(self._settings, clock)
        standalone.migrate()
        clock.set(_last_recorded(standalone) + timedelta(microseconds=1))
        keys = _demo_keys(self._settings, standalone.runtime.catalogue)
        part = Part(self._url, keys, Month.parse(first), Month.parse(last), self._settings.plan_folders)
        self._console.print("演示数据：全部为模拟数据，全市（省、州）合计经过已公布的数字", style="bold")
        signal.signal(signal.SIGTERM, _interrupt)
        with _serving(standalone, self._settings) as ended:
            try:
                summary, seconds = self._play(standalone, clock, part)
                clock.release()
                self._tell(standalone, summary, seconds)
                if stay:
                    self._console.print("按 Ctrl+C 结束")
                    ended.wait()
            except PlayError as error:
                self._console.print(f"演示中断：{error}", style="red", markup=False)
                return 1
            except KeyboardInterrupt:
                self._console.print("正在结束；再次运行会接着已有的数据")
        return 0

    def _play(self, standalone: Standalone, clock: PlayClock, part: Part) -> tuple[PlaySummary, float]:
        started = time.monotonic()
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        ) as bar:
            task = bar.add_task("报送", total=None)

            def show(played: Played) -> None:
                bar.update(task, description=played.period, completed=played.done, total=played.total)

            summary = asyncio.run(play_apart(part, _Stage(standalone, clock), show))
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
                self._console.print(
                    f"端口 {self._settings.port} 已被占用；请用 PORT=… make demo 换一个", style="red", markup=False
                )
                return False
        return True

    def _tell(self, standalone: Standalone, summary: PlaySummary, seconds: float) -> None:
        print_line = self._console.print
        print_line(
            f"本次报送 {summary.posted} 份，审核 {summary.accepted} 份，更正 {summary.corrected} 份，"
            f"用时 {seconds:.1f} 秒"
        )
        print_line("未结预警：")
        for alert in standalone.alerts.reading.alerts("open"):
            print_line(
                f"  {alert['number']} 第{alert['episode']}期 {alert['level_name']} "
                f"{alert['region_name']} {alert['name']}（自{alert['raised_period']}）",
                markup=False,
            )
        print_line(f"消息：{self._settings.outbox_path.resolve()}（网页 {self._url}/outbox）", markup=False)
        print_line(f"看板：{self._url}/", style="bold", markup=False)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _serving(standalone: Standalone, settings: Settings) -> Iterator[threading.Event]:
    """The web server in a thread of its own; the event is set when it has ended."""
    web = server(standalone.app, settings)
    ended = threading.Event()

    def serve() -> None:
        try:
            web.run()
        finally:
            ended.set()

    thread = threading.Thread(target=serve, name="web")
    thread.start()
    try:
        _await_start(web, ended)
        yield ended
    finally:
        web.should_exit = True
        thread.join()


def _await_start(web: object, ended: threading.Event) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not getattr(web, "started", False):
        if ended.wait(0.02) or time.monotonic() > deadline:
            raise RuntimeError("the web server did not start")


def _last_recorded(standalone: Standalone) -> datetime:
    """The newest instant in the event stores: the simulated clock goes on from there."""
    newest = datetime(2021, 1, 1, tzinfo=UTC)
    for topic in ("reports", "figures", "alerts"):
        log = standalone.runtime.log(topic)
        events = log.read(log.head() - 1, 1) if log.head() else []
        newest = max([newest, *(event.recorded_instant for event in events)])
    return newest


def _demo_keys(settings: Settings, catalogue: Catalogue) -> Keys:
    """The simulated systems' keys. Their secrets stay in the demonstration's own data folder."""
    path = settings.data_dir / "demo-keys.json"
    if not path.exists():
        _make_demo_keys(settings, catalogue, path)
    document = json.loads(path.read_text("utf-8"))
    return Keys(reporters=document["reporters"], reviewers=document["reviewers"])


def _make_demo_keys(settings: Settings, catalogue: Catalogue, path: Path) -> None:
    keys: list[Key] = []
    secrets: dict[str, dict[str, str]] = {"reporters": {}, "reviewers": {}}
    areas = catalogue.area_reporters
    wanted = [(Role.REPORTER, region) for region in (*catalogue.units(), *areas)]
    wanted += [(Role.REVIEWER, area) for area in areas]
    for role, region in wanted:
        key, secret = new_key(f"demo-{role}-{region}", role, region)
        keys.append(key)
        secrets[f"{role}s"][region] = secret
    save_keys(settings.keys_path, keys)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"simulated": True, **secrets}, file)
    structlog.get_logger().info("demonstration keys made", path=str(path))
