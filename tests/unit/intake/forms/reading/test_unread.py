from __future__ import annotations

from decimal import Decimal

import pytest

from services.intake.forms.reading.unread import is_number
from services.intake.forms.workbook.content import Content, DateValue, ErrorValue


@pytest.mark.parametrize(
    "content",
    [
        Content(5),
        Content(Decimal("0.5"), number_format="0%"),
        Content("1790"),
        Content("１，７９０"),
        Content("1 790"),
        Content("\u202d1790\u202c"),
        Content("1790①"),
        Content("1790人"),
        Content("1.79万"),
        Content("-5%"),
        Content(12, formula=True),
    ],
)
def test_what_was_meant_as_a_number_is_one(content: Content) -> None:
    assert is_number(content)


@pytest.mark.parametrize(
    "content",
    [
        Content(None),
        Content(""),
        Content(True),
        Content(ErrorValue("#N/A")),
        Content(DateValue("2023-03-31")),
        Content(45_000, number_format="yyyy/m/d"),
        Content("注：①为初步数"),
        Content("2023年3月"),
        Content("2023年"),
        Content("3月31日"),
        Content("渝人社〔2023〕1号"),
        Content("联系电话：023-12345678"),
        Content("见附表 1"),
        Content("—"),
    ],
)
def test_words_dates_and_errors_are_none(content: Content) -> None:
    assert not is_number(content)
