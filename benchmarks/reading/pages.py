"""How long pages take, each as a ratio to the sign-in page of the same run.

    python -m benchmarks.reading.pages [--data FOLDER] [--last 2022-12] [--rounds 20]

Plays the simulated months up to ``--last`` into a temporary folder, or takes a played one, and asks one process for
every page by turns, as its reader: the board as nobody, a unit's form and report as its clerk, the queue as the
reviewer, messages and 运行 as ops. A page is made anew each time; nothing stands between it and the client. Every page
is asked once before it is counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.observe import configure_logging
from shared.process.file_clock import DEMONSTRATION_CLOCK
from shared.settings import Settings

YARDSTICK = "/login"
PLAN, UNIT, CITY = "chongqing-2021-2025", "500107", "500000"
"""The plan whose pages are asked for, the clerk's unit, and the reviewer's area."""


def pages(last: str) -> Mapping[str, tuple[str, ...]]:
    """By account ('' for nobody) the addresses that are asked for."""
    return {
        "": (
            YARDSTICK,
            "/",
            f"/plans/{PLAN}",
            f"/plans/{PLAN}/8",
            f"/plans/{PLAN}/8/units",
            f"/plans/{PLAN}/commitments",
            f"/regions?region={CITY}",
            f"/regions/{UNIT}",
            "/alerts",
            "/bulletins",
        ),
        f"clerk.{UNIT}": ("/reports", f"/reports/{UNIT}/{last}", f"/reports/{UNIT}/{last}/form"),
        f"reviewer.{CITY}": (f"/reviews?area={CITY}&period={last}", f"/reviews/{UNIT}/{last}", "/signatures"),
        "ops.demo": ("/ops", "/outbox", "/accounts", "/security"),
    }


def play(folder: Path, last: str) -> None:
    """The simulated months into the folder."""
    command = (sys.executable, "-m", "services.cli", "demo", "--no-stay", "--no-january", "--last", last)
    quiet = os.environ | {"XUSHI_LOG_LEVEL": "ERROR"}
    subprocess.run((*command, "--data", str(folder)), env=quiet, check=True, stdout=subprocess.DEVNULL)


def measured(folder: Path, last: str, rounds: int) -> dict[str, float]:
    """The median seconds of each page; they are asked by turns."""
    clock = folder / DEMONSTRATION_CLOCK
    settings = Settings(data_dir=folder, clock_file=clock if clock.exists() else None, second_factor="optional")
    app = Standalone(settings).app
    taken: dict[str, list[float]] = {}
    with ExitStack() as held:
        first = held.enter_context(TestClient(app))
        readers = {who: TestClient(app) if who else first for who in pages(last)}
        for who, reader in readers.items():
            if who:
                sign_in(reader, folder, who)
        for number in range(rounds + 1):
            for who, addresses in pages(last).items():
                for address in addresses:
                    seconds = _asked(readers[who], address)
                    if number:
                        taken.setdefault(address, []).append(seconds)
    return {address: statistics.median(seconds) for address, seconds in taken.items()}


def sign_in(reader: TestClient, folder: Path, account: str) -> None:
    """As the person whose password the demonstration wrote down."""
    password = json.loads((folder / "demo-keys.json").read_bytes())["people"][account]["password"]
    answer = reader.post("/login", data={"account": account, "password": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text[:200]


def _asked(reader: TestClient, address: str) -> float:
    started = time.perf_counter()
    answer = reader.get(address, follow_redirects=False)  # a page that leads elsewhere is not the page
    seconds = time.perf_counter() - started
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder that the demonstration was played into")
    parser.add_argument("--last", default="2022-12", help="the last month that is played, or was")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args([] if __name__ != "__main__" else None)
    configure_logging("ERROR")
    with tempfile.TemporaryDirectory(prefix="xushi-pages-") as made:
        folder = options.data or Path(made) / "data"
        if options.data is None:
            play(folder, options.last)
        found = measured(folder, options.last, options.rounds)
    print(f"pages, median of {options.rounds}, as a multiple of {YARDSTICK} in the same run")
    for address, seconds in found.items():
        print(f"  {address:<60} {seconds * 1_000:8.1f} ms  {seconds / found[YARDSTICK]:7.1f} x")


if __name__ == "__main__":
    main()
