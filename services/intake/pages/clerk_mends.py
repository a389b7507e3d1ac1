"""A form that could not be taken: what was typed or uploaded comes back, every fault next to its field."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase

from services.intake.forms.faults import FormRefused
from services.intake.forms.layout import DENOMINATOR, EXPLANATION, NUMERATOR, VALUE, Form
from services.intake.forms.reading.read import Filled, read_form
from services.intake.forms.service import ReadForm
from services.intake.pages.form_page import SentForm
from services.intake.pages.site import Site, told
from services.intake.pages.views.typed.fields import field_name, fields_of_lines
from services.intake.pages.views.typed.placing import PlacedFaults
from services.intake.reports.decide import UNCHANGED
from shared.web.problems import Problem

UNREADABLE = (400, 413, 415)
"""How an upload is answered that is no file of ours, or too large a one."""

_COLUMNS = {VALUE: "value", NUMERATOR: "numerator", DENOMINATOR: "denominator", EXPLANATION: "explanation"}


def titled(sent: SentForm, problem: Problem) -> SentForm:
    """Says of a report that is there already that nothing is wrong with it."""
    return replace(sent, title="没有改动，没有重复报送") if problem.code == UNCHANGED else sent


def unread(sent: SentForm, problem: Problem) -> SentForm:
    """An upload of which nothing can be shown: why, stands at its file."""
    if problem.status in UNREADABLE and not problem.faults:
        words = problem.title if not problem.detail else f"{problem.title}：{problem.detail}"
        return replace(sent, file_faults=(words,))
    return replace(sent, file_faults=tuple(words for _, words in told(problem)))


def uploaded(site: Site, sent: SentForm, raw: bytes, problem: Problem) -> SentForm:
    """An upload that was refused: what could be read of it stands in the form on the page, to be mended there."""
    fields = sent.fields
    try:
        filled = read_form(raw, site.desk.form(sent.region, sent.period))
    except FormRefused:
        return unread(sent, problem)
    faults, texts = told(problem), _fields_of(filled, fields)
    placed = _placed_by_cell(filled.form, faults)
    marked = base64.b64encode(raw).decode() if problem.faults else ""
    return replace(sent, fields=texts, placed=placed, marked=marked)


def read_of_file(form: ReadForm, fields: Mapping[str, str]) -> dict[str, str]:
    """The typed form's fields as a file filled them in; ``fields`` came with it and win over the file's own cells."""
    submission = form.entry.parsed.submission
    said = submission.correction if submission is not None else None
    own = {"reason": said.reason, "evidence": said.evidence} if said is not None else {}
    return _fields_of(form.filled, fields) | own


def _fields_of(filled: Filled, fields: Mapping[str, str]) -> dict[str, str]:
    given = {name: fields[name] for name in ("key", "page", "reason", "evidence") if name in fields}
    return fields_of_lines(filled.rows, filled.submission.lines) | {"note": filled.submission.note} | given


def _placed_by_cell(form: Form, faults: Sequence[tuple[str, str]]) -> PlacedFaults:
    """Faults of the file at the fields of the page that show the same cells."""
    whole = {form.note_cell: "note", form.reason_cell: "reason", form.evidence_cell: "evidence"}
    names = _field_names(form) | whole
    rows = {str(row.row): row for row in form.rows}
    fields: dict[str, tuple[str, ...]] = {}
    rest: list[str] = []
    for cell, words in faults:
        row = rows.get(cell.lstrip(ascii_uppercase))
        name = names.get(cell) or (field_name(_COLUMNS[row.inputs()[0]], row.rule.id) if row is not None else "")
        if name:
            fields[name] = (*fields.get(name, ()), words)
        else:
            rest.append(words)
    return PlacedFaults(fields, tuple(rest))


def _field_names(form: Form) -> dict[str, str]:
    """The page's field of each cell that is filled in."""
    return {
        row.cell(column): field_name(part, row.rule.id)
        for row in form.rows
        for column, part in _COLUMNS.items()
        if column == EXPLANATION or column in row.inputs()
    }
