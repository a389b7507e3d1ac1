from __future__ import annotations

import pytest

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.workbook.book import open_book
from services.intake.forms.workbook.spans import MOST_RANGES
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import SHEET_PART, a_form, rewrite


def spans(catalogue: Catalogue, before: bytes, put: bytes) -> bool:
    """Whether the form with something put in before a part of its sheet spans too much."""
    raw = rewrite(draw_form(a_form(catalogue)), SHEET_PART, lambda sheet: sheet.replace(before, put + before, 1))
    return open_book(raw).spans_too_much


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "XFD1048576:A1", "A1:A1048576", "A:A", "1:1048576", "A", "?"])
def test_a_link_of_a_million_cells_spans_too_much(catalogue: Catalogue, reference: str) -> None:
    link = f'<hyperlinks><hyperlink ref="{reference}" location="A1"/></hyperlinks>'.encode()
    assert spans(catalogue, b"<pageMargins", link)


@pytest.mark.parametrize("reference", ["A1", "XFD1048576", "A1:J30", "A5:XFD5"])
def test_links_of_a_form_s_own_size_do_not(catalogue: Catalogue, reference: str) -> None:
    link = f'<hyperlinks><hyperlink ref="{reference}" location="A1"/></hyperlinks>'.encode()
    assert not spans(catalogue, b"<pageMargins", link)


def test_comments_and_tables_count_whatever_their_part_is_called(catalogue: Catalogue) -> None:
    raw = draw_form(a_form(catalogue))
    for part in ("xl/comments9.xml", "xl/said.dat"):
        for inside in ('<comments><comment ref="A1:J9999"/></comments>', '<table ref="A1:J9999"/>'):
            assert open_book(rewrite(raw, part, lambda _, text=inside: text.encode())).spans_too_much  # type: ignore[misc]


def test_formats_of_very_many_ranges_span_too_much(catalogue: Catalogue) -> None:
    ranges = " ".join(f"A{row}" for row in range(1, MOST_RANGES + 2))
    assert spans(catalogue, b"<dataValidations", f'<conditionalFormatting sqref="{ranges}"/>'.encode())
    assert not spans(catalogue, b"<dataValidations", b'<conditionalFormatting sqref="A1:XFD1048576 A5"/>')
