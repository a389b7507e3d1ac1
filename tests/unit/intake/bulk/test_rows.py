"""Rows out of lines: quotes, encodings, what is too long."""

from __future__ import annotations

from services.intake.bulk.items import Limits, RawLine
from services.intake.bulk.rows import MOST_ROW_LINES, CsvRow, RowReader


def _rows(*lines: bytes | None, charset: str = "") -> list[CsvRow]:
    reader = RowReader(Limits(line_bytes=200), charset)
    whole = [row for number, content in enumerate(lines, 1) for row in reader.add(RawLine(number, content))]
    return [*whole, *reader.end()]


def _told(rows: list[CsvRow]) -> list[tuple[int, str]]:
    return [(row.line, row.fault.code if row.fault else "") for row in rows]


def test_a_line_that_was_too_long_is_a_row_with_a_fault() -> None:
    assert _told(_rows(b"a,b", None, b"1,2")) == [(1, ""), (2, "line-too-long"), (3, "")]


def test_a_first_row_in_utf16_says_what_to_do() -> None:
    (row,) = _rows("a,b".encode("utf-16"))
    assert row.fault is not None and row.fault.code == "body-not-utf8" and "CSV UTF-8" in row.fault.message


def test_a_quote_in_the_middle_of_a_cell_spoils_its_row() -> None:
    assert _told(_rows(b"a,b", b'"x"y,2', b"3,4")) == [(1, ""), (2, "bad-row"), (3, "")]


def test_a_quote_that_is_never_closed_spoils_the_row_that_opens_it_alone() -> None:
    rows = _rows(b"a,b", b'1,"', *(b"2,3" for _ in range(MOST_ROW_LINES + 2)))
    assert _told(rows)[:3] == [(1, ""), (2, "unclosed-quote"), (3, "")]
    assert len(rows) == MOST_ROW_LINES + 4


def test_the_first_row_that_is_not_ascii_decides_on_the_encoding() -> None:
    chinese = "甲,乙"
    rows = _rows(b"a,b", chinese.encode("gb18030"), chinese.encode("gb18030"))
    assert [row.cells for row in rows] == [["a", "b"], ["甲", "乙"], ["甲", "乙"]]
    assert _told(_rows(chinese.encode("gb18030"), charset="utf-8")) == [(1, "body-not-utf8")]
