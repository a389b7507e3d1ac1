"""Two versions of one typed form beside each other: where they differ, and the form that is chosen of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.intake.forms.layout import Form, FormRow
from services.intake.pages.views.formats import BASES
from services.intake.pages.views.typed.fields import field_name, parts_of
from shared.numbers import NumberError, read_number, trimmed

MINE, THEIRS = "mine", "theirs"
"""What is chosen of a field, or of the whole."""

_WHOLE = {"note": "全表说明", "reason": "更正的理由", "evidence": "凭据"}
_PARTS = {"value": "", "numerator": "分子", "denominator": "分母"}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field in which two versions differ: what it is called, and what stands in each ('': nothing)."""

    name: str
    label: str
    unit: str
    mine: str
    theirs: str


def beside(form: Form, mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[FieldDifference]:
    """The fields in which two versions differ, in the order of the form. Two ways to write a number are the same."""
    return [each for each in _all(form, mine, theirs) if each.mine != each.theirs and not _same(each)]


def chosen(
    form: Form, mine: Mapping[str, str], theirs: Mapping[str, str], picks: Mapping[str, str], whole: str = ""
) -> dict[str, str]:
    """The form with what was picked of each field in which the two differ: mine where nothing was picked. ``whole``
    picks all of one."""
    result = dict(mine)
    differing = beside(form, mine, theirs)
    taken = {each.name for each in differing if (whole or picks.get(each.name, MINE)) == THEIRS}
    named = {each.name for each in differing}
    for row in form.rows:  # of what a figure is goes with the figure, where that was not asked by itself
        basis = field_name("basis", row.rule.id)
        if basis not in named and field_name("value", row.rule.id) in taken:
            taken.add(basis)
    result |= {name: theirs.get(name, "") for name in taken}
    return {name: text for name, text in result.items() if text}


def _all(form: Form, mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[FieldDifference]:
    for row in form.rows:
        names = dict(zip(parts_of(row), row.parts or ("", ""), strict=False))
        for part, of in names.items():
            label = f"{row.rule.name}：{of or _PARTS[part]}" if row.rule.ratio else row.rule.name
            yield _field(field_name(part, row.rule.id), label, row.unit.symbol, mine, theirs)
        if row.rule.cumulates:
            yield _basis(row, mine, theirs)
        for part, word in (("explanation", "说明"), ("blank", "未填的原因")):
            yield _field(field_name(part, row.rule.id), f"{row.rule.name}：{word}", "", mine, theirs)
    for name, label in _WHOLE.items():
        yield _field(name, label, "", mine, theirs)


def _basis(row: FormRow, mine: Mapping[str, str], theirs: Mapping[str, str]) -> FieldDifference:
    """Of what a figure is, where there is one: without it the choice says nothing."""
    name, value = field_name("basis", row.rule.id), field_name("value", row.rule.id)
    words = [
        BASES["year_to_date" if each.get(name) == "year_to_date" else "month"] if each.get(value) else ""
        for each in (mine, theirs)
    ]
    if "" in words:
        words = ["", ""]
    return FieldDifference(name, f"{row.rule.name}：口径", "", *words)


def _field(name: str, label: str, unit: str, mine: Mapping[str, str], theirs: Mapping[str, str]) -> FieldDifference:
    return FieldDifference(name, label, unit, trimmed(mine.get(name, "")), trimmed(theirs.get(name, "")))


def _same(each: FieldDifference) -> bool:
    if not each.unit:
        return False
    try:
        return read_number(each.mine, each.unit) == read_number(each.theirs, each.unit)
    except NumberError:
        return False
