"""What clerks and their programs do to a form, and the right answer to each: the figures, or the fault by its cell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.faults import FormRefused
from services.intake.forms.layout import Form
from services.intake.forms.reading.read import Filled, read_form
from shared.catalogue import Catalogue, load_catalogue
from tests.unit.intake.forms.support import (
    SHEET_PART,
    a_form,
    change,
    fill,
    reshaped,
    rewrite,
    row_of,
    saved,
    swapped,
    with_cell,
)

FORM = a_form(load_catalogue())
FLOW, STOCK, RATIO = (
    row_of(FORM, each) for each in ("urban_new_employment", "work_injury_insurance_insured", "mediation_success_rate")
)
FILLED = {f"E{FLOW}": 1790, f"J{FLOW}": "集中招工", f"F{RATIO}": 97, f"G{RATIO}": 120, FORM.note_cell: "初步数"}
AS_FILLED = {"urban_new_employment": 1790, "mediation_success_rate": (97, 120)}
LAST = FORM.last_row


@cache
def filled() -> bytes:
    return fill(FORM, FILLED)


def two_sheets(raw: bytes) -> bytes:
    """A workbook with the form's sheet twice, under other names."""
    book = load_workbook(io.BytesIO(raw))
    book["月报表"].title = "甲"
    book.copy_worksheet(book["甲"]).title = "乙"
    return saved(book)


def figures(read: Filled) -> dict[str, object]:
    """The figures of a form by indicator."""
    return {
        line.indicator: line.value if line.numerator is None else (line.numerator, line.denominator)
        for line in read.submission.lines
    }


class Kept(NamedTuple):
    """Something that is done to a filled-in form and changes nothing of what it says."""

    what: str
    do: Callable[[bytes], bytes]


KEPT = [
    Kept("as it was issued", lambda raw: raw),
    Kept("a column before the explanations", partial(reshaped, columns={10: 1})),
    Kept("a column before the comparison", partial(reshaped, columns={8: 1})),
    Kept("a column among the figures", partial(reshaped, columns={6: 1})),
    Kept("columns before everything", partial(reshaped, columns={1: 3})),
    Kept("so many columns that letters double", partial(reshaped, columns={5: 25})),
    Kept("rows above the title", partial(reshaped, rows={1: 2})),
    Kept("a row above the heads", partial(reshaped, rows={5: 1})),
    Kept("a row between the heads", partial(reshaped, rows={6: 1})),
    Kept("a row below the heads", partial(reshaped, rows={7: 1})),
    Kept("a row inside the table", partial(reshaped, rows={10: 1})),
    Kept("rows below the table", partial(reshaped, rows={LAST + 1: 3})),
    Kept("rows and columns", partial(reshaped, rows={2: 1, 12: 2}, columns={3: 1, 9: 2})),
    Kept("two rows in each other's place", partial(swapped, rows=(FLOW, STOCK))),
    Kept("two columns in each other's place", partial(swapped, columns=(6, 7))),
    Kept("a comparison and a figure in each other's place", partial(swapped, columns=(8, 9))),
    Kept(
        "words in a row of their own",
        lambda raw: change(reshaped(raw, rows={LAST + 1: 1}), {f"A{LAST + 1}": "注：初步"}),
    ),
    Kept(
        "words in a column of their own",
        lambda raw: change(reshaped(raw, columns={8: 1}), {"H6": "备注", "H7": "已核"}),
    ),
    Kept(
        "the sheet under another name",
        lambda raw: rewrite(
            raw,
            "xl/workbook.xml",
            lambda text: text.replace('name="月报表"'.encode(), 'name="三月"'.encode()).replace(
                "'月报表'".encode(), "'三月'".encode()
            ),
        ),
    ),
    Kept(
        "heads with other blanks and widths", lambda raw: change(raw, {"B5": "指 标 ", "E6": "本月数\n", "J5": "说明"})
    ),
    Kept(
        "labels with a colon, without their remarks",
        lambda raw: change(raw, {f"A{LAST + 2}": "报表说明：", f"A{LAST + 3}": "更正理由"}),
    ),
    Kept("the row's own unit in the head", lambda raw: change(raw, {"F6": "分子（件）"})),
    Kept("the row's own unit behind its name", lambda raw: change(raw, {f"B{FLOW}": "城镇新增就业人数（人）"})),
    Kept("no running numbers", lambda raw: change(raw, {f"A{row}": None for row in range(7, LAST + 1)})),
    Kept(
        "an empty row that nobody sees",
        lambda raw: rewrite(raw, SHEET_PART, lambda text: text.replace(b'<row r="8"', b'<row r="8" hidden="1"')),
    ),
]


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.what)
def test_what_moves_nothing_but_places_changes_nothing(kept: Kept) -> None:
    read = read_form(kept.do(filled()), FORM)
    assert read.faults == []
    assert figures(read) == AS_FILLED
    assert read.submission.note == "初步数" and read.submission.correction is None
    assert [line.note for line in read.submission.lines] == ["集中招工", None]


