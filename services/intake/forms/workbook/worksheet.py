"""One sheet read from its XML: every cell that holds something, what is merged and what is hidden. Pure.

Read for itself and not by a library, because what decides is not only the values: an empty result differs from none
(``t="str"``), and so do an error, a raised figure, a format. Each of them is here in one pass.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element

from services.intake.forms.workbook.content import (
    EMPTY,
    Content,
    DateValue,
    ErrorValue,
    MergedArea,
    Place,
    fifteen_digits,
    place_of_address,
    within,
)
from services.intake.forms.workbook.package import attribute, child, children, is_on
from services.intake.forms.workbook.refusals import too_large, unreadable
from services.intake.forms.workbook.rich_text import RichText, rich_text, unescaped
from services.intake.forms.workbook.styles import PLAIN, ShownStyle
from shared.steps import stepping

MOST_MERGED = 1_000
"""Merged ranges of one sheet; a form has about thirty. So many columns may be described, too."""

MOST_COVERED = 50_000
"""Cells that all merged ranges of a sheet cover; a row merged as a whole is sixteen thousand."""


class SharedParts(NamedTuple):
    """What the sheets of a workbook share: the texts, and the styles."""

    texts: Sequence[RichText] = ()
    styles: Sequence[ShownStyle] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``cells`` are those with a value or a formula; ``hides_zeros``: a nought is shown as nothing."""

    cells: Mapping[Place, Content]
    merged: Sequence[MergedArea] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: Sequence[tuple[int, int]] = ()
    hides_zeros: bool = False
    _areas: dict[Place, MergedArea] = field(default_factory=dict)
    _shown: list[tuple[Place, Content]] = field(default_factory=list)

    def at(self, place: Place) -> Content:
        """What a cell shows; nothing where a merged one covers it."""
        return EMPTY if self.covered(place) else self.cells.get(place, EMPTY)

    def area_of(self, place: Place) -> MergedArea | None:
        """The merged range that a cell is part of."""
        if self.merged and not self._areas:
            for area in self.merged:
                for each in area.places():
                    self._areas.setdefault(each, area)
        return self._areas.get(place)

    def covered(self, place: Place) -> bool:
        """Whether a merged cell lies over this one, so that nobody sees it."""
        area = self.area_of(place)
        return area is not None and place != (area.top, area.left)

    def hidden(self, place: Place) -> bool:
        """Whether the cell's row or column is hidden."""
        return place.row in self.hidden_rows or any(
            first <= place.column <= last for first, last in self.hidden_columns
        )

    def shown(self) -> Sequence[tuple[Place, Content]]:
        """The cells that hold something and are not covered, from the top, from the left."""
        if not self._shown:
            self._shown.extend((place, self.cells[place]) for place in sorted(self.cells) if not self.covered(place))
        return self._shown


def read_sheet(part: str, root: Element, shared: SharedParts) -> Sheet:
    """The sheet that a part of that name holds.

    Raises:
        FormRefused: the part is not as the format wants it.
    """
    try:
        hidden = [each for group in children(root, "cols") for each in children(group, "col") if _is_hidden(each)]
        merged = [_area(each) for group in children(root, "mergeCells") for each in children(group, "mergeCell")]
        if max(len(merged), len(hidden)) > MOST_MERGED or sum(each.cells for each in merged) > MOST_COVERED:
            raise too_large()
        rows = [each for group in children(root, "sheetData") for each in children(group, "row")]
        cells, hidden_rows = _rows(part, rows, shared)
        columns = [(int(attribute(each, "min")), int(attribute(each, "max"))) for each in hidden]
        views = [each for group in children(root, "sheetViews") for each in children(group, "sheetView")]
        hides_zeros = any(not is_on(attribute(each, "showZeros") or "1") for each in views)
        return Sheet(cells, merged, frozenset(hidden_rows), columns, hides_zeros)
    except (ValueError, IndexError, OverflowError) as error:
        raise unreadable(part, "里有不合规则的行列或单元格地址") from error


def _rows(part: str, rows: Sequence[Element], shared: SharedParts) -> tuple[dict[Place, Content], set[int]]:
    cells: dict[Place, Content] = {}
    hidden: set[int] = set()
    taken: set[Place] = set()
    number = 0
    for row in stepping(rows):
        number = within(Place(int(attribute(row, "r") or number + 1), 1)).row
        if _is_hidden(row):
            hidden.add(number)
        column = 0
        for cell in stepping(children(row, "c")):
            place = _place(cell, number, column)
            column = place.column
            if place in taken or place.row != number:
                raise unreadable(part, f"里单元格 {place.address} 的位置有误")
            taken.add(place)
            try:
                content = _content(cell, shared)
            except (ValueError, IndexError, OverflowError) as error:
                raise unreadable(part, f"里单元格 {place.address} 的内容不合规则") from error
            if content.value is not None or content.formula:
                cells[place] = content
    return cells, hidden


def _place(cell: Element, row: int, before: int) -> Place:
    address = attribute(cell, "r")
    return place_of_address(address) if address else within(Place(row, before + 1))


def _area(merged: Element) -> MergedArea:
    first, _, last = attribute(merged, "ref").partition(":")
    top, bottom = place_of_address(first), place_of_address(last or first)
    return MergedArea(top.row, top.column, bottom.row, bottom.column)


def _is_hidden(element: Element) -> bool:
    """Whether a row or a column is hidden, or has no height or width."""
    size = attribute(element, "ht") or attribute(element, "width")
    return is_on(attribute(element, "hidden")) or (size != "" and float(size) == 0)


def _content(cell: Element, shared: SharedParts) -> Content:
    """
    Raises:
        ValueError, IndexError: a number that is none, two results, a text or a style that is not there.
    """
    if any(len(children(cell, name)) > 1 for name in ("v", "f", "is")):
        raise ValueError("two of one kind: programs differ in which they take")
    number = int(attribute(cell, "s") or 0)
    if number < 0:
        raise IndexError(number)
    style = shared.styles[number] if shared.styles else PLAIN
    held = child(cell, "v")
    written = "" if held is None else held.text or ""
    kind = attribute(cell, "t")
    text = _text(kind, cell, written, shared)
    formula = child(cell, "f") is not None
    if text is not None:
        marks = text.marks | style.marks if text.in_cell_font else text.marks
        return Content(text.text, formula, style.number_format, marks)
    return Content(_value(kind, written.strip()), formula, style.number_format, style.marks)


def _text(kind: str, cell: Element, written: str, shared: SharedParts) -> RichText | None:
    """The text of a cell; None for one that holds no text."""
    if kind == "s" and written.strip():
        index = int(written)
        if index < 0:
            raise IndexError(index)
        return shared.texts[index]
    if kind == "str":
        return RichText(unescaped(written))
    if kind == "inlineStr":
        inline = child(cell, "is")
        return None if inline is None else rich_text(inline)
    return None


def _value(kind: str, written: str) -> int | Decimal | bool | ErrorValue | DateValue | None:
    if not written:
        return None
    if kind == "b":
        return is_on(written)
    if kind == "e":
        return ErrorValue(written)
    if kind == "d":
        return DateValue(written)
    if kind not in ("", "n"):
        raise ValueError(kind)
    number = float(written)
    if not math.isfinite(number) or "_" in written:
        raise ValueError(written)
    return fifteen_digits(number)
