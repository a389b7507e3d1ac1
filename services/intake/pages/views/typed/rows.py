"""The rows of the typed form as they are shown: what was typed, and every fault next to its field. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.intake.forms.layout import Earlier, Form, FormRow
from services.intake.pages.views.findings import ShownFinding
from services.intake.pages.views.formats import amount_text
from services.intake.pages.views.typed.fields import field_name, parts_of
from services.intake.pages.views.typed.placing import PlacedFaults
from shared.catalogue.model import ExplainedLine, Indicator

_NAMES = {"value": "数值", "numerator": "分子", "denominator": "分母"}


@dataclass(frozen=True, slots=True)
class Input:
    """One field: its name (also its id), what it is called, what stands in it, and what is wrong with it."""

    name: str
    label: str
    text: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BasisInput(Input):
    """The choice of what a figure is of; ``to_date``: whether the year to date may be chosen."""

    to_date: bool = True


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One indicator's row of the typed form; ``before`` is the period before: of a quarter's figure the quarter.
    ``whole`` is the field of the total that it is a part of ('': none). ``explained`` is what the indicator means."""

    number: int
    indicator: str
    name: str
    part: bool
    unit: str
    inputs: tuple[Input, ...]
    basis: BasisInput | None
    explanation: Input
    before: str
    year_ago: str
    findings: tuple[ShownFinding, ...]
    explained: tuple[ExplainedLine, ...] = ()
    whole: str = ""

    @property
    def fields(self) -> list[Input]:
        """Every field of the row, in the order of the page."""
        return [*self.inputs, *([self.basis] if self.basis else []), self.explanation]

    @property
    def faulty(self) -> bool:
        """Whether anything of the row is wrong, or asks for an explanation."""
        return any(each.faults for each in self.fields) or any(each.open for each in self.findings)


def typed_rows(
    form: Form,
    indicators: Mapping[str, Indicator],
    fields: Mapping[str, str],
    placed: PlacedFaults,
    findings: Sequence[ShownFinding] = (),
) -> list[TypedRow]:
    """The rows to show: with what was typed, and every fault next to its field."""
    values = {row.row: field_name("value", row.rule.id) for row in form.rows}
    made = [_typed_row(row, indicators[row.rule.id], fields, placed, findings) for row in form.rows]
    return [
        replace(typed, whole=values.get(row.whole_row or 0, "")) for typed, row in zip(made, form.rows, strict=True)
    ]


def _typed_row(
    row: FormRow,
    indicator: Indicator,
    fields: Mapping[str, str],
    placed: PlacedFaults,
    findings: Sequence[ShownFinding],
) -> TypedRow:
    parts = parts_of(row)
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
        basis=_basis(row, one("basis", "口径", _usual_basis(row))) if row.rule.cumulates else None,
        explanation=one("explanation", "说明"),
        before=_earlier(indicator, row.before),
        year_ago=_earlier(indicator, row.year_ago),
        findings=tuple(each for each in findings if each.indicator == indicator.id),
        explained=row.rule.explained,
    )


def _usual_basis(row: FormRow) -> str:
    """As the period before was reported."""
    return row.before.basis if row.before and row.rule.takes_year_to_date else "month"


def _basis(row: FormRow, field: Input) -> BasisInput:
    """What stands as a year to date is shown as one, though it may not be chosen: it is not taken for a month's."""
    to_date = row.rule.takes_year_to_date or field.text == "year_to_date"
    return BasisInput(field.name, field.label, field.text, field.faults, to_date)


def _earlier(indicator: Indicator, earlier: Earlier | None) -> str:
    return amount_text(indicator, None if earlier is None else earlier.amount)