class Faulty(NamedTuple):
    """Something that is done to a filled-in form, and the faults that it gives by their cells."""

    what: str
    do: Callable[[bytes], bytes]
    faults: dict[str, str]


def runs(*texts: tuple[str, str]) -> str:
    """An inline string of runs: the properties of each, and its text."""
    inside = "".join(f"<r>{f'<rPr>{font}</rPr>' if font else ''}<t>{text}</t></r>" for font, text in texts)
    return f"<is>{inside}</is>"


RAISED, LOWERED = '<vertAlign val="superscript"/>', '<vertAlign val="subscript"/>'
STRUCK = "<strike/>"
INLINE = ' t="inlineStr"'
E7 = f"E{FLOW}"

FAULTY = [
    Faulty(
        "a raised run", lambda raw: with_cell(raw, E7, runs(("", "1790"), (RAISED, "3")), INLINE), {E7: "raised-text"}
    ),
    Faulty(
        "a lowered run", lambda raw: with_cell(raw, E7, runs(("", "1790"), (LOWERED, "3")), INLINE), {E7: "raised-text"}
    ),
    Faulty(
        "a struck-out run",
        lambda raw: with_cell(raw, E7, runs((STRUCK, "18"), ("<b/>", "1790")), INLINE),
        {E7: "struck-out"},
    ),
    Faulty(
        "a struck-out explanation",
        lambda raw: with_cell(raw, f"J{FLOW}", runs((STRUCK, "集中"), ("", "招工")), INLINE),
        {f"J{FLOW}": "struck-out"},
    ),
    Faulty(
        "a struck-out note",
        lambda raw: with_cell(raw, FORM.note_cell, runs((STRUCK, "初步")), INLINE),
        {FORM.note_cell: "struck-out"},
    ),
    Faulty(
        "a raised mark at a name",
        lambda raw: with_cell(raw, f"B{FLOW}", runs(("", "城镇新增就业"), (RAISED, "人数")), INLINE),
        {f"B{FLOW}": "raised-text"},
    ),
    Faulty("a mark of a note", lambda raw: change(raw, {E7: "1790②"}), {E7: "note-mark"}),
    Faulty(
        "a vertical tab",
        lambda raw: with_cell(raw, f"J{FLOW}", "<is><t>集中_x000B_招工</t></is>", INLINE),
        {f"J{FLOW}": "control-character"},
    ),
    Faulty(
        "a vertical tab in a figure",
        lambda raw: with_cell(raw, E7, "<is><t>17_x000B_90</t></is>", INLINE),
        {E7: "control-character"},
    ),
    Faulty("an error", lambda raw: with_cell(raw, E7, "<f>1/0</f><v>#DIV/0!</v>", ' t="e"'), {E7: "formula-error"}),
    Faulty("a formula without a result", lambda raw: with_cell(raw, E7, "<f>1+1</f>"), {E7: "formula-without-result"}),
    Faulty("a date kept as one", lambda raw: with_cell(raw, E7, "<v>2023-03-01</v>", ' t="d"'), {E7: "not-a-number"}),
    Faulty("true", lambda raw: with_cell(raw, E7, "<v>1</v>", ' t="b"'), {E7: "not-a-number"}),
    Faulty("another unit in its cell", lambda raw: change(raw, {f"C{FLOW}": "万人"}), {f"C{FLOW}": "wrong-unit"}),
    Faulty("no unit in its cell", lambda raw: change(raw, {f"C{FLOW}": None}), {f"C{FLOW}": "wrong-unit"}),
    Faulty("another unit in the head", lambda raw: change(raw, {"E6": "本月数（万人）"}), {E7: "other-unit"}),
    Faulty("another unit in the figure", lambda raw: change(raw, {E7: "0.179万人"}), {E7: "other-unit"}),
    Faulty("a figure in a closed cell", lambda raw: change(raw, {f"F{FLOW}": 1790}), {f"F{FLOW}": "unread-number"}),
    Faulty(
        "a figure instead of a rate", lambda raw: change(raw, {f"E{RATIO}": 0.8083}), {f"E{RATIO}": "unread-number"}
    ),
    Faulty("a figure right of the table", lambda raw: change(raw, {"L9": "1,790"}), {"L9": "unread-number"}),
    Faulty(
        "a figure below the table",
        lambda raw: change(raw, {f"C{FORM.end_row + 2}": "1790人"}),
        {f"C{FORM.end_row + 2}": "unread-number"},
    ),
    Faulty("a figure above the table", lambda raw: change(raw, {"B4": 3}), {"B4": "unread-number"}),
    Faulty(
        "figures in a column of their own",
        lambda raw: change(reshaped(raw, columns={8: 1}), {"H6": "环比", "H7": 5.2}),
        {"H7": "unread-number"},
    ),
    Faulty(
        "figures in a row of their own",
        lambda raw: change(reshaped(raw, rows={9: 1}), {"B9": "其他", "E9": 12}),
        {"E9": "unread-number"},
    ),
    Faulty("a figure for a running number", lambda raw: change(raw, {"A7": 1790}), {"A7": "unread-number"}),
    Faulty("a row renamed", lambda raw: change(raw, {f"B{STOCK}": "工伤保险"}), {f"B{STOCK}": "row-missing"}),
    Faulty(
        "another unit behind a name",
        lambda raw: change(raw, {f"B{STOCK}": "工伤保险参保人数（万人）"}),
        {f"B{STOCK}": "row-missing"},
    ),
    Faulty("a row taken out", lambda raw: reshaped(raw, rows={STOCK: -1}), {"": "row-missing"}),
    Faulty(
        "a row twice",
        lambda raw: change(reshaped(raw, rows={LAST + 1: 1}), {f"B{LAST + 1}": "城镇新增就业人数"}),
        {f"B{LAST + 1}": "row-twice"},
    ),
    Faulty(
        "a note in two cells",
        lambda raw: change(reshaped(raw, columns={3: 1}), {f"C{LAST + 2}": "另有说明"}),
        {f"D{LAST + 2}": "several-cells"},
    ),
    Faulty(
        "a figure in a hidden row",
        lambda raw: rewrite(raw, SHEET_PART, lambda text: text.replace(b'<row r="7"', b'<row r="7" hidden="1"')),
        {E7: "hidden-cell", f"J{FLOW}": "hidden-cell", f"D{FLOW}": "hidden-cell"},
    ),
    Faulty(
        "an explanation in a hidden column",
        lambda raw: rewrite(
            raw, SHEET_PART, lambda text: text.replace(b'<col width="30"', b'<col hidden="1" width="30"')
        ),
        {f"J{FLOW}": "hidden-cell"},
    ),
]


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.what)
def test_what_says_something_else_is_a_fault_of_its_cell(faulty: Faulty) -> None:
    read = read_form(faulty.do(filled()), FORM)
    assert {fault.cell: fault.code for fault in read.faults if fault.code != "missing-value"} == faulty.faults
    assert all(fault.message.startswith(fault.cell) for fault in read.faults)


