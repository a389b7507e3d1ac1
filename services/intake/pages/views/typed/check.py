"""What is checked before a form is sent (核对): what is filled in, what is blank and owed, what is asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.intake.forms.layout import Form
from services.intake.pages.views.figures import FigureRow
from services.intake.pages.views.findings import Count, ShownFinding, count
from services.intake.pages.views.typed.fields import field_name
from services.intake.pages.views.typed.rows import Input
from shared.events import ReportLine
from shared.quantities import format_rate

UNSAID = "请填上这一项；确实还没有数的，写明原因"
"""What is wrong with a blank that nobody has said anything of."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One indicator as it is about to be sent. ``share`` is what part of its total it is ('': it is no part, or one of
    the two is not filled in); ``blank`` is where the reason for leaving it out is written, ``explanation`` where
    what is asked is answered."""

    row: FigureRow
    share: str = ""
    blank: Input | None = None
    explanation: Input | None = None


@dataclass(frozen=True, slots=True)
class FormCheck:
    """The whole of it: ``filled`` of ``asked`` rows are filled in; ``whole`` is asked of the report as a whole, and
    answered in its note. ``hidden`` are the fields that stand nowhere on the page, and go along."""

    rows: tuple[CheckedRow, ...]
    whole: tuple[ShownFinding, ...]
    count: Count
    hidden: Mapping[str, str]

    @property
    def filled(self) -> int:
        """How many rows hold a figure."""
        return sum(each.row.reported for each in self.rows)

    @property
    def blanks(self) -> tuple[CheckedRow, ...]:
        """The rows that are owed and empty."""
        return tuple(each for each in self.rows if each.blank is not None)

    @property
    def notes(self) -> bool:
        """Whether the note answers something."""
        return any(each.weight == "query" for each in self.whole)


def unsaid(findings: Sequence[ShownFinding]) -> list[str]:
    """The fields of the blanks that are owed and of which nobody has said why."""
    return [
        field_name("blank", each.indicator) for each in findings if each.weight == "missing" and not each.explanation
    ]


def calm(findings: Sequence[ShownFinding]) -> bool:
    """Whether nothing is blank and nothing asks for anything: there is nothing to be checked."""
    return not any(each.weight == "missing" or each.open for each in findings)


def check_of(
    form: Form,
    rows: Sequence[FigureRow],
    lines: Sequence[ReportLine],
    findings: Sequence[ShownFinding],
    fields: Mapping[str, str],
    faults: Mapping[str, tuple[str, ...]],
) -> FormCheck:
    """The check of a form's ``fields``, whose figures are ``lines``; ``faults`` by the field that they belong to."""
    shares = _shares(form, {line.indicator: line for line in lines})
    checked = tuple(_row(row, shares.get(row.indicator, ""), fields, faults) for row in rows)
    whole = tuple(each for each in findings if not each.indicator)
    shown = {each.name for row in checked for each in (row.blank, row.explanation) if each is not None}
    if any(each.weight == "query" for each in whole):
        shown.add("note")
    hidden = {name: text for name, text in fields.items() if name not in shown}
    return FormCheck(checked, whole, count(findings), hidden)


def _row(row: FigureRow, share: str, fields: Mapping[str, str], faults: Mapping[str, tuple[str, ...]]) -> CheckedRow:
    def one(part: str, label: str) -> Input:
        name = field_name(part, row.indicator)
        return Input(name, label, fields.get(name, ""), faults.get(name, ()))

    missing = any(each.weight == "missing" for each in row.findings)
    asked = any(each.weight in ("query", "block") for each in row.findings)
    said = fields.get(field_name("explanation", row.indicator), "")
    blank = one("blank", "先不填的原因") if missing else None
    if blank is not None and not blank.text:
        blank = Input(blank.name, blank.label, said, blank.faults)  # said beside the empty field
    return CheckedRow(row, share, blank, one("explanation", "说明") if asked else None)


def _shares(form: Form, lines: Mapping[str, ReportLine]) -> dict[str, str]:
    """What part of its total each part is, where both are figures of the same months."""
    of_row = {row.row: row.rule.id for row in form.rows}
    found = {}
    for row in form.rows:
        part = lines.get(row.rule.id)
        whole = lines.get(of_row.get(row.whole_row, "")) if row.whole_row is not None else None
        if part is not None and whole is not None and part.basis == whole.basis and whole.value:
            found[row.rule.id] = f"占总计 {format_rate(Fraction(part.value, whole.value))}%"
    return found
