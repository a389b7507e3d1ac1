"""How the form looks: few styles, fine lines, figures to the right, cells to fill in light yellow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

_FACE = "宋体"
_LINE = Side("thin", color="FF9A9A9A")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = PatternFill("solid", fgColor="FFFFFBE6")
_SHADE = PatternFill("solid", fgColor="FFEFF3F6")
_CLOSED = PatternFill("solid", fgColor="FFF4F4F4")


@dataclass(frozen=True, slots=True)
class CellStyle:
    """One kind of cell."""

    font: Font
    alignment: Alignment
    border: Border | None = _GRID
    fill: PatternFill | None = None
    locked: bool = True


def _font(size: float = 10.5, *, bold: bool = False, color: str = "FF000000") -> Font:
    return Font(name=_FACE, size=size, bold=bold, color=color)


def _to(horizontal: str, *, wrap: bool = True, shrink: bool = False, indent: int = 0) -> Alignment:
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap, shrink_to_fit=shrink, indent=indent)


TITLE = CellStyle(_font(18, bold=True), _to("center"), None)
HEADING = CellStyle(_font(13, bold=True), _to("left", wrap=False), None)
LEFT_NOTE = CellStyle(_font(), _to("left", wrap=False), None)
MIDDLE_NOTE = CellStyle(_font(11, bold=True), _to("center", wrap=False), None)
RIGHT_NOTE = CellStyle(_font(9, color="FF595959"), _to("right", wrap=False), None)
HEAD = CellStyle(_font(bold=True), _to("center"), fill=_SHADE)
MIDDLE = CellStyle(_font(), _to("center"))
LEFT = CellStyle(_font(), _to("left", indent=1))
NUMBER = CellStyle(_font(color="FF404040"), _to("right"))
CLOSED = CellStyle(_font(), _to("right"), fill=_CLOSED)
INPUT = CellStyle(_font(11), _to("right", wrap=False, shrink=True), fill=_OPEN, locked=False)
MIDDLE_INPUT = CellStyle(_font(), _to("center"), fill=_OPEN, locked=False)
TEXT_INPUT = CellStyle(_font(), _to("left"), fill=_OPEN, locked=False)
STANDING = CellStyle(_font(11, bold=True), _to("left", indent=1), fill=PatternFill("solid", fgColor="FFDCEAF7"))
TAKEN_BACK = CellStyle(
    _font(11, bold=True, color="FF7F1D1D"), _to("left", indent=1), fill=PatternFill("solid", fgColor="FFFBE3D6")
)
PLAIN = CellStyle(_font(11), Alignment(horizontal="left", vertical="top", wrap_text=True), None)
PLAIN_MIDDLE = CellStyle(_font(11), Alignment(horizontal="center", vertical="top"), None)


def put(
    sheet: Worksheet, place: str, value: str | int | float | None, style: CellStyle, number_format: str = ""
) -> None:
    """Write ``value`` in a style; a range (``A1:C1``) is merged."""
    first = place.partition(":")[0]
    for row in sheet[place] if ":" in place else ((sheet[place],),):
        for cell in row:
            cell.font, cell.alignment = style.font, style.alignment
            if style.border is not None:
                cell.border = style.border
            if style.fill is not None:
                cell.fill = style.fill
            if not style.locked:
                cell.protection = Protection(locked=False)
            if number_format:
                cell.number_format = number_format
    sheet[first].value = value
    if ":" in place:
        sheet.merge_cells(place)


def put_text(sheet: Worksheet, place: str, text: str, style: CellStyle) -> None:
    """Write what somebody wrote, as a text whatever it begins with: never as a formula or an error value."""
    put(sheet, place, text or None, style)
    if text:
        sheet[place.partition(":")[0]].data_type = "s"


def width(text: str) -> int:
    """Columns of a text in which a Chinese character takes two."""
    return sum(1 if each.isascii() else 2 for each in text)


def fit_width(sheet: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """A4, as wide as the page and as long as need be."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, orientation, 1, 0
    properties = sheet.sheet_properties.pageSetUpPr
    assert properties is not None
    properties.fitToPage = True
