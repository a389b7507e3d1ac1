"""The form as it lies in a file: its columns, rows and texts found by their labels. Pure."""

from __future__ import annotations

from typing import NamedTuple

from services.intake.forms.faults import CellFault, at
from services.intake.forms.layout import NAME, Form, FormRow
from services.intake.forms.reading.cells import CellProblem, text_in, words_in
from services.intake.forms.reading.heads import Heads, find_heads
from services.intake.forms.reading.names import IndicatorNames
from services.intake.forms.reading.whole import check_title, find_foot, whole_cells
from services.intake.forms.workbook.content import Place, column_letters, place_of_address
from services.intake.forms.workbook.worksheet import Sheet


class PlacedForm(NamedTuple):
    """A form with its cells where the file has them. ``rows`` are those that are there, in the form's order;
    ``faults`` say which are not, or come twice."""

    form: Form
    heads: Heads
    rows: tuple[FormRow, ...]
    faults: list[CellFault]


def place_form(sheet: Sheet, form: Form) -> PlacedForm:
    """Where ``form`` lies in ``sheet``.

    Raises:
        FormRefused: a head or a label is missing, comes twice, or is another form's.
    """
    heads = find_heads(sheet, form)
    title = check_title(sheet, form, heads)
    found = IndicatorNames(form).found(sheet, heads.columns[NAME], heads.top)
    places: dict[int, Place] = {}
    faults: list[CellFault] = []
    for place, row in found:
        first = places.setdefault(row.row, place)
        if first != place:
            message = f"“{row.rule.name}”在 {first.address} 已有一行，不能确定读哪一行；请删去多余的一行"
            faults.append(at(place.address, "row-twice", message))
    foot = find_foot(sheet, heads, frozenset(place.row for place, _ in found))
    letters = {column: column_letters(number) for column, number in heads.columns.items()}
    rows = {issued: place.row for issued, place in places.items()}
    placed = form.moved(rows, letters, whole_cells(title, foot))
    taken = set(rows.values())
    for row in form.rows:
        if row.row not in places:
            faults.append(_missing(sheet, row, Place(row.row, heads.columns[NAME]), taken))
    there = tuple(now for was, now in zip(form.rows, placed.rows, strict=True) if was.row in places)
    faults += [fault for row in there for fault in _struck_name(sheet, row)]
    return PlacedForm(placed, heads, there, [*faults, *foot.faults])


def _missing(sheet: Sheet, row: FormRow, usual: Place, taken: set[int]) -> CellFault:
    """At the cell where the name was issued, unless another's stands there."""
    if usual.row in taken:
        return at("", "row-missing", f"缺少“{row.rule.name}”一行；请恢复，或重新下载表样，把数字填入新表")
    written = words_in(sheet.at(usual)).strip()
    instead = f"，而不是“{written[:20]}”" if written else ""
    return at(usual.address, "row-missing", f"应为“{row.rule.name}”{instead}；请恢复指标名称，或重新下载表样")


def _struck_name(sheet: Sheet, row: FormRow) -> list[CellFault]:
    """A name with a raised or struck-out part: a note mark, or a row that was crossed out."""
    place = place_of_address(row.cell(NAME))
    try:
        text_in(sheet.at(place))
    except CellProblem as problem:
        return [at(place.address, problem.code, str(problem))]
    return []
