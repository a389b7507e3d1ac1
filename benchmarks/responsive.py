"""How long /healthz takes while the worst bodies are worked on, beside the same server at rest.

``python -m benchmarks.responsive [seconds]``: for each kind of body, four clients send it again and again.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from openpyxl import load_workbook

from benchmarks.load import percentile
from benchmarks.setting import serving
from shared.security.keys import Role, new_key, save_keys

UNIT, PERIOD = "510104", "2023-03"
CLIENTS = 4
_GLANCE_SECONDS = 0.02
_EMPTY_LINES, _DECISIONS, _ROWS, _SHEET_ROWS = 60_000, 60_000, 100_000, 2_800


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    print(f"## /healthz，同时有 {CLIENTS} 个客户端反复发送最坏的请求体（各 {seconds:g} 秒）")
    with tempfile.TemporaryDirectory() as name, serving("standalone", Path(name)) as port:
        secrets = _keys(Path(name))
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, timeout=120) as client:
            rest = _show("at rest", _latencies(client, seconds), 0, 0.0)
            for told, send in _senders(client, secrets).items():
                latencies, sent = _beside(address, client, seconds, send)
                _show(told, latencies, sent, rest)


def _keys(folder: Path) -> dict[str, str]:
    roles = {UNIT: (Role.REPORTER, UNIT), "reviewer": (Role.REVIEWER, "510000")}
    made = {name: new_key(f"bench-{name}", role, region) for name, (role, region) in roles.items()}
    save_keys(folder / "keys.json", [key for key, _ in made.values()])
    time.sleep(1)  # until the server has seen them
    return {name: secret for name, (_, secret) in made.items()}


Send = Callable[[httpx.Client], httpx.Response]


def _senders(client: httpx.Client, secrets: dict[str, str]) -> dict[str, Send]:
    heads = {name: {"Authorization": f"Bearer {secret}", "Idempotency-Key": "b"} for name, secret in secrets.items()}
    lines = json.dumps({"region": UNIT, "period": PERIOD, "lines": [{}] * _EMPTY_LINES}).encode()
    reviews = json.dumps({"decisions": [{}] * _DECISIONS}).encode()
    rows = (f"{UNIT},2023-03,urban_new_employment,{number}\n" for number in range(_ROWS))
    table = ("region,period,indicator,value\n" + "".join(rows)).encode()
    blank = client.get(f"/v1/forms/{UNIT}/{PERIOD}.xlsx", headers=heads[UNIT]).content
    workbook = _crowded(blank)

    def sender(path: str, content: bytes, who: str = UNIT, **more: str) -> Send:
        return lambda client: client.post(path, content=content, headers=heads[who] | more)

    return {
        f"a report of {_EMPTY_LINES:,} empty lines": sender("/v1/reports", lines),
        f"{_DECISIONS:,} empty reviews": sender("/v1/reviews", reviews, "reviewer"),
        f"a table of {_ROWS:,} rows": sender("/v1/reports/bulk", table, **{"Content-Type": "text/csv"}),
        f"a workbook of {_SHEET_ROWS * 20:,} cells, marked": sender(f"/v1/forms/{UNIT}/{PERIOD}/marked", workbook),
    }


def _crowded(blank: bytes) -> bytes:
    book = load_workbook(io.BytesIO(blank))
    sheet = book.create_sheet("更多")
    for row in range(_SHEET_ROWS):
        sheet.append([row * 20 + column for column in range(20)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _beside(address: str, client: httpx.Client, seconds: float, send: Send) -> tuple[list[float], int]:
    """The latencies of /healthz while others send, and how much they have sent."""
    over, sent = threading.Event(), [0] * CLIENTS

    def work(number: int) -> None:
        with httpx.Client(base_url=address, timeout=120) as own:
            while not over.is_set():
                send(own)
                sent[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        return _latencies(client, seconds), sum(sent)
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _latencies(client: httpx.Client, seconds: float) -> list[float]:
    found, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        client.get("/healthz")
        found.append(time.perf_counter() - begun)
        time.sleep(_GLANCE_SECONDS)
    return found


def _show(told: str, latencies: list[float], sent: int, rest: float) -> float:
    middle, late = percentile(latencies, 0.5) * 1e3, percentile(latencies, 0.99) * 1e3
    ratio = f", p50 : at rest = {middle / rest:.1f}" if rest else ""
    print(f"{told}: p50 {middle:.0f} ms, p99 {late:.0f} ms, most {max(latencies) * 1e3:.0f} ms, {sent} sent{ratio}")
    return middle


if __name__ == "__main__":
    main()
