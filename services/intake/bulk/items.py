"""One report of a bulk call as it was read, and the lines that a body is cut into."""

from __future__ import annotations

import hashlib
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
    """A line without its end; ``content`` is None for one that is longer than the limit."""

    number: int
    content: bytes | None


class Item(NamedTuple):
    """A report as it was read: ``line`` is its first line, ``lines`` (CSV) the line of each of its figures.

    ``content`` is what its digest is taken of; ``parsed`` is None when nothing could be made of it.
    """

    line: int
    content: bytes
    parsed: Parsed | None
    faults: tuple[ReportFault, ...] = ()
    lines: tuple[int, ...] = ()

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


async def split_lines(chunks: AsyncIterator[bytes], limits: Limits) -> AsyncIterator[RawLine]:
    """The body cut at its line ends (LF or CRLF), holding at most one line at a time.

    Raises:
        TooManyLines: after ``limits.lines`` lines.
    """
    number, kept, overlong = 1, bytearray(), False
    async for chunk in chunks:
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            overlong = overlong or len(kept) + end - start > limits.line_bytes
            yield RawLine(number, None if overlong else (bytes(kept) + chunk[start:end]).removesuffix(b"\r"))
            number, start, overlong = number + 1, end + 1, False
            kept.clear()
            if number > limits.lines and start < len(chunk):
                raise TooManyLines
        if number > limits.lines and start < len(chunk):
            raise TooManyLines
        overlong = overlong or len(kept) + len(chunk) - start > limits.line_bytes
        if overlong:
            kept.clear()
        else:
            kept += chunk[start:]
    if kept or overlong:
        yield RawLine(number, None if overlong else bytes(kept).removesuffix(b"\r"))
