"""The form typed in on the page: its fields, the report they make, and where each fault belongs. Pure.

What a field holds goes into the same JSON body that a unit's own system would post, so that one and
the same code judges it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.intake.forms.layout import Earlier, Form, FormRow
from services.intake.pages.views.findings import ShownFinding
from services.intake.pages.views.formats import BASES, DASH, in_unit, value_text
from services.intake.submission.parse import Line
from shared.catalogue.model import Indicator
from shared.events import ReportLine
from shared.quantities import BASIS_POINTS

SIGNER_POINTER = "/correction/second_signer"
"""Where a fault of the second signer belongs."""

_NAMES = {"value": "数值", "numerator": "分子", "denominator": "分母"}
_WHOLE = {
    "/note": "note",
    "/correction/reason": "reason",
    SIGNER_POINTER: "signer_key",
    "/correction/evidence": "evidence",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One field: its name (also its id), what it is called, what stands in it, and what is wrong with it."""

    name: str
    label: str
    text: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One indicator's row of the typed form."""

    number: int
    indicator: str
    name: str
    part: bool
    unit: str
    inputs: tuple[Input, ...]
    basis: Input | None
    explanation: Input
    before: str
    year_ago: str
    findings: tuple[ShownFinding, ...]

    @property
    def fields(self) -> list[Input]:
        """Every field of the row, in the order of the page."""
        return [*self.inputs, *([self.basis] if self.basis else []), self.explanation]

    @property
    def faulty(self) -> bool:
        """Whether anything of the row is wrong, or asks for an explanation."""
        return any(each.faults for each in self.fields) or any(each.open for each in self.findings)


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """The body that a form's fields make, which row each of its lines is, and what each explanation is about."""

    body: dict[str, Any]
    rows: tuple[FormRow, ...]
    explained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedFaults:
    """Faults by the field they belong to; what belongs to none stands in ``whole``."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()


def field_name(part: str, indicator: str) -> str:
    """The name of an indicator's field: ``value-urban_new_employment``."""
    return f"{part}-{indicator}"


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
    if form.simulated:
        body["simulated"] = True
    if note := fields.get("note", "").strip():
        body["note"] = note
    explained = {each: _said(each, fields) for each in (*(row.rule.id for row in form.rows), "") if _said(each, fields)}
    if explained:
        body["explanations"] = [{"indicator": each, "text": text} for each, text in explained.items()]
    return WrittenForm(body, tuple(rows), tuple(explained))


def _line(row: FormRow, fields: Mapping[str, str]) -> dict[str, Any] | None:
    indicator = row.rule.id
    numbers = {part: _plain(fields.get(field_name(part, indicator), "")) for part in _parts(row)}
    if not any(numbers.values()):
        return None
    line: dict[str, Any] = {"indicator": indicator} | {part: text for part, text in numbers.items() if text}
    if not row.rule.surveyed:
        line["unit"] = row.unit.symbol
    basis = fields.get(field_name("basis", indicator), "month")
    if basis != "month":
        line["basis"] = basis
    return line


def _said(indicator: str, fields: Mapping[str, str]) -> str:
    return fields.get(field_name("explanation", indicator), "").strip()


