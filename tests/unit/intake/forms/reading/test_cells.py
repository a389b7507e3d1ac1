from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.forms.reading.cells import CellProblem, Content, number_in, text_in
from shared.quantities import UNITS

PERSONS = UNITS["人"]


def read(value: object, unit: str = "人", number_format: str = "General", formula: bool = False) -> object:
    return number_in(Content(value, formula, number_format), UNITS[unit])


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
def test_a_number_is_read_as_people_type_it(written: object, number: object) -> None:
    assert read(written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.2万", "unit-in-cell"),
        ("12万人", "unit-in-cell"),
        ("3千", "unit-in-cell"),
        ("—", "not-a-number"),
        ("无", "not-a-number"),
        ("1,23", "not-a-number"),
        ("约1200", "not-a-number"),
        ("1e5", "not-a-number"),
        ("NaN", "not-a-number"),
        (True, "not-a-number"),
        (datetime(2023, 3, 1), "not-a-number"),  # noqa: DTZ001
        ("#DIV/0!", "formula-error"),
        ("9" * 50, "too-large"),
    ],
)
def test_what_is_no_number_is_named(written: object, code: str) -> None:
    with pytest.raises(CellProblem) as told:
        read(written)
    assert told.value.code == code


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
    assert text_in(Content("　本年累计 ", False)) == "本年累计"
    assert text_in(Content(None, False)) == ""
