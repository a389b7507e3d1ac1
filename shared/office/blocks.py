"""What a document is laid out in: headings, paragraphs and tables. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from shared.texts import writable

ADJUSTED = "*"
"""Stands behind a number whose last place was adjusted so that its column adds up."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: its head, its width in millimetres on A4, and how its cells stand."""

    head: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written. A ``number`` may be computed with; ``level`` marks a judgement, ``indent`` an 其中 row."""

    text: str
    number: bool = False
    level: str = ""
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's head, numbered."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``small`` is a note under a table, ``flush`` begins at the margin, as a salutation does."""

    text: str
    small: bool = False
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``sheet`` is a short name for it, unique in its document."""

    sheet: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole document: its title, the line under it, the warning above everything ('' for none), its blocks.

    ``issuer`` (发文机关, '' for none) and ``dated`` (成文日期, None where a person writes it) stand under it.
    ``official``: in the measures of GB/T 9704-2012; what was published before they were kept stays as it was set.
    """

    title: str
    subtitle: str
    warning: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]
    issuer: str = ""
    dated: date | None = None
    official: bool = True

    @property
    def signed_on(self) -> str:
        """The date as it is printed, no month or day padded; '' where there is none."""
        return chinese_day(self.dated) if self.dated else ""

    @property
    def ending(self) -> tuple[str, ...]:
        """Every line under the blocks."""
        return (*self.closing, *filter(None, (self.issuer, self.signed_on)))


def chinese_day(day: date) -> str:
    """``2026年1月5日``: no month and no day is padded (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def grids(blocks: Sequence[Block]) -> list[Grid]:
    """The tables among ``blocks``."""
    return [block for block in blocks if isinstance(block, Grid)]


def writable_layout(layout: Layout) -> Layout:
    """``layout`` without the characters that no document can hold: an older store may have some."""
    return replace(
        layout,
        title=writable(layout.title),
        subtitle=writable(layout.subtitle),
        warning=writable(layout.warning),
        blocks=tuple(_writable_block(block) for block in layout.blocks),
        closing=tuple(writable(text) for text in layout.closing),
        issuer=writable(layout.issuer),
    )


def _writable_block(block: Block) -> Block:
    if not isinstance(block, Grid):
        return replace(block, text=writable(block.text))
    rows = tuple(tuple(replace(cell, text=writable(cell.text)) for cell in row) for row in block.rows)
    return replace(block, caption=writable(block.caption), rows=rows)