class Refused(NamedTuple):
    """Something after which the sheet cannot be read as the form at all; its code, and a word of what is said."""

    what: str
    do: Callable[[bytes], bytes]
    code: str
    said: str


REFUSED = [
    Refused(
        "a hidden sheet",
        lambda raw: rewrite(
            raw,
            "xl/workbook.xml",
            lambda text: text.replace(b'sheetId="1" state="visible"', b'sheetId="1" state="hidden"'),
        ),
        "form-sheet-hidden",
        "隐藏",
    ),
    Refused("two sheets of the same heads and none of the form's own name", two_sheets, "form-unknown", "“甲”、“乙”"),
    Refused("a head taken out", partial(reshaped, columns={10: -1}), "form-head-missing", "“说明”"),
    Refused("the running numbers taken out", partial(reshaped, columns={1: -1}), "form-head-missing", "“序号”"),
    Refused("a head renamed", lambda raw: change(raw, {"E6": "本季数"}), "form-head-missing", "“本月数”"),
    Refused(
        "a head with a remark", lambda raw: change(raw, {"E6": "本月数（累计）"}), "form-head-missing", "E6 写的是"
    ),
    Refused(
        "a head twice", lambda raw: change(reshaped(raw, columns={6: 1}), {"F6": "本月数"}), "form-head-twice", "E6、F6"
    ),
    Refused("another upper head", lambda raw: change(raw, {"E5": "上年数"}), "form-head-changed", "E5 写的是"),
    Refused("the name's head renamed", lambda raw: change(raw, {"B5": "项目"}), "form-head-missing", "“指标”"),
    Refused(
        "no heads at all",
        lambda raw: change(raw, {f"{c}{r}": None for c in "ABCDEHJ" for r in (5,)} | {f"{c}6": None for c in "EFGHI"}),
        "form-head-missing",
        "“序号”",
    ),
    Refused("no note", partial(reshaped, rows={LAST + 2: -1}), "form-label-missing", "报表说明"),
    Refused("two reasons", lambda raw: change(raw, {f"A{LAST + 5}": "更正理由"}), "form-label-twice", "更正理由"),
    Refused(
        "another unit's title", lambda raw: change(raw, {"A3": "填报单位：涪陵区（500102）"}), "form-other-unit", "A3"
    ),
    Refused("another month's title", lambda raw: change(raw, {"E3": "2023年2月"}), "form-other-month", "E3"),
]


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.what)
def test_a_sheet_whose_heads_are_not_there_is_refused_by_their_names(refused: Refused) -> None:
    with pytest.raises(FormRefused) as told:
        read_form(refused.do(filled()), FORM)
    assert told.value.code == refused.code and refused.said in told.value.detail


