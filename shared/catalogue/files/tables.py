"""Reading CSV and TOML files with the line of every fault. The only file access of the catalogue."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from shared.catalogue.findings import Findings, refuse_unknown
from shared.library_words import system_words, toml_words
from shared.quantities import QuantityError, to_decimal
from shared.texts import unwritable

DATA = Path(__file__).parent.parent / "data"
"""The catalogue that comes with the program."""

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class TableFile(NamedTuple):
    """A file of a table, and what it is called in findings.

    ``lenient``: a row about something that the catalogue does not have is left out, and is no fault: a shipped row,
    where the office has replaced the shipped table that it refers to.
    """

    path: Path
    label: str
    lenient: bool = False


def read_text(path: Path, file: str, findings: Findings) -> str | None:
    """The file's text; a byte order mark (as Excel writes it) is dropped. None after a fault: a name with a character
    that no document can hold would stop every letter and bulletin."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        findings.error("missing_file", file, 0, "缺少此文件")
    except OSError as error:
        findings.error("unreadable_file", file, 0, f"无法读取：{system_words(error)}")
    except UnicodeDecodeError as error:
        form = "UTF-8" if path.suffix == ".toml" else "CSV UTF-8"
        findings.error("encoding", file, 0, f"不是UTF-8编码（第{error.start + 1}字节起），请另存为“{form}”")
    else:
        if (character := unwritable(text)) is None:
            return text
        place = text[: next(at for at, each in enumerate(text) if unwritable(each))].count("\n") + 1
        findings.error("control_character", file, place, f"有不能写进文件的控制字符（{character}），请删去")
    return None


def read_toml(path: Path, file: str, findings: Findings) -> dict[str, Any]:
    """The file's table; empty after a fault."""
    text = read_text(path, file, findings)
    if text is None:
        return {}
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # beside what is no TOML: thousands of digits, thousands of brackets
        findings.error("toml", file, 0, f"TOML格式有误：{toml_words(str(error))}")
        return {}
    if (character := next(filter(None, map(unwritable, _texts(table))), None)) is not None:
        findings.error("control_character", file, 0, f"有不能写进文件的控制字符（{character}），请删去")
        return {}
    return table


