"""A form that could not be taken: what was typed or uploaded comes back, every fault next to its field."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from fastapi import Response

from services.intake.forms.faults import FormRefused
from services.intake.forms.layout import DENOMINATOR, EXPLANATION, NUMERATOR, VALUE, Form
from services.intake.forms.reading.read import read_form
from services.intake.pages.clerk_shows import HERE
from services.intake.pages.render import Viewer
from services.intake.pages.site import Listed, Site, new_key, told
from services.intake.pages.views.typed.fields import field_name, fields_of_lines
from services.intake.pages.views.typed.placing import SIGNER_POINTER, PlacedFaults
from services.intake.pages.views.typed.rows import TypedRow, typed_rows
from shared.periods import Month
from shared.security.authentication import SECOND_SIGNER
from shared.web.problems import Problem

SIGNER_POINTERS = (SECOND_SIGNER, SIGNER_POINTER)
"""What a fault of the second signer points at: the header of the API, or the field of the page."""

_SIGNER_WORDS = ("第二签字人的密钥", "该密钥不能为这个地区签字")
_COLUMNS = {VALUE: "value", NUMERATOR: "numerator", DENOMINATOR: "denominator", EXPLANATION: "explanation"}


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it came, and what was wrong with it."""

    region: str
    period: Month
    fields: Mapping[str, str]
    status: int = 422
    placed: PlacedFaults = field(default_factory=PlacedFaults)
    file_faults: tuple[str, ...] = ()
    marked: str = ""


def pointed(faults: Sequence[tuple[str, str]], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """What concerns the second signer is said at the field where they sign, in the words of a page."""
    found = []
    for pointer, words in faults:
        if pointer in SIGNER_POINTERS and not fields.get("signer_key"):
            found.append((SIGNER_POINTER, "更正须由第二签字人签署：请其本人在这里输入密钥"))
        elif pointer in SIGNER_POINTERS or (not pointer and words.startswith(_SIGNER_WORDS)):
            found.append((SIGNER_POINTER, words))
        else:
            found.append((pointer, words))
    return found


def unread(sent: SentForm, problem: Problem) -> SentForm:
    """An upload of which nothing can be shown: why, stands at its file."""
    return replace(sent, file_faults=tuple(words for _, words in told(problem)))


def uploaded(site: Site, sent: SentForm, raw: bytes, problem: Problem) -> SentForm:
    """An upload that was refused: what could be read of it stands in the form on the page, to be mended there."""
    faults, fields = told(problem), sent.fields
    try:
        filled = read_form(raw, site.desk.form(sent.region, sent.period))
    except FormRefused:
        return unread(sent, problem)
    given = {name: fields[name] for name in ("key", "reason", "evidence") if name in fields}
    texts = fields_of_lines(filled.rows, filled.submission.lines) | {"note": filled.submission.note} | given
    placed = _placed_by_cell(filled.form, pointed(faults, fields))
    marked = base64.b64encode(raw).decode() if problem.faults else ""
    return replace(sent, fields=texts, placed=placed, marked=marked)


def _placed_by_cell(form: Form, faults: Sequence[tuple[str, str]]) -> PlacedFaults:
    """Faults of the file at the fields of the page that show the same cells."""
    whole = {form.note_cell: "note", form.reason_cell: "reason", form.evidence_cell: "evidence"}
    names = _field_names(form) | whole | {SIGNER_POINTER: "signer_key"}
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


def again(site: Site, viewer: Viewer, sent: SentForm) -> Response:
    """The form once more, with what was typed and every fault next to its field."""
    shown, form = site.desk.to_fill_in(sent.region, sent.period)
    rows = typed_rows(form, site.catalogue.indicators, sent.fields, sent.placed, shown.findings)
    key = sent.fields.get("key", "") if sent.status == 503 else new_key()
    return site.page(
        "form.html",
        viewer,
        HERE,
        _listed(rows, sent),
        sent.status,
        fault_title="没有报上：请按下列各条改正后再报",
        report=shown,
        rows=rows,
        fields=sent.fields,
        placed=sent.placed,
        findings=shown.findings,
        simulated=form.simulated,
        key=key,
        standing="",
        before_head=form.before_head,
        marked=sent.marked,
        file_faults=sent.file_faults,
    )


def _listed(rows: Sequence[TypedRow], sent: SentForm) -> Listed:
    """The summary, in the order of the page."""
    found: Listed = [("", words) for words in sent.placed.whole] + [("file", words) for words in sent.file_faults]
    names = [(each.name, row.name) for row in rows for each in row.fields]
    names += [(name, "") for name in ("note", "reason", "evidence", "signer_key")]
    for name, label in names:
        for words in sent.placed.fields.get(name, ()):
            found.append((name, words if not label or label in words else f"{label}：{words}"))
    return found
