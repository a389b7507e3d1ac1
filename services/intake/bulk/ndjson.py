"""NDJSON: one report a line, each the body that ``POST /v1/reports`` takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from services.intake.bulk.items import Item, Limits, LineSplitter, RawLine
from services.intake.faults import Unreadable, fault
from services.intake.submission.parse import parse_submission
from shared.web.long_work import LongWork

_AT_A_TIME = 20  # lines after which the event loop has its turn,
_BYTES_AT_A_TIME = 8_192  # or bytes of them


async def ndjson_items(pieces: AsyncIterator[bytes], limits: Limits, work: LongWork) -> AsyncIterator[Item]:
    """The reports of a body's lines; empty lines are passed over. A long line is read in a thread, and has its time.

    Raises:
        TooManyLines: after ``limits.lines`` lines.
        Problem: 503, reading a line took longer than that: what comes behind it is not read.
    """
    lines, size = 0, 0
    async for line in _lines(pieces, limits):
        lines, size = lines + 1, size + len(line.content or b"")
        if lines >= _AT_A_TIME or size >= _BYTES_AT_A_TIME:
            lines, size = 0, 0
            await asyncio.sleep(0)  # others are answered meanwhile
        item = await _item(line, work)
        if item is not None:
            yield item


async def _lines(pieces: AsyncIterator[bytes], limits: Limits) -> AsyncIterator[RawLine]:
    splitter = LineSplitter(limits)
    async for piece in pieces:
        for line in splitter.feed(piece):
            yield line
    for line in splitter.end():
        yield line


async def _item(line: RawLine, work: LongWork) -> Item | None:
    if line.content is None:
        return Item(line.number, b"", None, (fault("line-too-long", "", "这一行过长，已跳过"),))
    content = line.content.strip()
    if not content:
        return None
    try:
        return Item(line.number, content, await work.of_body(parse_submission, content))
    except Unreadable as error:
        return Item(line.number, content, None, (fault(error.code, "", f"{error.title}：{error.detail}"),))
