"""UmaDB, a server and a client in two processes: ``python umadb_store.py FOLDER BATCH COUNT``. Each transaction is
refused if one of its reports is there already, as the others refuse it. The processor time is that of both."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import umadb  # type: ignore[import-not-found]
from measured import LINES, measure  # type: ignore[import-not-found]  # beside this script, whatever the release

_TICKS = os.sysconf("SC_CLK_TCK")


def main(folder: Path, batch: int, count: int) -> None:
    """Measure and print."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    program = Path(sys.executable).parent / "umadb"
    command = [str(program), "--listen", address, "--db-path", str(folder / "uma.db")]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = _connected(address)

        def append(first: int, many: int) -> None:
            tags = [f"report-{number}" for number in range(first, first + many)]
            there = umadb.Query([umadb.QueryItem(tags=[tag]) for tag in tags])
            client.append([_event(tag) for tag in tags], umadb.AppendCondition(there))

        measure(append, batch, count, lambda: _processor(server.pid))
    finally:
        server.terminate()
        server.wait(30)


def _event(tag: str) -> umadb.Event:
    content = {"region": tag, "period": "2023-03", "lines": LINES, "digest": "d" * 64}
    return umadb.Event("ReportSubmitted", json.dumps(content).encode(), [tag])


def _connected(address: str) -> umadb.Client:
    deadline = time.monotonic() + 30
    while True:
        try:
            client = umadb.Client(f"http://{address}")
            client.head()
            return client
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
