"""Rows of a CSV text out of its lines: quotes, encodings, and what to do with a row that is broken.

A row consumes every byte between two row ends, or is faulty: nothing behind a character that some program takes
for a line end (CR, VT, FF, U+0085, U+2028, U+2029) is ever left out.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

import msgspec

from services.intake.bulk.items import Limits, RawLine
from services.intake.faults import ReportFault, fault
from shared.texts import unwritable

MOST_ROW_LINES = 20
"""Lines that one quoted row may go over; a quote that is not closed by then is a slip."""

_DELIMITERS = (",", "\t", ";")
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class CsvRow(msgspec.Struct, frozen=True, gc=False):  # the collector would look through all that a table keeps
    """A row: the line it begins in, its bytes, its cells as far as it has any; and what is wrong with it."""

    line: int
    raw: bytes
    cells: list[str]
    fault: ReportFault | None = None


class RowReader:
    """Makes rows of lines as they come.

    A quoted cell may hold line ends. Where a quote is opened and the row so joined does not fit, the
    line it was opened in is faulty alone, and the lines after it are read for themselves.
    """

    def __init__(self, limits: Limits, charset: str = "") -> None:
        self._limits = limits
        self._decoder = _Decoder(charset)
        self._ahead: deque[RawLine] = deque()
        self._taken = 1
        self._width = 0

    def add(self, line: RawLine) -> Iterator[CsvRow]:
        """The rows that are whole with this line."""
        self._ahead.append(line)
        return self._rows(ended=False)

    def end(self) -> Iterator[CsvRow]:
        """The rows of what is left, when no line comes any more."""
        return self._rows(ended=True)

    def _rows(self, *, ended: bool) -> Iterator[CsvRow]:
        while self._ahead and (row := self._next(ended=ended)) is not None:
            self._width = self._width or len(row.cells)
            yield row

    def _next(self, *, ended: bool) -> CsvRow | None:
        """The row that the first lines make; None while it may need one more that has not come."""
        ahead = self._ahead
        while (row := _row(ahead, self._taken, self._decoder, self._width)) is None and self._taken < MOST_ROW_LINES:
            all_taken = self._taken >= len(ahead)
            if all_taken and (ended or _long(ahead, self._limits)):
                break
            self._taken += 1
            if all_taken:
                return None
        taken = self._taken if row is not None else 1
        row = row or _faulty(ahead[0].number, ahead[0].content or b"", "unclosed-quote", "这一行的引号没有成对")
        for _ in range(taken):
            ahead.popleft()
        self._taken = 1
        return row


def _long(lines: deque[RawLine], limits: Limits) -> bool:
    return sum(len(line.content or b"") for line in lines) > limits.line_bytes


def _row(ahead: deque[RawLine], taken: int, decoder: _Decoder, width: int) -> CsvRow | None:
    """The row that the first ``taken`` lines make; None when they make none yet."""
    first = ahead[0]
    if first.content is None:
        return _faulty(first.number, b"", "line-too-long", "这一行过长，已跳过")
    lines = [line for line, _ in zip(ahead, range(taken), strict=False)]
    if len(lines) < taken or any(line.content is None for line in lines):
        return None
    raw = b"".join((line.content or b"") + line.end for line in lines)
    raw = raw[: len(raw) - len(lines[-1].end)]
    if raw.count(b'"') % 2:
        return None
    row = _read(first.number, raw, decoder)
    return None if taken > 1 and width and len(row.cells) != width else row


def _read(number: int, raw: bytes, decoder: _Decoder) -> CsvRow:
    if number == 1:
        if raw.startswith(_UTF16):
            return _faulty(number, raw, "body-not-utf8", "文件是UTF-16编码，请另存为“CSV UTF-8”")
        raw = raw.removeprefix(_BOM)
    text = decoder.decode(raw)
    if text is not None:
        decoder.look_at(text)
    if text is None:
        message = "这一行既不是UTF-8也不是GB18030编码，或与前面的行不一致"
        return _faulty(number, raw, "body-not-utf8", message)
    try:
        records = list(csv.reader([text], delimiter=decoder.delimiter, strict=True))
    except csv.Error:
        return _faulty(number, raw, "bad-row", "这一行的引号用法不对")
    cells = records[0] if records else []
    if (character := unwritable(text)) is not None:
        message = f"这一行有不能写进文件的控制字符（{character}），常由文字处理软件粘贴带入；请删去后重发"
        return CsvRow(number, raw, cells, fault("control-character", "", message))
    return CsvRow(number, raw, cells)


def _faulty(number: int, raw: bytes, code: str, message: str) -> CsvRow:
    return CsvRow(number, raw, [], fault(code, "", message))


class _Decoder:
    """UTF-8 or GB18030: the first row that is not plain ASCII decides, unless the request says which.

    ``delimiter`` is what stands between the cells of the head: a comma unless others are more.
    """

    def __init__(self, charset: str) -> None:
        self._charset = charset
        self.delimiter = _DELIMITERS[0]
        self._headed = False

    def look_at(self, text: str) -> None:
        """Take the delimiter from the head: the first row that holds anything."""
        if not self._headed and text.strip():
            self.delimiter = max(_DELIMITERS, key=text.count)
            self._headed = True

    def decode(self, raw: bytes) -> str | None:
        """The row's text; None when it is in neither encoding, or in another than the rows before."""
        if raw.isascii():
            return raw.decode()
        for charset in (self._charset,) if self._charset else ("utf-8", "gb18030"):
            try:
                text = raw.decode(charset)
            except UnicodeDecodeError:
                continue
            self._charset = charset
            return text
        return None
