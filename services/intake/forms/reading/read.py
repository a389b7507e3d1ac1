"""A filled-in form to a report, or every fault by its cell. Pure; takes some milliseconds, so call it in a thread."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from services.intake.forms.faults import CellFault, at
from services.intake.forms.identity_sheet import check_marker, form_identity
from services.intake.forms.layout import (
    BASES,
    BASIS,
    DENOMINATOR,
    EXPLANATION,
    LONGEST_EXPLANATION,
    NAME,
    NUMERATOR,
    POINT_IN_TIME,
    VALUE,
    Form,
    FormRow,
)
from services.intake.forms.reading.cells import CellProblem, number_in, text_in
from services.intake.forms.reading.file_check import inspect
from services.intake.forms.reading.sheet import FormSheet, form_sheet, load
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
    values, formulas = load(raw, results=True), load(raw, results=False)
    simulated = check_marker(values, form)
    sheet = FormSheet(form_sheet(values), form_sheet(formulas))
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
    return form_identity(load(raw, results=True))


def _line(sheet: FormSheet, row: FormRow, faults: list[CellFault]) -> Line | None:
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


def _number(sheet: FormSheet, row: FormRow, column: str) -> tuple[object, CellFault | None]:
    cell = row.cell(column)
    if sheet.merged(cell):
        return None, at(cell, "merged-cell", "单元格被合并，不能确定数字属于哪一行；请取消合并")
    try:
        return number_in(sheet.at(cell), row.unit), None
    except CellProblem as problem:
        return None, at(cell, problem.code, str(problem))


def _basis(sheet: FormSheet, row: FormRow, faults: list[CellFault]) -> str | None:
    cell = row.cell(BASIS)
    word = text_in(sheet.at(cell))
    if not row.rule.cumulates:
        if word not in ("", POINT_IN_TIME):
            faults.append(at(cell, "basis-not-allowed", f"“{row.rule.name}”是时点数，没有本月与本年累计之分"))
        return None
    if word not in row.bases():
        faults.append(at(cell, "unknown-basis", f"口径应为{'或'.join(row.bases())}，而不是“{word[:20]}”"))
    return BASES.get(word)


def _correction(sheet: FormSheet, form: Form) -> Correction | None:
    reason, evidence = text_in(sheet.at(form.reason_cell)), text_in(sheet.at(form.evidence_cell))
    return Correction(reason, evidence) if reason or evidence else None


def _plain(text: str) -> str:
    """A name without the spaces and widths that spreadsheets change."""
    return "".join(unicodedata.normalize("NFKC", text).split())
