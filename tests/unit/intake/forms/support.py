"""What the tests of forms share: a form, filled in as people do, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import load_workbook

from services.intake.forms.arranging import NOTHING_EARLIER, form_of
from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.layout import Comparison, Form
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month

GOLDEN = Path(__file__).parents[3] / "golden" / "forms"
UNIT = "500101"
MARCH = Month(2023, 3)


def a_form(
    catalogue: Catalogue, region: str = UNIT, period: Month = MARCH, earlier: Comparison = NOTHING_EARLIER
) -> Form:
    """The form of a unit that reports."""
    form = form_of(Rulebook(catalogue), region, period, earlier)
    assert form is not None
    return form


def row_of(form: Form, indicator: str) -> int:
    """The row in which an indicator stands."""
    return next(row.row for row in form.rows if row.rule.id == indicator)


def fill(form: Form, cells: Mapping[str, object]) -> bytes:
    """The form with these cells filled in."""
    return change(draw_form(form), cells)


def change(raw: bytes, cells: Mapping[str, object]) -> bytes:
    """A workbook with these cells changed."""
    book = load_workbook(io.BytesIO(raw))
    for address, value in cells.items():
        book["月报表"][address].value = value
    return saved(book)


def saved(book: object) -> bytes:
    """A workbook's bytes."""
    written = io.BytesIO()
    book.save(written)  # type: ignore[attr-defined]
    return written.getvalue()


def rewrite(raw: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """An archive with one part edited (or added, when there is none of that name)."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, edit(content) if name == part else content)
        if part not in source.namelist():
            target.writestr(part, edit(b""))
    return result.getvalue()
