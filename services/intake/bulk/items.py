"""One report of a bulk call as it was read, and the lines that a body is cut into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from services.intake.faults import ReportFault
from services.intake.submission.parse import Parsed

LONGEST_LINE = 262_144
"""Bytes of one line: the longest report that makes sense has 500 figures, some 60 kB."""

MOST_LINES = 200_000
"""Lines of one call. What comes after them is not read; the summary says so."""


class Limits(NamedTuple):
    """What one call may hold, whatever the limit of other bodies is."""

    lines: int = MOST_LINES
    line_bytes: int = LONGEST_LINE


LIMITS = Limits()


class RawLine(NamedTuple):
    """A line and the bytes that end it; ``content`` is None for one that is longer than the limit."""

    number: int
    content: bytes | None
    end: bytes = b"\n"


class Item(NamedTuple):
    """A report as it was read: ``line`` is its first line, ``lines`` (CSV) the line of each of its figures.

    ``content`` is what its digest is taken of; ``parsed`` is None when nothing could be made of it; ``rows`` (CSV)
    are all the rows that it answers for, those that could not be read included.
    """

    line: int
    content: bytes
    parsed: Parsed | None
    faults: tuple[ReportFault, ...] = ()
    lines: tuple[int, ...] = ()
    rows: int = 0

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def region(self) -> str:
        submission = self.parsed.submission if self.parsed else None
        return submission.region if submission else ""

    @property
    def period(self) -> str:
        submission = self.parsed.submission if self.parsed else None
        return submission.period if submission else ""


class TooManyLines(Exception):
    """The body goes on after the last line that one call may hold."""


LINE_FEEDS = re.compile(rb"\r?\n")
"""What ends a line of NDJSON: a CR alone is white space of JSON."""

ANY_LINE_END = re.compile(rb"\r\n|\n|\r")
"""What ends a line of CSV: some programs write a CR alone."""


class LineSplitter:
    """Cuts the pieces of a body at its line ends, holding at most one line at a time.

    Raises (by ``feed``):
        TooManyLines: after ``limits.lines`` lines.
    """

    def __init__(self, limits: Limits, ends: re.Pattern[bytes] = LINE_FEEDS) -> None:
        self._limits, self._ends = limits, ends
        self._number, self._kept, self._overlong = 1, bytearray(), False
        self._held = b""

    def feed(self, piece: bytes) -> Iterator[RawLine]:
        """The lines that end in the next piece. A CR at its end goes with the one after: an LF may follow it there."""
        whole = self._held + piece
        self._held = b"\r" if whole.endswith(b"\r") else b""
        return self._cut(whole[: len(whole) - len(self._held)])

    def end(self) -> Iterator[RawLine]:
        """What is left when the body is over."""
        if self._held:
            yield from self._cut(self._held)
        if self._kept or self._overlong:
            yield RawLine(self._number, None if self._overlong else bytes(self._kept), b"")

    def _cut(self, chunk: bytes) -> Iterator[RawLine]:
        most, start = self._limits.line_bytes, 0
        for found in self._ends.finditer(chunk):
            content = bytes(self._kept) + chunk[start : found.start()]
            overlong = self._overlong or len(content) > most
            yield RawLine(self._number, None if overlong else content, found[0])
            start, self._kept, self._overlong = found.end(), bytearray(), False
            self._number += 1
            self._refuse_more(chunk, start)
        self._refuse_more(chunk, start)
        self._kept += chunk[start:]
        if self._overlong or len(self._kept) > most:
            self._kept, self._overlong = bytearray(), True

    def _refuse_more(self, chunk: bytes, start: int) -> None:
        if self._number > self._limits.lines and start < len(chunk):
            raise TooManyLines
