"""What the template is told of a layout: its texts as data, which no sign in them can turn into markup. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph, writable_layout
from shared.office.measures import OFFICIAL, TEXT_WIDTH, table_points, table_scale
from shared.office.pdf.fonts import Role
from shared.office.pdf.long_words import broken, pieces

MISSING = "〓"
"""Stands for a character that no font at hand has: the mark that printers have for it."""

_INSET = 1.2  # millimetres at either side of a cell
_POINT = 25.4 / 72
_SMALLEST = 4.5
_TITLE, _NOTE = 22.0, 9.0
_LISTED = 8  # characters that the notice names; of more it says how many
_BREAKS = str.maketrans({"\r": None, "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\t": " "})
_STEERING = "Cf"
"""Category of signs that are not seen and steer what is: turned round, a text would read otherwise than it is."""

Covered = Mapping[Role, frozenset[int]]


def template_data(layout: Layout, covered: Covered) -> dict[str, Any]:
    """The layout as JSON can hold it; ``covered`` is what each role's faces can write between them."""
    writer = _TextWriter(covered)
    layout = writable_layout(layout)
    data: dict[str, Any] = {
        "title": writer.text(layout.title, "title", _TITLE),
        "subtitle": writer.text(layout.subtitle, "kai"),
        "warning": writer.text(layout.warning, "head"),
        "blocks": [block for each in layout.blocks for block in _block(each, writer)],
        "closing": [writer.text(text, "body") for text in layout.closing],
        "issuer": writer.text(layout.issuer, "body"),
        "signed": layout.signed_on,
    }
    return {**data, "notice": writer.notice()}


class _TextWriter:
    """Writes texts in faces that have all of their characters, and remembers what they have not."""

    def __init__(self, covered: Covered) -> None:
        self._covered = covered
        self._missing: Counter[str] = Counter()

    def text(self, text: str, role: Role, size: float = OFFICIAL.body, room: float = TEXT_WIDTH) -> str:
        """``size`` and ``room``: in which no word may be wider than a line (points, millimetres)."""
        known = self._covered[role]
        return broken("".join(self._character(each, known) for each in text.translate(_BREAKS)), room, size)

    def _character(self, character: str, known: frozenset[int]) -> str:
        if character == "\n" or (ord(character) in known and unicodedata.category(character) != _STEERING):
            return character
        self._missing[character] += 1
        return MISSING

    def notice(self) -> str:
        """Which characters are not what was written; '' where all are."""
        if not self._missing:
            return ""
        listed = "、".join(f"U+{ord(each):04X}（{times}处）" for each, times in sorted(self._missing.items())[:_LISTED])
        more = f"等 {len(self._missing)} 个" if len(self._missing) > _LISTED else ""
        return f"所用字体没有的、或看不见而改变版面的字符印作“{MISSING}”：{listed}{more}。原文见系统。"


def _block(block: Block, writer: _TextWriter) -> Iterator[dict[str, Any]]:
    match block:
        case Heading(text):
            yield {"kind": "heading", "text": writer.text(text, "head")}
        case Paragraph(text, small=True):
            yield {"kind": "note", "text": writer.text(text, "song", _NOTE)}
        case Paragraph(text):
            yield {"kind": "flush" if block.flush else "paragraph", "text": writer.text(text, "body")}
        case Grid():
            yield _grid(block, writer)


def _grid(grid: Grid, writer: _TextWriter) -> dict[str, Any]:
    printed = sum(column.width for column in grid.columns)
    scale, size = table_scale(printed), table_points(len(grid.columns))
    return {
        "kind": "grid",
        "caption": writer.text(grid.caption, "head"),
        "widths": [round(column.width * scale, 3) for column in grid.columns],
        "size": size,
        "aligns": [column.align for column in grid.columns],
        "head": [_cell(Cell(column.head), column, scale, size, writer, "head") for column in grid.columns],
        "rows": [
            [_cell(cell, column, scale, size, writer, "song") for cell, column in zip(row, grid.columns, strict=True)]
            for row in grid.rows
        ],
    }


def _cell(cell: Cell, column: Column, scale: float, size: float, writer: _TextWriter, role: Role) -> dict[str, Any]:
    room = column.width * scale - 2 * _INSET - 3 * cell.indent
    text = writer.text(cell.text, "head" if cell.level else role, _SMALLEST, room)
    return {"text": text, "level": cell.level, "indent": cell.indent, "size": _fitting(text, room, size)}


def _fitting(text: str, room: float, size: float) -> float:
    """The size, or the smaller one in which the longest piece that no line may break fits into ``room`` millimetres."""
    longest = max((_width(piece) for piece in pieces(text)), default=0.0)
    needed = longest * size * _POINT
    return size if needed <= room else max(round(size * room / needed, 2), _SMALLEST)


def _width(piece: str) -> float:
    """In ems, rather too wide than too narrow."""
    return sum(0.56 if character.isdigit() or character in ".,:%-−+" else 0.7 for character in piece)
