"""What became of a file that was brought to the service."""

from __future__ import annotations

from typing import NamedTuple

import httpx
import msgspec

TIMEOUT = httpx.Timeout(30, read=600, write=600)
MOST_SHOWN = 200
"""So many faults of a file are kept to be shown."""


class FileFault(NamedTuple):
    """One thing to tell of a file: where, of which report, what."""

    place: str
    region: str
    period: str
    message: str


class ImportOutcome(NamedTuple):
    """What became of a file. ``incomplete``: why not all of it was looked at ('' it was)."""

    submitted: int = 0
    replayed: int = 0
    refused: int = 0
    faults: tuple[FileFault, ...] = ()
    incomplete: str = ""


class Undelivered(Exception):
    """The file could not be brought to the service, and why."""


def problem_line(body: bytes) -> str:
    """A problem in one line."""
    try:
        found = msgspec.json.decode(body)
        faults = "；".join(each["message"] for each in found.get("faults", ())[:5])
        return "：".join(part for part in (found["title"], found.get("detail", ""), faults) if part)
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        return body.decode(errors="replace")[:200]
