"""Which indicator a row is of, by the name that stands in it. Pure."""

from __future__ import annotations

from services.intake.forms.layout import Form, FormRow
from services.intake.forms.reading.cells import words_in
from services.intake.forms.reading.labels import plain, unit_named, without_remark
from services.intake.forms.workbook.content import Place
from services.intake.forms.workbook.worksheet import Sheet

_PART = "其中:"


class IndicatorNames:
    """The names of a form's rows; a name must be the whole one, since many begin or end alike."""

    def __init__(self, form: Form) -> None:
        self._rows: dict[str, FormRow] = {}
        for row in form.rows:
            for name in (row.printed_name, row.name, row.rule.name):
                self._rows[plain(name).removeprefix(_PART)] = row

    def row_of(self, words: str) -> FormRow | None:
        """The row that is named so; None for what names none. The row's own unit may stand behind its name."""
        name = plain(words).removeprefix(_PART)
        if name in self._rows:
            return self._rows[name]
        label, remark = without_remark(name)
        row = self._rows.get(label)
        return row if row is not None and unit_named(remark) == plain(row.unit.symbol) else None

    def first_row(self, sheet: Sheet, column: int, below: int) -> int | None:
        """The first row below ``below`` that names an indicator in a column."""
        return next((place.row for place, _ in self.found(sheet, column, below)), None)

    def found(self, sheet: Sheet, column: int, below: int) -> list[tuple[Place, FormRow]]:
        """Every cell of a column, below a row, that names an indicator."""
        cells = ((place, self.row_of(words_in(content))) for place, content in sheet.shown() if place.column == column)
        return [(place, row) for place, row in cells if row is not None and place.row > below]
