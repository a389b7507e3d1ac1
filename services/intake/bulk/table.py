"""CSV: one figure a row; the rows of one unit's month are one report."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from functools import partial

from services.intake.bulk.gathered import Gathered
from services.intake.bulk.items import ANY_LINE_END, Item, Limits, LineSplitter, TooManyLines
from services.intake.bulk.rows import CsvRow, RowReader
from services.intake.bulk.table_head import TableUnreadable, known_charset, read_head
from services.intake.faults import ReportFault, fault
from shared.numbers import trimmed
from shared.steps import step
from shared.web.long_work import Left, LongWork

_NUMBERS = ("value", "numerator", "denominator")
"""What the grammar of numbers judges as it was written: it knows which characters round a number are nothing."""

_READ_AT_A_TIME = 16_384
"""Bytes that are read in a thread together; a table that is shorter than ``_SHORT`` is read at once."""

_SHORT = 1_024

_MADE_AT_A_TIME = 200  # rows, made reports of, after which the event loop has its turn

_FIRST_GROUP, _NEXT_GROUP = re.compile("[+-]?[0-9]{1,3}"), re.compile(r"[0-9]{3}(\.[0-9]+)?")


async def csv_items(
    pieces: AsyncIterator[bytes], limits: Limits, work: LongWork, charset: str = "", left: Left | None = None
) -> AsyncIterator[Item]:
    """The reports of the rows, once all have been read: in a thread, a stretch of the body at a time, so that who
    sends slowly takes none. ``left`` tells that the client has left when all of the body has come.

    Raises:
        TableUnreadable: the head is missing or wrong, no row follows it, or too many do.
        Problem: 503, a stretch has taken too long; nothing was posted.
        ClientDisconnect: nobody waits for it any more.

    Nothing is posted of a table that is too long: its last month might be half read.
    """
    reader = TableReader(limits, charset)
    try:
        made = await _read(pieces, reader, work, left)
    except TooManyLines:
        raise TableUnreadable((fault("too-many-rows", "", "表过长，请分成几份报送"),), "表过长") from None
    rows = 0
    for make in made:
        item = make()
        rows += item.rows
        if rows >= _MADE_AT_A_TIME:
            rows = 0
            await asyncio.sleep(0)  # others are answered meanwhile
        yield item


async def _read(
    pieces: AsyncIterator[bytes], reader: TableReader, work: LongWork, left: Left | None
) -> list[Callable[[], Item]]:
    kept = bytearray()
    whole = True
    async for piece in pieces:
        kept += piece
        if len(kept) >= _READ_AT_A_TIME:
            await work.run(partial(reader.feed, bytes(kept)))
            kept, whole = bytearray(), False
    if whole and len(kept) < _SHORT:
        return reader.end(bytes(kept))
    return await work.run(partial(reader.end, bytes(kept)), left)


class TableReader:
    """Gathers the reports of a table from the pieces of its text.

    Raises (by ``feed`` and ``end``):
        TooManyLines: it goes on after the last line that one call may hold.
        TableUnreadable: the head is missing or wrong.
        WorkEnded: between two rows.
    """

    def __init__(self, limits: Limits, charset: str = "") -> None:
        self._splitter = LineSplitter(limits, ANY_LINE_END)
        self._rows = RowReader(limits, known_charset(charset))
        self._gathered = Gathered()
        self._columns: list[str] | None = None

    def feed(self, piece: bytes) -> None:
        """The next piece of the text."""
        for line in self._splitter.feed(piece):
            for row in self._rows.add(line):
                self._take(row)

    def end(self, piece: bytes) -> list[Callable[[], Item]]:
        """What makes each of the reports, in order, after the last piece.

        Raises:
            TableUnreadable: nothing follows the head, besides.
        """
        self.feed(piece)
        for line in self._splitter.end():
            for row in self._rows.add(line):
                self._take(row)
        for row in self._rows.end():
            self._take(row)
        if not self._gathered:
            message = "第一行的列名之后没有数据" if self._columns else "没有内容；第一行应为列名"
            raise TableUnreadable((fault("no-rows", "", message),), "表中没有数据")
        return self._gathered.items()

    def _take(self, row: CsvRow) -> None:
        step()
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            return
        if self._columns is None:
            self._columns = read_head(row)
            return
        values, wrong = _values(row, self._columns), _wrong(row, self._columns)
        if wrong is not None:
            self._gathered.add_faulty(CsvRow(row.line, row.raw, [], wrong), values)
        else:
            self._gathered.add(row, values)


def _wrong(row: CsvRow, columns: list[str]) -> ReportFault | None:
    """Why a row cannot be taken, whatever its cells say."""
    if row.fault is not None:
        return row.fault
    cells = [cell.strip() for cell in row.cells]
    if any(cells[len(columns) :]) or _cut_apart(cells, columns):
        message = f"这一行有{len(cells)}列，第一行只有{len(columns)}列；带千位逗号的数须加引号"
        return fault("wrong-columns", "", message)
    nameless = [
        str(number) for number, (name, cell) in enumerate(zip(columns, cells, strict=False), 1) if cell and not name
    ]
    if nameless:
        return fault("nameless-column", "", f"第{'、'.join(nameless)}列有内容，而第一行没有写列名")
    return None


def _cut_apart(cells: list[str], columns: list[str]) -> bool:
    """Whether a number such as 1,790 stands without quotes in a row that is longer for it: as 1, and 790 beside it."""
    if len(cells) <= len(columns):
        return False
    return any(
        column in _NUMBERS and _FIRST_GROUP.fullmatch(cell) and _NEXT_GROUP.fullmatch(beside)
        for column, cell, beside in zip(columns, cells, cells[1:], strict=False)
    )


def _values(row: CsvRow, columns: list[str]) -> dict[str, str]:
    """What stands under each head; empty cells are left out."""
    written = ((column, cell) for column, cell in zip(columns, row.cells, strict=False) if column)
    # a cell of a figure is blank as a number is, to which a lone line break is none: strip takes it away
    told = ((column, cell if column in _NUMBERS else cell.strip()) for column, cell in written)
    return {column: cell for column, cell in told if (trimmed(cell) if column in _NUMBERS else cell)}