def _plain(text: str) -> str:
    """What people type for a number: full-width digits and spaces are the same to them."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",")


def place(faults: Iterable[tuple[str, str]], written: WrittenForm) -> PlacedFaults:
    """Each fault (JSON pointer and message) at the field it belongs to."""
    fields: dict[str, tuple[str, ...]] = {}
    whole: list[str] = []
    for pointer, message in faults:
        name = _field_of(pointer, written)
        if name is None:
            whole.append(message)
        else:
            fields[name] = (*fields.get(name, ()), message)
    return PlacedFaults(fields, tuple(whole))


def _field_of(pointer: str, written: WrittenForm) -> str | None:
    if pointer in _WHOLE:
        return _WHOLE[pointer]
    _, kind, index, part = [*pointer.split("/"), "", "", "", ""][:4]
    if not (index.isascii() and index.isdigit()):
        return None
    if kind == "explanations" and int(index) < len(written.explained):
        return field_name("explanation", written.explained[int(index)])
    if kind == "lines" and int(index) < len(written.rows):
        row = written.rows[int(index)]
        return field_name(part if part in (*_parts(row), "basis") else _parts(row)[0], row.rule.id)
    return None


def _parts(row: FormRow) -> tuple[str, ...]:
    return ("numerator", "denominator") if row.rule.ratio else ("value",)


def fields_of(form: Form, lines: Sequence[ReportLine], explanations: Mapping[str, str]) -> dict[str, str]:
    """The fields filled with a report that was stored."""
    rows = {row.rule.id: row for row in form.rows}
    found: dict[str, str] = {}
    for line in lines:
        row = rows.get(line.indicator)
        if row is None:
            continue
        if row.rule.ratio:
            found[field_name("numerator", line.indicator)] = in_unit(row.unit.symbol, line.value)
            found[field_name("denominator", line.indicator)] = in_unit(row.unit.symbol, line.denominator or 0)
        else:
            found[field_name("value", line.indicator)] = _number(row, line.value)
        found[field_name("basis", line.indicator)] = line.basis
    for indicator, text in explanations.items():
        found[field_name("explanation", indicator)] = text
    return found


def _number(row: FormRow, value: int) -> str:
    if row.rule.surveyed:
        whole, hundredths = divmod(value * 100 // (BASIS_POINTS // 100), 100)
        return f"{whole}.{hundredths:02d}"
    return in_unit(row.unit.symbol, value)


def fields_of_lines(rows: Sequence[FormRow], lines: Sequence[Line]) -> dict[str, str]:
    """The fields filled with what was read of a file, right or wrong; ``rows`` are those of the lines."""
    found: dict[str, str] = {}
    for row, line in zip(rows, lines, strict=True):
        for part in _parts(row):
            number = getattr(line, part)
            found[field_name(part, row.rule.id)] = "" if number is None else str(number)
        found[field_name("basis", row.rule.id)] = line.basis or "month"
        found[field_name("explanation", row.rule.id)] = line.note or ""
    return found


def typed_rows(
    form: Form,
    indicators: Mapping[str, Indicator],
    fields: Mapping[str, str],
    placed: PlacedFaults,
    findings: Sequence[ShownFinding] = (),
) -> list[TypedRow]:
    """The rows to show: with what was typed, and every fault next to its field."""
    return [_typed_row(row, indicators[row.rule.id], fields, placed, findings) for row in form.rows]


def _typed_row(
    row: FormRow,
    indicator: Indicator,
    fields: Mapping[str, str],
    placed: PlacedFaults,
    findings: Sequence[ShownFinding],
) -> TypedRow:
    parts = _parts(row)
    labels = dict(zip(parts, row.parts, strict=True)) if row.parts else _NAMES

    def one(part: str, label: str, default: str = "") -> Input:
        name = field_name(part, indicator.id)
        return Input(name, label, fields.get(name, default), placed.fields.get(name, ()))

    return TypedRow(
        number=row.number,
        indicator=indicator.id,
        name=indicator.name,
        part=row.whole_row is not None,
        unit=row.unit.symbol,
        inputs=tuple(one(part, labels[part]) for part in parts),
        basis=one("basis", "口径", "month") if row.rule.cumulates else None,
        explanation=one("explanation", "说明"),
        before=_earlier(indicator, row.before),
        year_ago=_earlier(indicator, row.year_ago),
        findings=tuple(each for each in findings if each.indicator == indicator.id),
    )


def _earlier(indicator: Indicator, earlier: Earlier | None) -> str:
    if earlier is None:
        return DASH
    text = value_text(indicator, earlier.value, earlier.denominator)
    return text if earlier.basis == "month" else f"{text}（{BASES[earlier.basis]}）"
