"""The report that the fields of the typed form make. Pure.

What a field holds goes into the same JSON body that a unit's own system would post, so that one and
the same code judges it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.forms.layout import Form, FormRow
from services.intake.pages.views.typed.fields import field_name, parts_of
from services.intake.submission.parse import LONGEST_NOTE
from shared.numbers import trimmed


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """The body that a form's fields make, which row each of its lines is, and what each explanation is about."""

    body: dict[str, Any]
    rows: tuple[FormRow, ...]
    explained: tuple[str, ...] = ()


def write(form: Form, fields: Mapping[str, str]) -> WrittenForm:
    """The report that the fields make. A row without anything in it is not reported: empty is not 0."""
    lines: list[dict[str, Any]] = []
    rows: list[FormRow] = []
    for row in form.rows:
        line = _line(row, fields)
        if line is not None:
            lines.append(line)
            rows.append(row)
    body: dict[str, Any] = {"region": form.region, "period": str(form.period), "lines": lines}
    if form.sent_as_simulated:
        body["simulated"] = True
    filled = {row.rule.id for row in rows}
    explained = {row.rule.id: said for row in form.rows if (said := _said(row, fields, row.rule.id in filled))}
    if note := fields.get("note", "").strip():
        body["note"] = note
        if len(note) <= LONGEST_NOTE:  # the page has no other field that explains the report as a whole
            explained[""] = note
    if explained:
        body["explanations"] = [{"indicator": each, "text": text} for each, text in explained.items()]
    return WrittenForm(body, tuple(rows), tuple(explained))


def _line(row: FormRow, fields: Mapping[str, str]) -> dict[str, Any] | None:
    indicator = row.rule.id
    numbers = {part: trimmed(fields.get(field_name(part, indicator), "")) for part in parts_of(row)}
    if not any(numbers.values()):
        return None
    line: dict[str, Any] = {"indicator": indicator} | {part: text for part, text in numbers.items() if text}
    if not row.rule.surveyed:
        line["unit"] = row.unit.symbol
    basis = fields.get(field_name("basis", indicator), "month")
    if basis != "month":
        line["basis"] = basis
    return line


def _said(row: FormRow, fields: Mapping[str, str], filled: bool) -> str:
    """What is said of a figure; where there is none, why."""
    said = fields.get(field_name("explanation", row.rule.id), "").strip()
    return said if filled else fields.get(field_name("blank", row.rule.id), "").strip() or said
