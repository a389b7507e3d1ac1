from __future__ import annotations

from decimal import Decimal

import pytest

from services.intake.forms.reading.read import read_form
from services.intake.forms.reading.unread import MOST_UNREAD, is_number
from services.intake.forms.workbook.content import Content, DateValue, ErrorValue
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import a_form, fill


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


def test_of_a_sheet_full_of_other_numbers_the_first_are_named_and_that_there_are_more(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    raw = fill(form, {f"L{row}": 7.5 for row in range(1, 2 * MOST_UNREAD)})
    faults = [each for each in read_form(raw, form).faults if each.code == "unread-number"]
    assert len(faults) == MOST_UNREAD + 1 and all(each.cell for each in faults[:-1])
    assert (faults[-1].cell, str(MOST_UNREAD) in faults[-1].message) == ("", True)
