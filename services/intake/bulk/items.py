"""One report of a bulk call as it was read, and the lines that a body is cut into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
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


async def split_lines(
    chunks: AsyncIterator[bytes], limits: Limits, ends: re.Pattern[bytes] = LINE_FEEDS
) -> AsyncIterator[RawLine]:
    """The body cut at its line ends, holding at most one line at a time.

    Raises:
        TooManyLines: after ``limits.lines`` lines.
    """
    number, kept, overlong = 1, bytearray(), False
    async for chunk in _whole_ends(chunks):
        start = 0
        for found in ends.finditer(chunk):
            content = bytes(kept) + chunk[start : found.start()]
            overlong = overlong or len(content) > limits.line_bytes
            yield RawLine(number, None if overlong else content, found[0])
            number, start, kept, overlong = number + 1, found.end(), bytearray(), False
            if number > limits.lines and start < len(chunk):
                raise TooManyLines
        if number > limits.lines and start < len(chunk):
            raise TooManyLines
        kept += chunk[start:]
        if overlong or len(kept) > limits.line_bytes:
            kept, overlong = bytearray(), True
    if kept or overlong:
        yield RawLine(number, None if overlong else bytes(kept), b"")


async def _whole_ends(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks, but a CR that ends one goes with the next: an LF may follow it there."""
    held = b""
    async for chunk in chunks:
        whole = held + chunk
        held = b"\r" if whole.endswith(b"\r") else b""
        yield whole[: len(whole) - len(held)]
    if held:
        yield held
