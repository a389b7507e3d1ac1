"""A file of many reports (a table or lines of JSON) brought to the service in one stream."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from services.commands.importing.outcome import (
    MOST_SHOWN,
    TIMEOUT,
    FileFault,
    ImportOutcome,
    Undelivered,
    problem_line,
)

KINDS = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}
"""What the endings of such files stand for."""

_PIECE = 65_536


def import_lines(console: Console, file: Path, url: str, headers: dict[str, str], *, dry_run: bool) -> ImportOutcome:
    """Send a file of many reports; the service takes it up as fast as it works, which a bar shows.

    Raises:
        Undelivered: the service refused the whole file, failed, or broke off.
        httpx.HTTPError, OSError: it was not reached, or the file cannot be read.
    """
    headers = headers | {"Content-Type": KINDS[file.suffix.lower()]}
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console
    ) as bar:
        task = bar.add_task(file.name, total=file.stat().st_size)

        def content() -> Iterator[bytes]:
            with file.open("rb") as body:
                while piece := body.read(_PIECE):
                    yield piece
                    bar.advance(task, len(piece))

        query = {"dry_run": "true"} if dry_run else {}
        with httpx.stream(
            "POST", f"{url}/v1/reports/bulk", content=content(), headers=headers, params=query, timeout=TIMEOUT
        ) as answer:
            if answer.is_error:
                raise Undelivered(problem_line(answer.read()))
            return _collect(answer.iter_lines())


def _collect(lines: Iterator[str]) -> ImportOutcome:
    """The results of a bulk call. Without its last line, the summary, the answer was broken off."""
    found: list[FileFault] = []
    summary: dict[str, Any] | None = None
    for line in lines:
        result = msgspec.json.decode(line)
        if "summary" in result:
            summary = result
        elif result["status"] in ("refused", "failed") and len(found) < MOST_SHOWN:
            found += _faults(result)
    if summary is None:
        raise Undelivered("应答中断")
    counts = summary["summary"]
    refused = counts["refused"] + counts["failed"]
    return ImportOutcome(counts["submitted"], counts["replayed"], refused, tuple(found), summary.get("reason", ""))


def _faults(result: dict[str, Any]) -> list[FileFault]:
    region, period = result["region"], result["period"]
    faults = result.get("faults", ())
    if not faults:
        return [FileFault(f"第{result['line']}行", region, period, result["title"])]
    return [FileFault(f"第{each.get('line', result['line'])}行", region, period, each["message"]) for each in faults]
