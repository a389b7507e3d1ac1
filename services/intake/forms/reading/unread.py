"""What a clerk typed where nothing is read: a fault of its cell, so that no figure is lost without a word. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from services.intake.forms.faults import CellFault, at
from services.intake.forms.layout import BASIS, BEFORE, EXPLANATION, NAME, NUMBER, UNIT, VALUE, YEAR_AGO, FormRow
from services.intake.forms.reading.placing import PlacedForm
from services.intake.forms.workbook.content import Content, Place, place_of_address
from services.intake.forms.workbook.number_format import effect_on
from services.intake.forms.workbook.worksheet import Sheet

_LIKE_A_NUMBER = re.compile(r"[+-]?[0-9.,]*[0-9][0-9.,]*(?![0-9年月日号季])\D{0,3}")
MOST_UNREAD = 200
"""Cells that are named; of a sheet full of other numbers nobody reads more."""

_JUDGED = (NAME, UNIT, BASIS, EXPLANATION)
"""Columns whose cells are read as words, besides those that the figures are filled into."""


def unread_faults(sheet: Sheet, placed: PlacedForm) -> list[CellFault]:
    """Numbers where nothing is read, and whatever lies hidden below a merged cell."""
    known = {place_of_address(each) for each in placed.form.whole} | set(_known(sheet, placed.rows))
    inputs = {place_of_address(row.cell(column)) for row in placed.rows for column in row.inputs()}
    found: list[CellFault] = []
    for place, content in sorted(sheet.cells.items()):
        if len(found) == MOST_UNREAD:
            found.append(at("", "unread-number", f"这样的格子不止{MOST_UNREAD}个，以上是前{MOST_UNREAD}个"))
            break
        if place in inputs:
            continue
        if sheet.covered(place):
            if place.row >= placed.heads.top and content.value not in (None, ""):
                found.append(
                    at(place.address, "merged-cell", "内容被合并的单元格盖住，看不见也不会读取；请取消合并或清除")
                )
        elif place not in known and is_number(content) and not _running_number(place, content, placed):
            message = "这里的数字不会被读取：不是填数的格子；请填到浅黄色的格子里，或清除"
            found.append(at(place.address, "unread-number", message))
    return found


def is_number(content: Content) -> bool:
    """Whether a cell holds a number, or a text that was meant as one."""
    value = content.value
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Decimal):
        return not effect_on(content.number_format, Decimal(value)).date
    if not isinstance(value, str):
        return False
    folded = unicodedata.normalize("NFKC", value)
    bare = "".join(each for each in folded if not each.isspace() and unicodedata.category(each) != "Cf")
    return _LIKE_A_NUMBER.fullmatch(bare) is not None


def _running_number(place: Place, content: Content, placed: PlacedForm) -> bool:
    """Whether it is what counts the rows: a small number in the column 序号."""
    counted = content.value
    return place.column == placed.heads.columns[NUMBER] and isinstance(counted, int) and 0 < counted <= place.row


def _known(sheet: Sheet, rows: tuple[FormRow, ...]) -> Iterator[Place]:
    """The cells of the indicators' rows that are read, or that hold what the form itself shows."""
    for row in rows:
        for column in (*_JUDGED, BEFORE, YEAR_AGO):
            yield place_of_address(row.cell(column))
        rate = place_of_address(row.cell(VALUE))
        if row.rule.ratio and sheet.at(rate).formula:
            yield rate