def test_an_empty_result_is_an_empty_cell() -> None:
    for inside, attributes in (
        ("<f>A1</f><v></v>", ' t="str"'),
        ("<f>A1</f>", ' t="str"'),
        ("<is><t></t></is>", INLINE),
    ):
        read = read_form(with_cell(fill(FORM, {f"E{STOCK}": 5}), E7, inside, attributes), FORM)
        assert read.faults == [] and figures(read) == {"work_injury_insurance_insured": 5}


@pytest.mark.parametrize(
    ("font", "code"), [(b"<strike/>", "struck-out"), (b'<vertAlign val="superscript"/>', "raised-text")]
)
def test_a_cell_struck_out_or_raised_as_a_whole_is_refused_and_an_empty_one_is_not(font: bytes, code: str) -> None:
    raw = rewrite(filled(), "xl/styles.xml", lambda text: re.sub(rb'(<sz val="11" ?/>)', font + rb"\1", text))
    codes = {fault.cell: fault.code for fault in read_form(raw, FORM).faults}
    assert codes[E7] == codes[f"F{RATIO}"] == code and f"E{STOCK}" not in codes


def test_a_nought_that_the_sheet_does_not_show_is_a_fault() -> None:
    raw = fill(FORM, {E7: 0, f"E{STOCK}": 5})
    assert read_form(raw, FORM).faults == []
    hiding = rewrite(raw, SHEET_PART, lambda text: text.replace(b"<sheetView ", b'<sheetView showZeros="0" '))
    assert {fault.cell: fault.code for fault in read_form(hiding, FORM).faults} == {E7: "number-format"}


def test_a_form_issued_and_read_back_says_nothing(catalogue: Catalogue) -> None:
    for unit in ("500101", "500107", "510000", "500000"):
        form = a_form(catalogue, unit)
        read = read_form(draw_form(form), form)
        assert read.faults == [] and read.submission.lines == []


def test_faults_of_a_moved_form_stand_where_its_cells_are() -> None:
    read = read_form(reshaped(filled(), rows={7: 1}, columns={5: 1}), FORM)
    assert read.rows[0].cell("E") == f"F{FLOW + 1}"
    assert read.form.note_cell == f"C{LAST + 3}"
    moved: Form = read.form
    part = next(row for row in moved.rows if row.whole_row is not None)
    assert part.whole_cell == f"F{part.row - 1}"
