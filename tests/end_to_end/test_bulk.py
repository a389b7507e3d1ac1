"""A bulk call against a real server process: its memory stays flat, a faulty line touches no other, and the
same file again changes nothing. The client sends everything before it reads anything, as most do.

``XUSHI_LONG_TESTS=1`` sends 100,000 lines, otherwise 2,000.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.catalogue import Catalogue, load_catalogue
from shared.periods import Month, months
from shared.security.keys import Role, new_key, save_keys
from tests.processes import free_ports, start, stop, tail

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
LINES = 100_000 if LONG else 2_000
FAULTY = LINES // 2
AREA = "510000"
MOST_GROWTH = 48_000  # kB that the process may grow by while the second half of a file comes in


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, dict[str, str], int]]:
    """Intake in a process of its own: its address, the headers of 四川's system, its process id."""
    key, secret = new_key("sichuan-system", Role.REPORTER, AREA)
    save_keys(tmp_path / "keys.json", [key])
    (port,) = free_ports(1)
    environment = os.environ | {"XUSHI_DATA_DIR": str(tmp_path), "XUSHI_PORT": str(port)}
    log = tmp_path / "log"
    process = start([sys.executable, "-m", "services.cli", "serve", "intake"], log, environment=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not _healthy(url):
            assert process.poll() is None and time.monotonic() < deadline, tail(log)
            time.sleep(0.1)
        yield url, {"Authorization": f"Bearer {secret}"}, process.pid
    finally:
        stop(process)


def test_a_large_file_leaves_memory_flat_and_the_same_file_again_changes_nothing(
    server: tuple[str, dict[str, str], int], catalogue: Catalogue, tmp_path: Path
) -> None:
    url, headers, process = server
    file = tmp_path / "reports.ndjson"
    with file.open("wb") as out:
        out.writelines(_lines(catalogue))
    first, growth, seconds = _send(url, headers, process, file)
    print(f"{LINES:,} lines in {seconds:.1f} s, {LINES / seconds:,.0f} a second; second half: {growth:+,} kB")
    statuses = Counter(each["status"] for each in first[:-1])
    assert statuses == {"submitted": LINES - 1, "refused": 1}
    assert [each["line"] for each in first[:-1]] == list(range(1, LINES + 1))
    assert first[FAULTY]["status"] == "refused" and first[FAULTY]["faults"][0]["code"] == "negative"
    assert first[-1] == {
        "summary": {"submitted": LINES - 1, "replayed": 0, "refused": 1, "failed": 0},
        "complete": True,
    }
    assert growth < MOST_GROWTH
    position = max(each["receipt"]["position"] for each in first[:-1] if "receipt" in each)
    assert position == LINES, "one line was refused, and the catalogue's record stands before them"
    again, growth, seconds = _send(url, headers, process, file)
    print(f"the same again in {seconds:.1f} s; second half: {growth:+,} kB")
    assert [each.get("receipt") for each in again[:-1]] == [each.get("receipt") for each in first[:-1]]
    assert again[-1]["summary"]["replayed"] == LINES - 1
    assert growth < MOST_GROWTH


def _lines(catalogue: Catalogue) -> Iterator[bytes]:
    """Reports of every county's months, again and again, each time with other figures."""
    units = catalogue.units_under(AREA, Month(2025, 12))
    periods = [str(month) for month in months(Month(2021, 1), Month(2025, 12))]
    for index in range(LINES):
        value = -1 if index == FAULTY else 1_000 + index
        report: dict[str, Any] = {
            "region": units[index % len(units)],
            "period": periods[index // len(units) % len(periods)],
            "lines": [
                {"indicator": "urban_new_employment", "value": value, "unit": "人"},
                {"indicator": "work_injury_insurance_insured", "value": 180_000 + index},
                {"indicator": "mediation_success_rate", "numerator": 97, "denominator": 120, "unit": "件"},
            ],
            "simulated": True,
        }
        yield json.dumps(report, ensure_ascii=False).encode() + b"\n"


def _send(url: str, headers: dict[str, str], process: int, file: Path) -> tuple[list[dict[str, Any]], int, float]:
    """The results, by how many kB the process grew while the second half came in, and how long it took."""
    half, after = [0], [0]

    def content() -> Iterator[bytes]:
        size, sent = file.stat().st_size, 0
        with file.open("rb") as body:
            while piece := body.read(65_536):
                yield piece
                sent += len(piece)
                if sent >= size // 2 and not half[0]:
                    half[0] = _resident(process)
        after[0] = _resident(process)

    named = headers | {"Idempotency-Key": "whole-file", "Content-Type": "application/x-ndjson"}
    began = time.monotonic()
    answer = httpx.post(f"{url}/v1/reports/bulk", content=content(), headers=named, timeout=600)
    seconds = time.monotonic() - began
    assert answer.status_code == 200, answer.text[:500]
    peak = max(after[0], _resident(process))
    return [json.loads(line) for line in answer.text.splitlines()], peak - half[0], seconds


def _resident(process: int) -> int:
    """Resident memory of a process in kB."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
