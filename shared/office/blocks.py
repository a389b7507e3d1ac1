"""What a document is laid out in: headings, paragraphs and tables. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shared.texts import writable

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
    """A whole document: its title, the line under it, the warning above everything ('' for none), its blocks."""

    title: str
    subtitle: str
    warning: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]


def grids(blocks: Sequence[Block]) -> list[Grid]:
    """The tables among ``blocks``."""
    return [block for block in blocks if isinstance(block, Grid)]


def writable_layout(layout: Layout) -> Layout:
    """``layout`` without the characters that no document can hold: an older store may have some."""
    return Layout(
        writable(layout.title),
        writable(layout.subtitle),
        writable(layout.warning),
        tuple(_writable_block(block) for block in layout.blocks),
        tuple(writable(text) for text in layout.closing),
    )


def _writable_block(block: Block) -> Block:
    if not isinstance(block, Grid):
        return replace(block, text=writable(block.text))
    rows = tuple(tuple(replace(cell, text=writable(cell.text)) for cell in row) for row in block.rows)
    return replace(block, caption=writable(block.caption), rows=rows)
