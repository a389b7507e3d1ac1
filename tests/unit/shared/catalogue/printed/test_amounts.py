"""A printed number in the unit of its row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.printed import read_printed
from shared.catalogue.printed.amounts import amount_in, converted
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("300万人", "万人", "300"),
        ("300万人", "人", "3000000"),
        ("3000人", "万人", "0.3"),
        ("1.2亿", "万人", "12000"),
        ("1.2亿人", "万人", "12000"),
        ("10万亿元", "亿元", "100000"),
        ("300万", "万人", "300"),
        ("1000名", "人", "1000"),
        ("5.5%", "%", "5.5"),
        ("2个百分点", "%", "2"),
        ("11.7年", "年", "11.7"),
    ],
)
def test_a_number_is_written_in_the_unit_of_its_row(text: str, unit: str, amount: str) -> None:
    assert amount_in(read_printed(text), unit_of(unit), UNITS_OF_MEASURE) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("300元", "万人"), ("3百万", "人"), ("5.5%", "万人"), ("300万", "%"), ("3辆", "人"), ("万", "人")],
)
def test_a_number_of_something_else_is_none(text: str, unit: str) -> None:
    assert amount_in(read_printed(text), unit_of(unit), UNITS_OF_MEASURE) is None


@given(st.decimals(0, 10**9, places=4), st.sampled_from(["人", "万人", "亿人", "名"]))
def test_there_and_back_is_the_same_number(number: Decimal, written: str) -> None:
    scale = {"亿人": 10**8, "万人": 10**4}.get(written, 1)
    found = converted(number, written, unit_of("万人"), UNITS_OF_MEASURE)
    assert found is not None and found * 10_000 == number * scale
