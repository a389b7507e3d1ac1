"""How cells are shown, from the style sheet: number formats, and fonts that raise or strike out. Pure."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple
from xml.etree.ElementTree import Element

from services.intake.forms.workbook.number_format import GENERAL
from services.intake.forms.workbook.package import attribute, child, children, is_on

_DATES = "yyyy/m/d"
_BUILT_IN = {
    **dict.fromkeys((9, 10), "0.00%"),
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), _DATES),
    49: "@",
}
"""Number formats that every program knows by number, as far as they change what a number says."""


class FontMark(Enum):
    """What a font does to its text that changes what it says; the value is how a message names it."""

    RAISED = "上标或下标"
    STRUCK = "删除线"


class ShownStyle(NamedTuple):
    """What a cell's style says of its content."""

    number_format: str = GENERAL
    marks: frozenset[FontMark] = frozenset()


PLAIN = ShownStyle()


def font_marks(font: Element) -> frozenset[FontMark]:
    """The marks of a font, or of a run's properties."""
    found = set()
    struck = child(font, "strike")
    if struck is not None and is_on(attribute(struck, "val") or "1"):
        found.add(FontMark.STRUCK)
    aligned = child(font, "vertAlign")
    if aligned is not None and attribute(aligned, "val") not in ("", "baseline"):
        found.add(FontMark.RAISED)
    return frozenset(found)


def cell_styles(style_sheet: Element) -> list[ShownStyle]:
    """The styles that cells name by their number.

    Raises:
        ValueError, IndexError: a style names a font that is not there, or a number that is none.
    """
    formats = {
        int(attribute(each, "numFmtId")): attribute(each, "formatCode")
        for group in children(style_sheet, "numFmts")
        for each in children(group, "numFmt")
    }
    fonts = [font_marks(each) for group in children(style_sheet, "fonts") for each in children(group, "font")]
    found = []
    for each in (style for group in children(style_sheet, "cellXfs") for style in children(group, "xf")):
        number, font = int(attribute(each, "numFmtId") or 0), int(attribute(each, "fontId") or 0)
        if font < 0:
            raise IndexError(font)
        marks = fonts[font] if fonts else frozenset()
        found.append(ShownStyle(formats.get(number) or _BUILT_IN.get(number, GENERAL), marks))
    return found
