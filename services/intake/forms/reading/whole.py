"""What concerns the whole form: unit and month above the table, note and reasons below it, by their labels. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from services.intake.forms.faults import CellFault, FormRefused, at
from services.intake.forms.layout import MONTH_CELL, UNIT, UNIT_CELL, Form, WholeCells
from services.intake.forms.reading.cells import words_in
from services.intake.forms.reading.heads import Heads
from services.intake.forms.reading.labels import plain, without_remark
from services.intake.forms.workbook.content import Content, Place
from services.intake.forms.workbook.worksheet import Sheet

NOTE, REASON, EVIDENCE = "报表说明", "更正理由", "更正依据"
_MONTH = re.compile(r"([0-9]{4})年([0-9]{1,2})月")
_UNIT_LABEL = "填报单位:"
_REMEDY = "请恢复，或重新下载表样，把数字填入新表"


class Foot(NamedTuple):
    """The cell of each text below the table, by its label, and what is wrong with how they are written."""

    cells: Mapping[str, Place]
    faults: list[CellFault]


def check_title(sheet: Sheet, form: Form, heads: Heads) -> tuple[str, str]:
    """The cells of the unit and of the month above the heads; what stands there is this form's.

    Raises:
        FormRefused: another unit, or another month: the sheet was copied from another form.
    """
    unit, month = UNIT_CELL, MONTH_CELL
    for place, content in _shown(sheet, range(1, heads.top)):
        words = plain(words_in(content))
        if words.startswith(_UNIT_LABEL):
            unit = place.address
            if f"({form.region})" not in words:
                here = f"{place.address} 写的是“{words[:40]}”，这里应为{form.region_name}（{form.region}）的报表"
                raise FormRefused("form-other-unit", "不是本单位的报表", here)
        elif (written := _MONTH.fullmatch(words)) is not None:
            month = place.address
            if (int(written[1]), int(written[2])) != (form.period.year, form.period.month):
                here = f"{place.address} 写的是“{words}”，这里应为{form.period.chinese}的报表"
                raise FormRefused("form-other-month", "不是这个月的报表", here)
    return unit, month


def find_foot(sheet: Sheet, heads: Heads, indicator_rows: frozenset[int]) -> Foot:
    """Where note, reason and evidence stand: right of their labels, in a row that is no indicator's.

    Raises:
        FormRefused: a label is missing or comes twice.
    """
    labels: dict[str, list[Place]] = {NOTE: [], REASON: [], EVIDENCE: []}
    for place, content in sheet.shown():
        label = without_remark(words_in(content))[0]
        if label in labels and place.row >= heads.first and place.row not in indicator_rows:
            labels[label].append(place)
    for label, places in labels.items():
        if len(places) != 1:
            raise _not_once(label, places)
    starts = {places[0] for places in labels.values()}
    cells: dict[str, Place] = {}
    faults: list[CellFault] = []
    for label, (start,) in labels.items():
        written = list(_right_of(sheet, start, starts))
        cells[label] = written[0] if written else _empty_beside(sheet, start, heads)
        for other in written[1:]:
            faults.append(at(other.address, "several-cells", f"“{label}”写在了几个格子里，请合写在一个格子里"))
    return Foot(cells, faults)


def whole_cells(title: tuple[str, str], foot: Foot) -> WholeCells:
    """The addresses of all of them."""
    note, reason, evidence = (foot.cells[label].address for label in (NOTE, REASON, EVIDENCE))
    return WholeCells(*title, note, reason, evidence)


def _shown(sheet: Sheet, rows: Container[int]) -> list[tuple[Place, Content]]:
    return [(place, content) for place, content in sheet.shown() if place.row in rows]


def _right_of(sheet: Sheet, label: Place, starts: set[Place]) -> Iterable[Place]:
    """The cells with something in them, from a label to the next one in its row."""
    for place, _ in _shown(sheet, [label.row]):
        if place in starts and place.column > label.column:
            return
        if place.column > label.column:
            yield place


def _empty_beside(sheet: Sheet, label: Place, heads: Heads) -> Place:
    """The cell that is to be filled in for a label."""
    area = sheet.area_of(label)
    beside = Place(label.row, (area.right if area is not None else label.column) + 1)
    usual = Place(label.row, heads.columns[UNIT])
    return usual if area is None and usual.column > label.column else beside


def _not_once(label: str, places: list[Place]) -> FormRefused:
    if not places:
        return FormRefused("form-label-missing", "表下的项目被改动", f"找不到“{label}”一行；{_REMEDY}")
    cells = "、".join(place.address for place in places[:5])
    return FormRefused("form-label-twice", "表下的项目被改动", f"“{label}”有{len(places)}处（{cells}）；{_REMEDY}")
