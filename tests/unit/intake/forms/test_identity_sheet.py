"""Which form a file is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import Workbook

from services.intake.forms.faults import FormRefused
from services.intake.forms.identity_sheet import SHEET, check_marker, filled_with, form_identity, write_marker
from services.intake.forms.layout import Form
from services.intake.forms.workbook.book import Book, open_book
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.intake.forms.support import MARCH, UNIT, a_form, saved


def _read(book: Workbook) -> Book:
    return open_book(saved(book))


def _book(form: Form) -> Book:
    book = Workbook()
    write_marker(book, form)
    return _read(book)


@pytest.mark.parametrize("simulated", [True, False])
def test_a_form_knows_itself_and_whether_it_was_issued_as_a_simulated_one(
    catalogue: Catalogue, simulated: bool
) -> None:
    form = replace(a_form(catalogue), simulated=simulated)
    assert check_marker(_book(form), form) is simulated
    assert form_identity(_book(form)) == (UNIT, str(MARCH))


def test_another_units_another_months_and_an_outdated_form_are_refused_by_name(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    others = {
        "form-other-unit": a_form(catalogue, "500102"),
        "form-other-month": a_form(catalogue, period=Month(2023, 2)),
        "form-outdated": replace(form, rows=form.rows[:-1]),
    }
    for code, other in others.items():
        with pytest.raises(FormRefused) as caught:
            check_marker(_book(other), form)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("said", "read"), [("0", 0), ("12", 12), ("", None), ("-1", None), ("９", None), ("9" * 5000, None)]
)
def test_a_revision_that_no_form_was_issued_with_is_none(catalogue: Catalogue, said: str, read: int | None) -> None:
    book = Workbook()
    write_marker(book, a_form(catalogue))
    (cell,) = (row[1] for row in book[SHEET].iter_rows() if row[0].value == "revision")
    cell.value = said
    assert filled_with(_read(book)) == read


def test_a_workbook_without_the_marker_is_none_of_this_system(catalogue: Catalogue) -> None:
    strange = Workbook()
    strange.create_sheet(SHEET).append(("form", "another"))
    for book in (Workbook(), strange):
        with pytest.raises(FormRefused) as caught:
            form_identity(_read(book))
        assert caught.value.code == "form-unknown"
