from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.forms.reading.cells import CellProblem, number_in, text_in
from services.intake.forms.workbook.content import Content, DateValue, ErrorValue, fifteen_digits
from services.intake.forms.workbook.styles import FontMark
from tests.unit.units_of_measure import UNITS

Written = int | float | str | bool | ErrorValue | DateValue | None


def content(value: Written, number_format: str = "General", formula: bool = False) -> Content:
    """A cell as the sheet's reader makes it of what is written there."""
    return Content(fifteen_digits(value) if isinstance(value, float) else value, formula, number_format)


def read(value: Written, unit: str = "人", number_format: str = "General", formula: bool = False) -> object:
    return number_in(content(value, number_format, formula), UNITS[unit])


def refused(value: Written, unit: str = "人", number_format: str = "General") -> str:
    with pytest.raises(CellProblem) as told:
        read(value, unit, number_format)
    assert str(told.value)
    return told.value.code


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (1234, 1234),
        (1234.0, 1234),
        ("1234", 1234),
        ("１，２３４", 1234),
        (" 1,234 ", 1234),
        ("1\u00a0234", 1234),
        ("1 234", 1234),
        ("1234人", 1234),
        ("1,234.5", Decimal("1234.5")),
        ("　", None),
        ("", None),
        (None, None),
        ("0", 0),
        ("-3", -3),
    ],
)
def test_a_number_is_read_as_people_type_it(written: Written, number: object) -> None:
    assert read(written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.2万", "other-unit"),
        ("12万人", "other-unit"),
        ("3千", "other-unit"),
        ("5.4%", "other-unit"),
        ("—", "nothing-written"),
        ("无", "nothing-written"),
        ("1,23", "misplaced-comma"),
        ("1 23", "blank-inside"),
        ("12\n34", "line-break-inside"),
        ("1790①", "note-mark"),
        ("1790¹", "note-mark"),
        ("1790*", "note-mark"),
        ("1_790", "underscore"),
        ("١٧٩٠", "other-digits"),
        ("17\u200b90", "invisible-inside"),
        ("约1200", "not-a-number"),
        ("1e5", "exponent"),
        ("NaN", "not-a-number"),
        (True, "not-a-number"),
        (DateValue("2023-03-01"), "not-a-number"),
        (ErrorValue("#DIV/0!"), "formula-error"),
        ("9" * 50, "too-large"),
    ],
)
def test_what_is_no_number_is_named(written: Written, code: str) -> None:
    assert refused(written) == code


@pytest.mark.parametrize("mark", list(FontMark))
def test_raised_and_struck_out_cells_are_no_plain_numbers_and_no_plain_words(mark: FontMark) -> None:
    for value in (1790, "1790"):
        marked = Content(value, marks=frozenset({mark}))
        for reading in (lambda cell: number_in(cell, UNITS["人"]), text_in):
            with pytest.raises(CellProblem) as told:
                reading(marked)
            assert told.value.code == {FontMark.RAISED: "raised-text", FontMark.STRUCK: "struck-out"}[mark]
    assert number_in(Content(None, marks=frozenset({mark})), UNITS["人"]) is None


@pytest.mark.parametrize(
    ("number", "unit", "number_format", "shown"),
    [
        (0.9, "%", '0.0"%"', Decimal("0.9")),
        (0.9, "%", "0.0\\%", Decimal("0.9")),
        (0.009, "%", "0.0%", Decimal("0.9")),
        (0.009, "%", '0.0%;[Red]-0.0"%"', Decimal("0.9")),
        (1790, "人", '#,##0"人"', 1790),
        (1790, "人", "#,##0 人", 1790),
        (1.79, "万元", '0.00"万"', Decimal("1.79")),
        (1790, "人", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', 1790),
        (0, "人", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', 0),
        (1790, "人", "0.00E+00", 1790),
        (1790, "人", "[DBNum1][$-804]General", 1790),
        (1790, "人", '"约"0', 1790),
        (5, "人", "[<10]0;[>=10]0.0,", 5),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(number: float, unit: str, number_format: str, shown: object) -> None:
    assert read(number, unit, number_format) == shown


@pytest.mark.parametrize(
    ("number", "unit", "number_format", "code"),
    [
        (0.9, "人", '0.0"%"', "other-unit"),
        (0.9, "人", "0%", "other-unit"),
        (2, "人", '0"万"', "other-unit"),
        (2, "人", "0万人", "other-unit"),
        (2, "人", '0"（万人）"', "other-unit"),
        (17900, "人", '0!.0,"万"', "number-format"),
        (17900, "人", "#,##0,", "number-format"),
        (50, "人", "[<10]0;[>=10]0.0,", "number-format"),
        (179, "人", '0"0"', "number-format"),
        (179, "人", '"-"0', "number-format"),
        (179, "人", "*5#", "number-format"),
        (179, "人", ";;;", "number-format"),
        (0, "人", "0;-0;;@", "number-format"),
        (45_000, "人", "yyyy/m/d", "not-a-number"),
        (45_000, "人", '[$-804]yyyy"年"m"月"', "not-a-number"),
        (0.5, "人", "[h]:mm", "not-a-number"),
        ("2", "人", '@"万"', "other-unit"),
    ],
)
def test_a_format_that_shows_something_else_is_refused(
    number: Written, unit: str, number_format: str, code: str
) -> None:
    assert refused(number, unit, number_format) == code


def test_a_formula_without_a_result_is_named_and_one_with_a_result_is_its_result() -> None:
    with pytest.raises(CellProblem, match="没有计算结果"):
        read(None, formula=True)
    assert read(62_400.0, formula=True) == 62_400


def test_a_percentage_is_read_in_a_row_of_per_cent_and_refused_in_any_other() -> None:
    assert read(0.054, "%", "0.00%") == Decimal("5.4")
    assert read("5.4%", "%") == Decimal("5.4")
    with pytest.raises(CellProblem, match="百分数"):
        read(0.054, "人", "0.00%")


@given(st.integers(0, 10**15 - 1), st.integers(0, 4))
def test_what_a_spreadsheet_shows_is_what_is_read(digits: int, places: int) -> None:
    typed = Decimal(digits).scaleb(-places)
    assert read(float(typed)) == typed


def test_words_are_read_without_the_spaces_around_them() -> None:
    assert text_in(Content("　本年累计 ")) == "本年累计"
    assert text_in(Content(None)) == text_in(Content("", formula=True)) == ""
    assert text_in(Content(12)) == "12" and text_in(content(0.054, "0.0%")) == "5.4%"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (Content("初步\x0b统计"), "control-character"),
        (Content("\ud83d"), "control-character"),
        (Content(45_000, number_format="yyyy-mm-dd"), "not-a-number"),
        (Content(ErrorValue("#N/A")), "formula-error"),
        (Content(None, formula=True), "formula-without-result"),
    ],
)
def test_words_that_cannot_be_kept_are_named(content: Content, code: str) -> None:
    with pytest.raises(CellProblem) as told:
        text_in(content)
    assert told.value.code == code
