"""The head of each chain, written down once a day beside the databases: a line of JSON, only ever appended.

Kept elsewhere (on paper, on another machine), these lines prove later that nobody has rewritten the store.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import msgspec

from shared.database.engine import Database
from shared.periods import Clock, to_microseconds, today_in_china
from shared.store.lineage import Seen
from shared.store.store import EventStore


class DayHead(msgspec.Struct, frozen=True):
    """Where a topic's chain stood when it was looked at for the first time on a day in China (``YYYY-MM-DD``)."""

    day: str
    topic: str
    position: int
    hash: str
    written_at: str


_NEVER_LOST = 2**63 - 1
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(DayHead).decode


class HeadsBroken(Exception):
    """A line of the file is no head; the message is Chinese."""


def heads_file(folder: Path, topic: str) -> Path:
    """The file of a topic's heads."""
    return folder / f"{topic}.ndjson"


def read_heads(folder: Path, topic: str) -> list[DayHead]:
    """Every head that was written down, in order; none without a file.

    Raises:
        HeadsBroken: a line cannot be read.
        OSError: the file cannot be read.
    """
    path = heads_file(folder, topic)
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            found.append(_decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise HeadsBroken(f"{path} 第 {number} 行无法读取：{error}") from None
    return found


def seen_heads(folder: Path, topic: str) -> list[Seen]:
    """The heads that were written down, in order, but for those of an empty store.

    Raises:
        HeadsBroken, OSError: as :func:`read_heads`.
    """
    return [
        Seen(head.position, head.hash, _instant(head.written_at)) for head in read_heads(folder, topic) if head.position
    ]


def _instant(written_at: str) -> int:
    """A time that cannot be read is no time at which anything could have been lost since: the head counts."""
    try:
        return to_microseconds(datetime.fromisoformat(written_at))
    except ValueError:
        return _NEVER_LOST


class DailyHeads:
    """Writes down the head of one store when a day has begun. Several instances may: each day's line may
    then stand there more than once, which says the same."""

    def __init__(self, topic: str, database: Database, store: EventStore, clock: Clock, folder: Path) -> None:
        self._topic = topic
        self._database = database
        self._store = store
        self._clock = clock
        self._folder = folder
        self._done = ""

    def sweep(self) -> None:
        """Append today's line, unless it stands there already.

        Raises:
            OSError: the file cannot be written.
        """
        day = today_in_china(self._clock).isoformat()
        if day == self._done:
            return
        if not any(head.day == day for head in read_heads(self._folder, self._topic)):
            with self._database.read() as connection:
                head = self._store.head(connection)
            written_at = self._clock.now().isoformat()
            _append(
                heads_file(self._folder, self._topic), DayHead(day, self._topic, head.position, head.hash, written_at)
            )
        self._done = day


def _append(path: Path, head: DayHead) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(descriptor, "ab") as file:
        file.write(_encode(head) + b"\n")
        file.flush()
        os.fsync(file.fileno())
