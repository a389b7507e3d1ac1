"""A filled-in form to a report, or every fault by its cell. Pure; takes some milliseconds, so call it in a thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from services.intake.forms.faults import CellFault, at
from services.intake.forms.identity_sheet import check_marker, filled_with, form_identity
from services.intake.forms.layout import (
    BASES,
    BASIS,
    DENOMINATOR,
    EXPLANATION,
    LONGEST_EXPLANATION,
    NUMERATOR,
    POINT_IN_TIME,
    UNIT,
    VALUE,
    YEAR_TO_DATE,
    Form,
    FormRow,
)
from services.intake.forms.reading.cells import CellProblem, number_in, text_in, words_in
from services.intake.forms.reading.labels import plain
from services.intake.forms.reading.placing import PlacedForm, place_form
from services.intake.forms.reading.unread import unread_faults
from services.intake.forms.reading.which_sheet import form_sheet
from services.intake.forms.workbook.book import open_book
from services.intake.forms.workbook.content import Content, place_of_address
from services.intake.forms.workbook.worksheet import Sheet
from services.intake.submission.parse import Correction, Line, Submission

_FIELDS = {VALUE: "value", NUMERATOR: "numerator", DENOMINATOR: "denominator"}


class Filled(NamedTuple):
    """What a form says. ``rows`` are the rows of the submission's lines, in order; lines in ``broken``
    have faults already and are not to be judged further. ``form`` is the form as it lies in the file,
    ``filled_with`` the revision that stood in it when it was issued (None: it does not say)."""

    submission: Submission
    faults: list[CellFault]
    broken: frozenset[int]
    rows: tuple[FormRow, ...]
    form: Form
    filled_with: int | None = None


def read_form(raw: bytes, form: Form) -> Filled:
    """The report that ``raw``, a filled-in copy of ``form``, holds.

    Raises:
        FormRefused: the file is damaged, dangerous or not this form, or its heads cannot be found.
    """
    book = open_book(raw)
    simulated = check_marker(book, form)
    sheet = form_sheet(book)
    return _Reading(sheet, place_form(sheet, form)).filled(simulated)._replace(filled_with=filled_with(book))


def identify(raw: bytes) -> tuple[str, str]:
    """The region and the month that a form says it is of.

    Raises:
        FormRefused: the file is damaged, dangerous or no form of this system.
    """
    return form_identity(open_book(raw))


class _Reading:
    """Goes through the rows and gathers the faults as it goes."""

    def __init__(self, sheet: Sheet, placed: PlacedForm) -> None:
        self._sheet = sheet
        self._placed = placed
        self._faults = list(placed.faults)

    def filled(self, simulated: bool) -> Filled:
        """Everything that the form says."""
        form = self._placed.form
        lines: list[Line] = []
        rows: list[FormRow] = []
        broken: set[int] = set()
        for row in self._placed.rows:
            before = len(self._faults)
            line = self._line(row)
            if line is not None:
                if len(self._faults) > before:
                    broken.add(len(lines))
                lines.append(line)
                rows.append(row)
        note, reason, evidence = (self._words(cell) for cell in (form.note_cell, form.reason_cell, form.evidence_cell))
        correction = Correction(reason, evidence) if reason or evidence else None
        self._faults += unread_faults(self._sheet, self._placed)
        submission = Submission(
            form.region, str(form.period), lines, simulated=simulated, note=note, correction=correction
        )
        return Filled(submission, self._faults, frozenset(broken), tuple(rows), form)

    def _line(self, row: FormRow) -> Line | None:
        """The line of one row; None when nothing was filled in."""
        self._check_unit(row)
        explanation = self._words(row.cell(EXPLANATION))
        if len(explanation) > LONGEST_EXPLANATION:
            self._fault(row.cell(EXPLANATION), "too-long", f"说明不得超过{LONGEST_EXPLANATION}字")
        before = len(self._faults)
        fields: Mapping[str, Any] = {_FIELDS[column]: self._number(row, column) for column in row.inputs()}
        if len(self._faults) == before and all(number is None for number in fields.values()):
            if explanation:
                message = "填了说明而没有填数；没有发生填 0，没有数据请写在表下的“报表说明”里"
                self._fault(row.cell(row.inputs()[0]), "missing-value", message)
            return None
        basis = self._basis(row)
        return Line(row.rule.id, **fields, unit=row.unit.symbol, basis=basis, note=explanation or None)

    def _number(self, row: FormRow, column: str) -> object:
        """The number of a cell; None without one, or with a fault."""
        cell = row.cell(column)
        place = place_of_address(cell)
        if self._sheet.area_of(place) is not None:
            self._fault(cell, "merged-cell", "单元格被合并，不能确定数字属于哪一行；请取消合并")
            return None
        try:
            number = number_in(self._content(cell), row.unit)
        except CellProblem as problem:
            self._fault(cell, problem.code, str(problem))
            return None
        if number == 0 and self._sheet.hides_zeros:
            message = "工作表设为不显示零值，格中的 0 看不见；请在选项中显示零值，没有数据则清空这一格"
            self._fault(cell, "number-format", message)
        if number is not None:
            self._check_head_unit(row, column)
        return number

    def _check_unit(self, row: FormRow) -> None:
        """The unit that stands in the row is the one that its figures are read in."""
        cell = row.cell(UNIT)
        written = words_in(self._sheet.at(place_of_address(cell)))
        if plain(written) not in (plain(row.unit_text), plain(row.unit.symbol)):
            said = f"，而不是“{written[:10]}”" if written else ""
            self._fault(cell, "wrong-unit", f"“{row.rule.name}”的计量单位应为“{row.unit.symbol}”{said}；请按此填数")

    def _check_head_unit(self, row: FormRow, column: str) -> None:
        """A unit that was written into the column's head is the row's own."""
        unit = self._placed.heads.units.get(column, "")
        if unit and plain(unit) != plain(row.unit.symbol):
            message = f"列标题写着“{unit}”，本行计量单位是“{row.unit.symbol}”；请按本行的计量单位填写，并恢复列标题"
            self._fault(row.cell(column), "other-unit", message)

    def _basis(self, row: FormRow) -> str | None:
        cell = row.cell(BASIS)
        before = len(self._faults)
        word = self._words(cell)
        if len(self._faults) > before:
            return None
        if not row.rule.cumulates:
            if word not in ("", POINT_IN_TIME):
                self._fault(cell, "basis-not-allowed", f"“{row.rule.name}”是时点数，没有本月与本年累计之分")
            return None
        if row.rule.anew and word == YEAR_TO_DATE:
            return BASES[word]  # refused with the reason, as at every other door
        if word not in row.bases():
            self._fault(cell, "unknown-basis", f"口径应为{'或'.join(row.bases())}，而不是“{word[:20]}”")
        return BASES.get(word)

    def _words(self, cell: str) -> str:
        """The words of a cell; none with a fault."""
        try:
            return text_in(self._content(cell))
        except CellProblem as problem:
            self._fault(cell, problem.code, str(problem))
            return ""

    def _content(self, cell: str) -> Content:
        """What stands in a cell.

        Raises:
            CellProblem: nobody sees it, since its row or column is hidden.
        """
        place = place_of_address(cell)
        content = self._sheet.at(place)
        if content.value not in (None, "") and self._sheet.hidden(place):
            raise CellProblem("hidden-cell", "所在的行或列被隐藏，看不见的内容不会读取；请取消隐藏，或清除内容")
        return content

    def _fault(self, cell: str, code: str, message: str) -> None:
        self._faults.append(at(cell, code, message))
