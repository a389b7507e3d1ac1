"""A form filled with a revision: read again it is the same revision, and nothing of the form is lost."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.arranging import form_of
from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.drawing.filled import number_of
from services.intake.forms.last_report import LastReport
from services.intake.forms.layout import Form
from services.intake.forms.reading.read import read_form
from services.intake.reports.state import ReportState, Status
from services.intake.submission.read_line import read_line
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.model import Kind
from shared.events import ReportLine
from shared.periods import Month
from shared.quantities import MAX_AMOUNT
from tests.unit.intake.forms.support import MARCH, UNIT, a_form, row_of
from tests.unit.units_of_measure import UNITS

CATALOGUE = load_catalogue()
JOBS, RATE, TRAINING = "urban_new_employment", "mediation_success_rate", "subsidised_training"


def filled(last: LastReport, region: str = UNIT, period: Month = MARCH, catalogue: Catalogue = CATALOGUE) -> Form:
    form = form_of(Rulebook(catalogue), region, period, last=last)
    assert form is not None
    return form


def standing(*lines: ReportLine, status: Status = "submitted", **more: object) -> LastReport:
    accepted = 1 if status == "accepted" else None
    return LastReport(ReportState(1, status, accepted), {line.indicator: line for line in lines}, **more)  # type: ignore[arg-type]


def sheet_of(raw: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(raw), rich_text=False)["月报表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def read_again(form: Form) -> tuple[ReportLine, ...]:
    """The lines that the filled form gives, in base units, by the way of every upload."""
    empty = a_form(CATALOGUE, form.region, form.period)
    read = read_form(draw_form(form), empty)
    assert read.faults == []
    faults: list[object] = []
    lines = [read_line(line, 0, row.rule, faults) for line, row in zip(read.submission.lines, read.rows, strict=True)]  # type: ignore[arg-type]
    assert faults == []
    return tuple(line for line in lines if line is not None)


def amount(indicator: str) -> st.SearchStrategy[int]:
    most = 10_000 if CATALOGUE.indicators[indicator].kind is Kind.DIRECT else MAX_AMOUNT
    return st.one_of(st.integers(0, most), st.sampled_from([0, 1, most - 1, most]), st.integers(0, min(most, 20_000)))


@st.composite
def reports(draw: st.DrawFn, region: str) -> tuple[ReportLine, ...]:
    rules = Rulebook(CATALOGUE).unit(region)
    assert rules is not None
    lines = []
    for indicator in CATALOGUE.owed(region, MARCH):
        if not draw(st.booleans()):
            continue
        rule = rules.owed[indicator]
        value, denominator = draw(amount(indicator)), None
        if rule.ratio:
            denominator = draw(amount(indicator))
            value, denominator = min(value, denominator), max(value, denominator)
        basis = draw(st.sampled_from(["month", "year_to_date"])) if rule.cumulates else "month"
        lines.append(ReportLine(indicator, value, denominator, basis))  # type: ignore[arg-type]
    return tuple(lines)


@pytest.mark.parametrize("region", [UNIT, "500107", "500000"])
def test_whatever_was_reported_is_read_again_from_its_form_to_the_same_integers(region: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(reports(region))
    def check(lines: tuple[ReportLine, ...]) -> None:
        assert sorted(read_again(filled(standing(*lines), region)), key=str) == sorted(lines, key=str)

    check()


@given(st.integers(0, MAX_AMOUNT), st.sampled_from(["人", "万元", "亿元"]))
def test_an_amount_in_the_rows_unit_keeps_its_every_digit(amount: int, symbol: str) -> None:
    row = replace(a_form(CATALOGUE).rows[0], unit=UNITS[symbol])
    scale = UNITS[symbol].scale
    assert round(float(f"{number_of(row, amount):.15g}") * scale) == amount


def test_what_a_cell_shows_are_all_the_digits_that_it_holds() -> None:
    money = next(row for row in a_form(CATALOGUE, "500000", MARCH).rows if row.unit.scale > 1)
    amounts = {money.rule.id: 12 * money.unit.scale + 1}
    form = filled(standing(*(ReportLine(each, value) for each, value in amounts.items())), "500000")
    cell = sheet_of(draw_form(form))[f"E{money.row}"]
    assert cell.number_format == "#,##0.00######"
    whole = filled(standing(ReportLine(money.rule.id, 12 * money.unit.scale)), "500000")
    assert sheet_of(draw_form(whole))[f"E{money.row}"].number_format == "#,##0.00"


def test_basis_explanation_note_reason_and_evidence_come_along() -> None:
    last = standing(
        ReportLine(JOBS, 3_600, None, "year_to_date"),
        ReportLine(RATE, 97, 120),
        explanations={JOBS: "园区集中招工", TRAINING: "本月没有开班", "": "已逐项核对"},
        note="初步数",
        reason="漏报两个街道",
        evidence="渝人社〔2023〕8号",
    )
    form = filled(last)
    sheet, jobs = sheet_of(draw_form(form)), row_of(form, JOBS)
    assert (sheet[f"D{jobs}"].value, sheet[f"E{jobs}"].value, sheet[f"J{jobs}"].value) == (
        "本年累计",
        3_600,
        "园区集中招工",
    )
    read = read_form(draw_form(form), a_form(CATALOGUE))
    assert read.faults == []
    training = next(row.rule.name for row in form.rows if row.rule.id == TRAINING)
    assert read.submission.note == f"初步数；已逐项核对；“{training}”：本月没有开班"  # its row has no figure to explain
    assert read.submission.correction is not None
    assert (read.submission.correction.reason, read.submission.correction.evidence) == (
        "漏报两个街道",
        "渝人社〔2023〕8号",
    )


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "+8613800000000", "@SUM(A1)", "-3", "1234", "两行\n的话"])
def test_what_somebody_wrote_stays_a_text_whatever_it_begins_with(text: str) -> None:
    form = filled(standing(ReportLine(JOBS, 5), explanations={JOBS: text}, note=text))
    sheet = sheet_of(draw_form(form))
    for cell in (f"J{row_of(form, JOBS)}", form.note_cell):
        assert (sheet[cell].data_type, sheet[cell].value) == ("s", text)
    read = read_form(draw_form(form), a_form(CATALOGUE))
    assert read.faults == [] and read.submission.note == text and read.submission.lines[0].note == text


@pytest.mark.parametrize(
    ("status", "words", "colour"),
    [
        ("submitted", "第1版：已报送，待审核", "FFDCEAF7"),
        ("accepted", "第1版：已审核通过", "FFDCEAF7"),
        ("returned", "第1版：已退回，不计入任何合计", "FFFBE3D6"),
        ("withdrawn", "第1版：已撤回，不计入任何合计", "FFFBE3D6"),
    ],
)
def test_which_revision_it_is_stands_above_the_table_and_on_every_screen(
    status: Status, words: str, colour: str
) -> None:
    sheet = sheet_of(draw_form(filled(standing(ReportLine(JOBS, 5), status=status))))
    cell = sheet["A4"]
    assert words in str(cell.value) and cell.fill.fgColor.rgb == colour and cell.font.bold
    assert (sheet.row_dimensions[4].height or 0) >= 20 and "A4:J4" in {str(each) for each in sheet.merged_cells.ranges}
    assert sheet.freeze_panes == "C7" and cell.protection.locked


def test_what_the_form_does_not_ask_for_any_more_is_named() -> None:
    gone = next(each for each in CATALOGUE.indicators if each not in CATALOGUE.owed(UNIT, MARCH))
    form = filled(standing(ReportLine(JOBS, 5), ReportLine(gone, 7)))
    assert CATALOGUE.indicators[gone].name in str(sheet_of(draw_form(form))["A4"].value)


def test_no_lock_no_validation_and_no_cell_differs_from_the_empty_form() -> None:
    full = {row.rule.id: ReportLine(row.rule.id, 5, 7 if row.rule.ratio else None) for row in a_form(CATALOGUE).rows}
    empty, drawn = (sheet_of(draw_form(each)) for each in (a_form(CATALOGUE), filled(standing(*full.values()))))
    assert drawn.protection.sheet and vars(drawn.protection) == vars(empty.protection)

    def rules(sheet: Worksheet) -> list[tuple[str, ...]]:
        return [
            (str(each.type), str(each.sqref), str(each.formula1), str(each.formula2))
            for each in sheet.data_validations.dataValidation
        ]

    assert rules(drawn) == rules(empty)
    for row in empty.iter_rows():
        for cell in row:
            assert drawn[cell.coordinate].protection.locked == cell.protection.locked, cell.coordinate
    values = {
        cell.coordinate for row in drawn.iter_rows() for cell in row if cell.value != empty[cell.coordinate].value
    }
    inputs = {row.cell(column) for row in a_form(CATALOGUE).rows for column in row.inputs()}
    assert values == inputs | {"A4"}


def test_a_form_that_nothing_was_reported_of_has_no_room_for_a_revision() -> None:
    sheet = sheet_of(draw_form(a_form(CATALOGUE)))
    assert sheet.row_dimensions[4].height == 4 and sheet["A4"].value is None


@pytest.mark.parametrize(("revision", "compared"), [(True, False), (False, True), (True, True), (False, False)])
def test_it_comes_back_as_simulated_only_where_the_revision_in_it_was(revision: bool, compared: bool) -> None:
    last = standing(ReportLine(JOBS, 5), simulated=revision)
    form = replace(filled(last), simulated=compared or revision)
    raw = draw_form(form)
    assert read_form(raw, a_form(CATALOGUE)).submission.simulated is revision
    assert ("模拟数据" in str(sheet_of(raw)["A1"].value)) is (revision or compared)
