"""How long pages take over HTTP, by turns in this build and in an earlier one, each a process of its own.

    python -m benchmarks.reading.by_turns FOLDER [--than ROOT:FOLDER] [--rounds 20] [--checking]

FOLDER is one that the demonstration was played into; ``ROOT`` another checkout with its ``.venv``, and its own played
folder (each is served from a copy). One page at a time, a round in the one process and then a round in the other, so
that what else the machine does falls on both. ``--checking``: the comparison with a rebuild runs meanwhile, again and
again. Processor time is that of the whole process while the page's round lasted, a page.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.setting import free_port

A_ROUND = 5
"""How often a page is asked for before the other process has its turn."""

REVIEWER = "reviewer.510000"
PAGES: Mapping[str, tuple[str, ...]] = {
    "": (
        "/",
        "/regions",
        "/regions/510000",
        "/regions/510104",
        "/plans/sichuan-2021-2025",
        "/plans/sichuan-2021-2025/1",
        "/plans/chongqing-2021-2025/14",
        "/v1/progress",
        "/v1/figures?region=510000",
        "/alerts",
    ),
    REVIEWER: (
        "/",
        "/regions",
        "/regions/510104",
        "/plans/sichuan-2021-2025/1",
        "/plans/chongqing-2021-2025/14",
        "/reviews?period=2025-06",
        "/reviews/closing?period=2025-06",
        "/screens?period=2025-06",
        "/v1/reviews/510000/2025-06",
        "/reviews/510104/2025-06",
        "/reports/510104/2025-06",
    ),
}
"""By account ('' for nobody) the addresses that are asked for."""

_SERVE = """
import sys, threading, time
from pathlib import Path
from services.standalone import Standalone
from shared.observe import configure_logging
from shared.settings import Settings
try:
    from shared.process.serving import server
except ImportError:
    from services.standalone import server
folder, port, checking = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "checking"
configure_logging("ERROR")
clock = folder / "demo-clock"
wanted = {"data_dir": folder, "port": port, "second_factor": "optional"}
if clock.exists():
    wanted["clock_file"] = clock
settings = Settings(**{name: value for name, value in wanted.items() if name in Settings.model_fields})
both = Standalone(settings)
both.migrate()
try:
    from services.aggregator.rebuild.checking.apart import CheckApart
    from services.aggregator.rebuild.checking.work import CheckWork
    apart = CheckApart(CheckWork(settings, True))
except ImportError:  # of the time when the service's own process compared
    apart = None
def check():
    while True:
        if apart is not None:
            both.aggregator.checking.forget()
            both.aggregator.checking.once(apart)
            continue
        both.aggregator._checked = None
        both.aggregator.check_figures()
if checking:
    threading.Timer(15, check).start()
server(both.app, settings).run()
"""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotThere(Exception):
    """A build has no such page."""


class Taken(NamedTuple):
    """What one page took: seconds of each time, and of the processor each time."""

    seconds: list[float]
    processor: list[float]


class Serving:
    """A build at work on a copy of its folder, and the clients of who asks it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
        self._process, self._port, self._folder = process, port, folder
        self._clients: dict[str, tuple[http.client.HTTPConnection, dict[str, str]]] = {}

    def round(self, who: str, address: str, taken: Taken | None) -> None:
        """Ask for one page some times."""
        client, headers = self._client(who)
        client.close()  # an idle one may have been closed while the other process had its turn
        client.connect()
        before = self.processor()
        for _ in range(A_ROUND):
            started = time.perf_counter()
            client.request("GET", address, headers=headers)
            answer = client.getresponse()
            answer.read()
            if taken is not None:
                taken.seconds.append(time.perf_counter() - started)
            if answer.status != 200:
                raise NotThere(f"{address}: {answer.status}")
        if taken is not None:
            taken.processor.append((self.processor() - before) / A_ROUND)

    def processor(self) -> float:
        """Seconds of the processor that the process has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def quiet(self, seconds: float = 120) -> None:
        """Wait until it does nothing by itself."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = self.processor()
            time.sleep(2)
            if self.processor() - before < 0.3:
                return

    def _client(self, who: str) -> tuple[http.client.HTTPConnection, dict[str, str]]:
        if who not in self._clients:
            client = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
            self._clients[who] = client, self._signed_in(client, who) if who else {}
        return self._clients[who]

    def _signed_in(self, client: http.client.HTTPConnection, who: str) -> dict[str, str]:
        written = json.loads((self._folder / "demo-keys.json").read_bytes())
        if "people" in written:
            fields = {"account": who, "password": written["people"][who]["password"]}
        else:  # of the time when people signed in with keys
            fields = {"key": written["reviewers"][who.partition(".")[2]], "next": "/"}
        client.request(
            "POST", "/login", urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = client.getresponse()
        answer.read()
        assert answer.status == 303, answer.status
        return {"Cookie": (answer.getheader("set-cookie") or "").split(";")[0]}


@contextmanager
def serving(root: Path, python: Path, played: Path, checking: bool) -> Iterator[Serving]:
    """A build on a copy of its played folder."""
    with tempfile.TemporaryDirectory(prefix="xushi-pages-") as made:
        folder, port = Path(made) / "data", free_port()
        shutil.copytree(played, folder)
        command = (str(python), "-c", _SERVE, str(folder), str(port), "checking" if checking else "")
        process = subprocess.Popen(command, cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
        try:
            _wait(port)
            yield Serving(process, port, folder)
        finally:
            process.terminate()
            process.wait(60)


def _wait(port: int, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            client.request("GET", "/healthz")
            client.getresponse().read()
            return
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        finally:
            client.close()


def measured(builds: Sequence[Serving], rounds: int, checking: bool) -> Iterator[tuple[str, str, list[Taken]]]:
    """Each page of each reader, asked in the builds by turns; the first round is not counted."""
    if not checking:
        for build in builds:
            build.quiet()
    for who, addresses in PAGES.items():
        for address in addresses:
            taken = [Taken([], []) for _ in builds]
            try:
                for number in range(rounds + 1):
                    for build, one in zip(builds, taken, strict=True):
                        build.round(who, address, one if number else None)
            except NotThere as fault:
                print(f"  {fault}")
            else:
                yield who, address, taken


def _told(taken: Taken) -> str:
    seconds = sorted(taken.seconds)
    middle, high = statistics.median(seconds), seconds[int(len(seconds) * 0.95)]
    processor = statistics.mean(taken.processor)
    return f"{middle * 1e3:7.1f} {high * 1e3:7.1f} {processor * 1e3:7.1f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder that the demonstration was played into")
    parser.add_argument("--than", help="ROOT:FOLDER of the build that is compared with")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--checking", action="store_true", help="while the comparison with a rebuild runs")
    options = parser.parse_args()
    here = Path(__file__).parent.parent.parent
    with ExitStack() as held:
        builds = [held.enter_context(serving(here, Path(sys.executable), options.folder, options.checking))]
        if options.than:
            root, _, folder = options.than.partition(":")
            python = Path(root) / ".venv" / "bin" / "python"
            builds.append(held.enter_context(serving(Path(root), python, Path(folder), options.checking)))
        print(f"ms of each page ({options.rounds * A_ROUND} times): p50, p95, processor; this build, then the other")
        for who, address, taken in measured(builds, options.rounds, options.checking):
            ratio = ""
            if len(taken) == 2:
                mine, other = (statistics.median(each.seconds) for each in taken)
                ratio = f"{mine / other:8.2f} x"
            told = "  |".join(_told(each) for each in taken)
            print(f"  {who or '-':<16} {address:<36} {told}{ratio}", flush=True)


if __name__ == "__main__":
    main()
