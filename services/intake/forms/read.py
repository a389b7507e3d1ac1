"""A filled-in form to a report, or every fault by its cell. Pure; takes some milliseconds, so call it in a thread."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.cells import CellProblem, Content, number_in, text_in
from services.intake.forms.faults import CellFault, FormRefused, at
from services.intake.forms.file_check import damaged, inspect
from services.intake.forms.identity_sheet import SHEET, check_marker, form_identity
from services.intake.forms.layout import (
    BASES,
    BASIS,
    DENOMINATOR,
    EXPLANATION,
    LONGEST_EXPLANATION,
    NAME,
    NUMERATOR,
    POINT_IN_TIME,
    SHEET_TITLE,
    VALUE,
    Form,
    FormRow,
)
from services.intake.submission.parse import Correction, Line, Submission

_FIELDS = {VALUE: "value", NUMERATOR: "numerator", DENOMINATOR: "denominator"}


class Filled(NamedTuple):
    """What a form says. ``rows`` are the rows of the submission's lines, in order; lines in ``broken``
    have faults already and are not to be judged further."""

    submission: Submission
    faults: list[CellFault]
    broken: frozenset[int]
    rows: tuple[FormRow, ...]


def read_form(raw: bytes, form: Form) -> Filled:
    """The report that ``raw``, a filled-in copy of ``form``, holds.

    Raises:
        FormRefused: the file is damaged, dangerous or not this form.
    """
    inspect(raw)
    values, formulas = _load(raw, results=True), _load(raw, results=False)
    simulated = check_marker(values, form)
    sheet = _Sheet(_form_sheet(values), _form_sheet(formulas))
    faults: list[CellFault] = []
    lines: list[Line] = []
    rows: list[FormRow] = []
    broken: set[int] = set()
    for row in form.rows:
        before = len(faults)
        line = _line(sheet, row, faults)
        if line is not None:
            if len(faults) > before:
                broken.add(len(lines))
            lines.append(line)
            rows.append(row)
    submission = Submission(
        form.region,
        str(form.period),
        lines,
        simulated=simulated,
        note=text_in(sheet.at(form.note_cell)),
        correction=_correction(sheet, form),
    )
    return Filled(submission, faults, frozenset(broken), tuple(rows))


def identify(raw: bytes) -> tuple[str, str]:
    """The region and the month that a form says it is of.

    Raises:
        FormRefused: the file is damaged, dangerous or no form of this system.
    """
    inspect(raw)
    return form_identity(_load(raw, results=True))


class _Sheet:
    """The sheet twice: with the results of formulas, and with the formulas themselves."""

    def __init__(self, values: Worksheet, formulas: Worksheet) -> None:
        self._values, self._formulas = values, formulas

    def at(self, address: str) -> Content:
        cell = self._values[address]
        formula = self._formulas[address]
        return Content(cell.value, getattr(formula, "data_type", "") == "f", str(cell.number_format or "General"))

    def merged(self, address: str) -> bool:
        """Whether the cell is swallowed by a merged one, or has swallowed others."""
        return isinstance(self._values[address], MergedCell) or any(
            address in merged for merged in self._values.merged_cells.ranges
        )


def _line(sheet: _Sheet, row: FormRow, faults: list[CellFault]) -> Line | None:
    """The line of one row; None when nothing was filled in. Its faults are added to ``faults``."""
    name = text_in(sheet.at(row.cell(NAME)))
    if _plain(row.rule.name) not in _plain(name):
        faults.append(
            at(row.cell(NAME), "row-moved", f"应为“{row.rule.name}”；表的行次被改动，请重新下载表样，勿增删或移动行")
        )
        return None
    explanation = text_in(sheet.at(row.cell(EXPLANATION)))
    if len(explanation) > LONGEST_EXPLANATION:
        faults.append(at(row.cell(EXPLANATION), "too-long", f"说明不得超过{LONGEST_EXPLANATION}字"))
    fields: dict[str, Any] = {}
    wrong = False
    for column in row.inputs():
        number, fault = _number(sheet, row, column)
        fields[_FIELDS[column]] = number
        if fault is not None:
            faults.append(fault)
            wrong = True
    if not wrong and all(number is None for number in fields.values()):
        if explanation:
            cell = row.cell(row.inputs()[0])
            faults.append(
                at(cell, "missing-value", "填了说明而没有填数；没有发生填 0，没有数据请写在表下的“报表说明”里")
            )
        return None
    basis = _basis(sheet, row, faults)
    return Line(row.rule.id, **fields, unit=row.unit.symbol, basis=basis, note=explanation or None)


def _number(sheet: _Sheet, row: FormRow, column: str) -> tuple[object, CellFault | None]:
    cell = row.cell(column)
    if sheet.merged(cell):
        return None, at(cell, "merged-cell", "单元格被合并，不能确定数字属于哪一行；请取消合并")
    try:
        return number_in(sheet.at(cell), row.unit), None
    except CellProblem as problem:
        return None, at(cell, problem.code, str(problem))


def _basis(sheet: _Sheet, row: FormRow, faults: list[CellFault]) -> str | None:
    cell = row.cell(BASIS)
    word = text_in(sheet.at(cell))
    if not row.rule.cumulates:
        if word not in ("", POINT_IN_TIME):
            faults.append(at(cell, "basis-not-allowed", f"“{row.rule.name}”是时点数，没有本月与本年累计之分"))
        return None
    if word not in row.bases():
        faults.append(at(cell, "unknown-basis", f"口径应为{'或'.join(row.bases())}，而不是“{word[:20]}”"))
    return BASES.get(word)


def _correction(sheet: _Sheet, form: Form) -> Correction | None:
    reason, evidence = text_in(sheet.at(form.reason_cell)), text_in(sheet.at(form.evidence_cell))
    return Correction(reason, evidence) if reason or evidence else None


def _plain(text: str) -> str:
    """A name without the spaces and widths that spreadsheets change."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _form_sheet(book: Workbook) -> Worksheet:
    title = SHEET_TITLE if SHEET_TITLE in book.sheetnames else book.sheetnames[0]
    sheet = book[title]
    if not isinstance(sheet, Worksheet) or title == SHEET:
        raise FormRefused("form-unknown", "不是本系统的报表", f"文件里没有工作表“{SHEET_TITLE}”；请从系统重新下载表样")
    return sheet


def _load(raw: bytes, *, results: bool) -> Workbook:
    try:
        return load_workbook(io.BytesIO(raw), data_only=results, keep_links=False)
    except DefusedXmlException as error:
        raise FormRefused("form-unsafe", "文件不安全", "文件内含 XML 实体声明，已拒绝打开；请重新下载表样") from error
    except (InvalidFileException, zipfile.BadZipFile, ParseError) as error:
        raise damaged() from error
    except Exception as error:  # openpyxl fails in many ways on parts that do not fit together
        raise damaged() from error
