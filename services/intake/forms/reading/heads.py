"""Where the columns of the sheet are: found by their heads, whatever was put in, taken out or moved. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from services.intake.forms.faults import FormRefused
from services.intake.forms.layout import (
    BASIS,
    BEFORE,
    DENOMINATOR,
    EXPLANATION,
    NAME,
    NUMBER,
    NUMERATOR,
    UNIT,
    VALUE,
    YEAR_AGO,
    Form,
)
from services.intake.forms.reading.cells import words_in
from services.intake.forms.reading.labels import plain, unit_named, without_remark
from services.intake.forms.reading.names import IndicatorNames
from services.intake.forms.workbook.content import Place
from services.intake.forms.workbook.worksheet import Sheet

HEADS: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("序号",),
    NAME: ("指标",),
    UNIT: ("计量单位",),
    BASIS: ("口径",),
    VALUE: ("本月数",),
    NUMERATOR: ("分子",),
    DENOMINATOR: ("分母",),
    BEFORE: ("上月", "上期"),
    YEAR_AGO: ("上年同月",),
    EXPLANATION: ("说明",),
}
"""What each column is headed by."""

_ABOVE = {VALUE: "本期数", NUMERATOR: "本期数", DENOMINATOR: "本期数", BEFORE: "比较", YEAR_AGO: "比较"}
"""The upper head of those that share one."""

_DATED = (BEFORE, YEAR_AGO)
"""Their heads say in brackets which month it is."""

_ENOUGH = 3
"""Heads in one row that make it the row of the heads."""

_REMEDY = "请恢复表头，或重新下载表样，把数字填入新表"


class Heads(NamedTuple):
    """Where the heads are: the column of each, by number; from ``top`` to above ``first``, the first indicator's
    row; and the unit that was written into a head, by column."""

    columns: Mapping[str, int]
    top: int
    first: int
    units: Mapping[str, str]


class _ColumnHead(NamedTuple):
    column: str
    place: Place
    unit: str


def find_heads(sheet: Sheet, form: Form) -> Heads:
    """The heads of a sheet that ``form`` was issued as.

    Raises:
        FormRefused: one is missing, comes twice, or stands below another upper head; and which.
    """
    top = head_row(sheet)
    if top is None:
        raise _missing("、".join(f"“{words[0]}”" for words in HEADS.values()), "")
    name = [place for place, words in _texts(sheet, top, top + 1) if plain(words) == "指标"]
    if not name:
        raise _missing("“指标”", _nearly(sheet, top, top + 2, "指标"))
    first = IndicatorNames(form).first_row(sheet, name[0].column, top) or top + 2
    found = list(_heads(sheet, top, first))
    for column, words in HEADS.items():
        places = [head.place for head in found if head.column == column]
        if not places:
            raise _missing(f"“{words[0]}”", _nearly(sheet, top, first, words[0]))
        if len(places) > 1:
            raise _twice(words[0], places)
    for head in found:
        _check_above(sheet, head, top)
    units = {head.column: head.unit for head in found if head.unit}
    return Heads({head.column: head.place.column for head in found}, top, first, units)


def head_row(sheet: Sheet) -> int | None:
    """The first row that holds several heads; None where there is none."""
    wanted = {each for words in HEADS.values() for each in words}
    rows: dict[int, set[str]] = {}
    for place, content in sheet.shown():
        if (label := without_remark(words_in(content))[0]) in wanted:
            rows.setdefault(place.row, set()).add(label)
    return next((row for row, labels in sorted(rows.items()) if len(labels) >= _ENOUGH), None)


def _texts(sheet: Sheet, top: int, below: int) -> Iterator[tuple[Place, str]]:
    """The texts of the rows from ``top`` to above ``below``."""
    for place, content in sheet.shown():
        if top <= place.row < below and words_in(content):
            yield place, words_in(content)


def _heads(sheet: Sheet, top: int, first: int) -> Iterator[_ColumnHead]:
    for place, words in _texts(sheet, top, first):
        label, remark = without_remark(words)
        for column, accepted in HEADS.items():
            if label not in accepted:
                continue
            unit = unit_named(remark) if remark and column in (VALUE, NUMERATOR, DENOMINATOR) else ""
            if not remark or unit or column in _DATED:
                yield _ColumnHead(column, place, unit)


def _check_above(sheet: Sheet, head: _ColumnHead, top: int) -> None:
    """The head over a head, where there is one, is the one that it is issued below."""
    expected = _ABOVE.get(head.column)
    if expected is None or head.place.row == top:
        return
    over = Place(head.place.row - 1, head.place.column)
    area = sheet.area_of(over)
    place = Place(area.top, area.left) if area is not None else over
    written = plain(words_in(sheet.at(place)))
    if written and written != expected:
        raise FormRefused(
            "form-head-changed",
            "表头被改动",
            f"列标题“{HEADS[head.column][0]}”（{head.place.address}）上面应为“{expected}”，"
            f"而 {place.address} 写的是“{written[:20]}”；{_REMEDY}",
        )


def _nearly(sheet: Sheet, top: int, below: int, wanted: str) -> str:
    """The cell that may have been meant."""
    for place, content in sorted(sheet.cells.items()):
        if top <= place.row < below and sheet.covered(place) and without_remark(words_in(content))[0] == wanted:
            return f"（{place.address} 被合并的单元格盖住）"
    for place, words in _texts(sheet, top, below):
        if wanted in plain(words):
            return f"（{place.address} 写的是“{plain(words)[:20]}”）"
    return ""


def _missing(labels: str, nearly: str) -> FormRefused:
    return FormRefused("form-head-missing", "表头被改动", f"找不到列标题{labels}{nearly}；{_REMEDY}")


def _twice(label: str, places: Sequence[Place]) -> FormRefused:
    cells = "、".join(place.address for place in places[:5])
    return FormRefused(
        "form-head-twice", "表头被改动", f"列标题“{label}”有{len(places)}个（{cells}），不能确定读哪一列；{_REMEDY}"
    )
