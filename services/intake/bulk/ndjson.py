"""NDJSON: one report a line, each the body that ``POST /v1/reports`` takes."""

from __future__ import annotations

from collections.abc import AsyncIterator

from services.intake.bulk.items import Item, RawLine
from services.intake.faults import Unreadable, fault
from services.intake.submission.parse import parse_submission
from shared.web.long_work import LongWork


async def ndjson_items(lines: AsyncIterator[RawLine], work: LongWork) -> AsyncIterator[Item]:
    """The reports of the lines; empty lines are passed over. A long line is read in a thread, and has its time.

    Raises:
        Problem: 503, reading a line took longer than that: what comes behind it is not read.
    """
    async for line in lines:
        if line.content is None:
            yield Item(line.number, b"", None, (fault("line-too-long", "", "这一行过长，已跳过"),))
            continue
        content = line.content.strip()
        if not content:
            continue
        try:
            yield Item(line.number, content, await work.of_body(parse_submission, content))
        except Unreadable as error:
            yield Item(line.number, content, None, (fault(error.code, "", f"{error.title}：{error.detail}"),))
