"""What the benchmarks run on: a data folder with keys, prepared reports, a server of its own process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import request
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month, months
from shared.security.keys import Role, new_key, save_keys

LINES = 20
_START_SECONDS = 60


class Prepared:
    """Keys for units (else all of 四川's), and their reports of 20 lines as ready request bytes."""

    def __init__(self, catalogue: Catalogue, folder: Path, units: tuple[str, ...] = ()) -> None:
        self.catalogue = catalogue
        self.folder = folder
        self.units = units or catalogue.units_under("510000")
        made = {unit: new_key(f"bench-{unit}", Role.REPORTER, unit) for unit in self.units}
        self._secrets = {unit: secret for unit, (_key, secret) in made.items()}
        save_keys(folder / "keys.json", [key for key, _secret in made.values()])

    def reports(self, count: int, first: Month) -> list[bytes]:
        """``count`` requests, each another unit or month, month by month as they come in life."""
        made = []
        for period in months(first, first.shift(count // len(self.units))):
            for unit in self.units:
                made.append(self.report(unit, period))
        return made[:count]

    def report(self, unit: str, period: Month) -> bytes:
        """One unit's report for one month."""
        body = json.dumps({"region": unit, "period": str(period), "simulated": True, "lines": self.lines(unit, period)})
        headers = (
            ("Authorization", f"Bearer {self._secrets[unit]}"),
            ("Idempotency-Key", f"bench-{unit}-{period}"),
            ("Content-Type", "application/json"),
        )
        return request("POST", "/v1/reports", body.encode(), headers)

    def lines(self, unit: str, period: Month) -> list[dict[str, object]]:
        """Twenty lines of what the unit owes."""
        owed = [self.catalogue.indicators[each] for each in self.catalogue.owed(unit)][:LINES]
        size = 2_000 + int(unit) % 700  # each 其中 row comes after its whole, and is smaller
        return [_line(indicator, size - 10 * number + period.month) for number, indicator in enumerate(owed)]


def _line(indicator: Indicator, value: int) -> dict[str, object]:
    if indicator.kind is Kind.RATIO:
        return {"indicator": indicator.id, "numerator": value, "denominator": value + 500}
    if indicator.kind is Kind.DIRECT:  # a rate in per cent, which only an area with a plan of its own reports
        return {"indicator": indicator.id, "value": value % 700 / 100}
    return {"indicator": indicator.id, "value": value, "unit": indicator.unit.base}


@contextmanager
def serving(application: str, folder: Path) -> Iterator[int]:
    """A server of ``application`` (an import path of a factory) in a process of its own; its port."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.server", application, str(folder), str(port)]
    process = subprocess.Popen(command)
    try:
        await_start(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_start(port: int, process: subprocess.Popen[bytes], seconds: float = _START_SECONDS) -> None:
    """Wait until a server answers.

    Raises:
        RuntimeError: it has ended, or does not answer for that long.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("the server under test did not start")
