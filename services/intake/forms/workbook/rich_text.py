"""Texts of cells: runs put together, and how they are shown; characters behind an escape. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from services.intake.forms.workbook.package import child, children, local
from services.intake.forms.workbook.styles import FontMark, font_marks

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class RichText(NamedTuple):
    """A text, the marks of its runs, and whether some of it is shown in the cell's own font."""

    text: str
    marks: frozenset[FontMark] = frozenset()
    in_cell_font: bool = True


def rich_text(item: Element) -> RichText:
    """A shared or inline string: a plain text, or runs each with a font of its own. Readings aloud are left out."""
    plain = child(item, "t")
    text = "" if plain is None else plain.text or ""
    marks: frozenset[FontMark] = frozenset()
    in_cell_font = bool(text)
    for run in children(item, "r"):
        written = "".join(each.text or "" for each in run if local(each.tag) == "t")
        text += written
        font = child(run, "rPr")
        if written and font is not None:
            marks |= font_marks(font)
        in_cell_font = in_cell_font or (bool(written) and font is None)
    return RichText(unescaped(text), marks, in_cell_font)


def unescaped(text: str) -> str:
    """``_x000B_`` as the character that it stands for, pairs of surrogates as one."""
    if "_x" not in text:
        return text
    units = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _paired(units)


def _paired(text: str) -> str:
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:  # half a pair: it stays, and is refused as a character that no document holds
        return text