def read_tables(
    file: TableFile, name: str, keys: Collection[str], findings: Findings
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables ``[[name]]`` of a file that holds nothing else, each with the line at which it begins."""
    whole = read_toml(file.path, file.label, findings)
    refuse_unknown(whole, (name,), file.label, findings)
    tables = whole.get(name, [])
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        findings.error("bad_value", file.label, 0, f"应写作 [[{name}]]")
        return
    lines = _heads(file.path, name) if tables else []
    for number, table in enumerate(tables):
        line = lines[number] if len(lines) == len(tables) else 0  # else one stands in a text
        refuse_unknown(table, keys, file.label, findings, line=line)
        yield line, table


def _heads(path: Path, name: str) -> list[int]:
    head = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    text = path.read_text("utf-8-sig")
    return [number for number, line in enumerate(text.splitlines(), 1) if head.match(line)]


def _texts(part: object) -> Iterator[str]:
    """Every text of a table, keys included."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, inside in part.items():
            yield from (name, *_texts(inside))
    elif isinstance(part, list):
        for inside in part:
            yield from _texts(inside)


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table of a TOML file; what is of the wrong type is told, and taken for missing. ``where`` stands before what is
    said of it, ``line`` is that at which it begins."""

    values: Mapping[str, Any]
    file: str
    findings: Findings
    where: str = ""
    line: int = 0

    def fault(self, code: str, message: str) -> None:
        self.findings.error(code, self.file, self.line, f"{self.where}{message}")

    def text(self, key: str) -> str:
        """The text, without surrounding spaces."""
        value = self.values.get(key, "")
        if isinstance(value, str):
            return value.strip()
        self.fault("bad_value", f"“{key}”应是文字")
        return ""

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.fault("bad_value", f"“{key}”应是文字的列表")
        return ()

    def table(self, key: str) -> Mapping[str, Any]:
        """A table inside it."""
        value = self.values.get(key, {})
        if isinstance(value, dict):
            return value
        self.fault("bad_value", f"“{key}”应是一个表")
        return {}


_MOST_DIGITS = 18
"""Of a whole number in a cell; more no column asks for."""


@dataclass(slots=True)
class FileRow:
    """One line of a table; reading a bad cell notes a fault and gives None."""

    file: str
    line: int
    cells: dict[str, str]
    findings: Findings

    def error(self, code: str, message: str) -> None:
        number = self.cells.get("row", "")
        self.findings.error(code, self.file, self.line, message, int(number) if _is_whole(number) else None)

    def text(self, column: str, required: bool = False) -> str:
        """The cell as written, without surrounding spaces."""
        value = self.cells.get(column, "").strip()
        if required and not value:
            self.error("empty_cell", f"“{column}”不能为空")
        return value

    def integer(self, column: str) -> int | None:
        """A whole number that is not negative; an empty cell is None without a fault."""
        value = self.text(column)
        if not value:
            return None
        if not (value.isascii() and _is_whole(value)):
            self.error("bad_number", f"“{column}”应为非负整数，而不是“{value[:_MOST_DIGITS]}”")
            return None
        return int(value)

    def decimal(self, column: str) -> Decimal | None:
        """An exact decimal; an empty cell is None without a fault."""
        value = self.text(column)
        if not value:
            return None
        try:
            return to_decimal(value)
        except QuantityError as error:
            self.error("bad_number", f"“{column}”：{error}")
            return None

    def choice(self, column: str, kind: type[E]) -> E | None:
        """A member of ``kind``."""
        return self.convert(column, kind, "unknown_word", f"应为{'、'.join(item.value for item in kind)}之一")

    def convert(self, column: str, read: Callable[[str], T], code: str, expected: str) -> T | None:
        """The cell read by ``read``; any ValueError of it is a fault."""
        value = self.text(column)
        try:
            return read(value)
        except ValueError:
            self.error(code, f"“{column}”为“{value}”，{expected}")
            return None


def _is_whole(text: str) -> bool:
    return text.isdecimal() and len(text) <= _MOST_DIGITS


class Places:
    """Where each key of a table was read first: one that comes twice is told with both places."""

    def __init__(self) -> None:
        self._first: dict[str, FileRow] = {}

    def taken(self, key: str, row: FileRow, code: str, message: str) -> bool:
        """Whether an earlier row has the key; then that is a fault of this one."""
        first = self._first.setdefault(key, row)
        if first is row:
            return False
        place = "" if first.file == row.file else f"，已见于 {first.file} 第{first.line}行（{_REPLACE}）"
        row.error(code, message + place)
        return True


_REPLACE = "要以本单位的整张表为准，在 site.toml 的 replaces 中写上它"


def read_table(
    path: Path, file: str, columns: Sequence[str], findings: Findings, optional: Sequence[str] = ()
) -> Iterator[FileRow]:
    """The rows of a CSV file that has at least ``columns``; blank lines are skipped. It may have the ``optional`` ones,
    and others that are for people, unless such a name is nearly that of an optional one."""
    text = read_text(path, file, findings)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if missing := [column for column in columns if column not in head]:
            findings.error("missing_column", file, 1, f"缺少列：{'、'.join(missing)}{_parted(head)}")
            return
        _check_head(head, (*columns, *optional), file, findings)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(head):
                findings.error("extra_cell", file, reader.line_num, f"多出{len(cells) - len(head)}格")
                continue
            cells += [""] * (len(head) - len(cells))
            yield FileRow(file, reader.line_num, dict(zip(head, cells, strict=True)), findings)
    except csv.Error as error:
        findings.error("csv", file, reader.line_num, f"CSV格式有误：{error}")


_SEPARATORS = {";": "分号", "；": "分号", "\t": "制表符", "，": "中文逗号"}


def _parted(head: Sequence[str]) -> str:
    """What is said where a file parts its columns by something else, as spreadsheets of some countries do."""
    named = [name for sign, name in _SEPARATORS.items() if len(head) == 1 and sign in head[0]]
    return f"；各列之间用的是{named[0]}，请另存为以英文逗号分隔的“CSV UTF-8”" if named else ""


def _check_head(head: Sequence[str], known: Sequence[str], file: str, findings: Findings) -> None:
    """A misspelt column would else be one that nobody reads, and so would the first of two with one name."""
    absent = [column for column in known if column not in head]
    for name in head:
        if name in known:
            if head.count(name) > 1:
                findings.error("duplicate_column", file, 1, f"“{name}”这一列重复")
        elif near := get_close_matches(name.lower(), absent, 1, _NEARLY):
            findings.error("unknown_column", file, 1, f"没有“{name}”这一列；是不是“{near[0]}”？")


_NEARLY = 0.75
"""How alike two names of columns are that are taken for one, misspelt."""


def read_all(
    files: Iterable[TableFile], columns: Sequence[str], findings: Findings, optional: Sequence[str] = ()
) -> Iterator[tuple[TableFile, FileRow]]:
    """The rows of a table's files one after the other, each with its file."""
    for file in files:
        for row in read_table(file.path, file.label, columns, findings, optional):
            yield file, row
