"""The fields of the typed form: their names, and what stands in them of a report or of a file. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.forms.last_report import LastReport, joined
from services.intake.forms.layout import Form, FormRow
from services.intake.pages.views.formats import in_unit
from services.intake.submission.parse import Line
from shared.events import ReportLine
from shared.quantities import BASIS_POINTS


def field_name(part: str, indicator: str) -> str:
    """The name of an indicator's field: ``value-urban_new_employment``."""
    return f"{part}-{indicator}"


def parts_of(row: FormRow) -> tuple[str, ...]:
    """The parts of an indicator's figure: what its fields are called after."""
    return ("numerator", "denominator") if row.rule.ratio else ("value",)


def fields_of(form: Form) -> dict[str, str]:
    """The fields filled with the last revision of the form's month; nothing where nothing was reported."""
    last = form.last
    if last is None:
        return {}
    whole = {"note": joined([last.note, last.explanations.get("", "")])}
    whole |= {"reason": last.reason, "evidence": last.evidence}
    explanations = {field_name(_about(last, row), row.rule.id): _said(last, row) for row in form.rows}
    filled = {name: text for name, text in (whole | explanations).items() if text}
    return _figures(form, tuple(last.lines.values())) | filled


def _about(last: LastReport, row: FormRow) -> str:
    """What was said of an indicator without a figure is why there is none."""
    return "explanation" if row.rule.id in last.lines else "blank"


def _said(last: LastReport, row: FormRow) -> str:
    return last.explanations.get(row.rule.id, "")


def _figures(form: Form, lines: Sequence[ReportLine]) -> dict[str, str]:
    rows = {row.rule.id: row for row in form.rows}
    found: dict[str, str] = {}
    for line in lines:
        row = rows.get(line.indicator)
        if row is None:
            continue
        if row.rule.ratio:
            found[field_name("numerator", line.indicator)] = in_unit(row.unit, line.value)
            found[field_name("denominator", line.indicator)] = in_unit(row.unit, line.denominator or 0)
        else:
            found[field_name("value", line.indicator)] = _number(row, line.value)
        found[field_name("basis", line.indicator)] = line.basis
    return found


def _number(row: FormRow, value: int) -> str:
    if row.rule.surveyed:
        whole, hundredths = divmod(value * 100 // (BASIS_POINTS // 100), 100)
        return f"{whole}.{hundredths:02d}"
    return in_unit(row.unit, value)


def fields_of_lines(rows: Sequence[FormRow], lines: Sequence[Line]) -> dict[str, str]:
    """The fields filled with what was read of a file, right or wrong; ``rows`` are those of the lines."""
    found: dict[str, str] = {}
    for row, line in zip(rows, lines, strict=True):
        for part in parts_of(row):
            number = getattr(line, part)
            found[field_name(part, row.rule.id)] = "" if number is None else str(number)
        found[field_name("basis", row.rule.id)] = line.basis or "month"
        found[field_name("explanation", row.rule.id)] = line.note or ""
    return found
