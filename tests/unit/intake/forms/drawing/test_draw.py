from __future__ import annotations

import io

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.layout import Comparison, Earlier
from services.intake.forms.reading.read import read_form
from services.intake.units.month_amounts import MonthAmount
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.intake.forms.support import MARCH, a_form, quarterly, row_of


def drawn(raw: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(raw))["月报表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_same_form_is_drawn_in_the_same_bytes(catalogue: Catalogue) -> None:
    assert draw_form(a_form(catalogue)) == draw_form(a_form(catalogue))


def test_every_owed_indicator_has_a_row_and_a_part_stands_right_below_its_total(catalogue: Catalogue) -> None:
    for unit in (each for each in catalogue.units() if catalogue.valid_in(each, MARCH)):
        form = a_form(catalogue, unit)
        assert sorted(row.rule.id for row in form.rows) == sorted(catalogue.owed(unit))
        for row in form.rows:
            if row.whole_row is not None:
                between = [each for each in form.rows if row.whole_row < each.row < row.row]
                assert all(each.whole_row is not None for each in between)


def test_only_the_cells_to_fill_in_are_unlocked(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    sheet = drawn(draw_form(form))
    assert sheet.protection.sheet and not sheet.protection.password
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    inputs = {row.cell(column) for row in form.rows for column in (*row.inputs(), "J")}
    inputs |= {row.cell("D") for row in form.rows if row.rule.cumulates}
    foot = {
        f"{c}{int(cell[1:])}" for cell in (form.note_cell, form.reason_cell, form.evidence_cell) for c in "CDEFGHIJ"
    }
    assert unlocked == inputs | foot


def test_a_part_is_held_to_its_total_and_every_number_cell_has_a_validation(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    rules = drawn(draw_form(form)).data_validations.dataValidation
    part = row_of(form, "migrant_worker_training")
    (formula,) = [rule.formula1 for rule in rules if f"E{part}" in rule.sqref]
    assert f"E{part}<=E{part - 1}" in formula
    covered = {str(cell) for rule in rules for cells in rule.sqref.ranges for cell in [cells.coord]}
    for row in form.rows:
        assert any(row.cell(column) in rule.sqref for rule in rules for column in row.inputs())
    assert covered


def test_last_month_and_last_year_stand_beside_the_cells_and_the_basis_follows_last_month(catalogue: Catalogue) -> None:
    earlier = Comparison(
        {
            "urban_new_employment": Earlier(MonthAmount(1_200), "year_to_date"),
            "mediation_success_rate": Earlier(MonthAmount(97, 120)),
        },
        {"urban_new_employment": Earlier(MonthAmount(1_100))},
        simulated=True,
    )
    form = a_form(catalogue, earlier=earlier)
    sheet = drawn(draw_form(form))
    flow, ratio = row_of(form, "urban_new_employment"), row_of(form, "mediation_success_rate")
    assert (sheet[f"H{flow}"].value, sheet[f"I{flow}"].value, sheet[f"D{flow}"].value) == (1_200, 1_100, "本年累计")
    assert sheet[f"H{flow}"].number_format == "#,##0"
    assert sheet[f"H{ratio}"].value == "80.83%\n（97/120）"
    assert sheet[f"I{ratio}"].value == "—"
    assert "模拟数据" in sheet["A1"].value


def test_what_holds_several_months_says_so_and_what_cannot_be_is_not_compared(catalogue: Catalogue) -> None:
    earlier = Comparison(
        {
            "urban_new_employment": Earlier(MonthAmount(2_300, also=(5,)), "year_to_date"),
            "mediation_success_rate": Earlier(MonthAmount(190, 200, (1, 2)), "year_to_date"),
        },
        {
            "urban_new_employment": Earlier(MonthAmount(-5), "year_to_date"),
            "mediation_success_rate": Earlier(MonthAmount(3, -4), "year_to_date"),
        },
    )
    form = a_form(catalogue, period=Month(2023, 7), earlier=earlier)
    sheet = drawn(draw_form(form))
    flow, ratio = row_of(form, "urban_new_employment"), row_of(form, "mediation_success_rate")
    assert (sheet[f"H{flow}"].value, sheet[f"H{flow}"].number_format) == (2_300, '#,##0"（含5月）"')
    assert sheet[f"H{ratio}"].value == "95.00%\n（190/200）\n（含1–2月）"
    assert sheet[f"I{flow}"].value == sheet[f"I{ratio}"].value == "无法比较"
    assert read_form(draw_form(form), a_form(catalogue, period=Month(2023, 7))).faults == []


def test_of_a_quarters_figure_the_period_before_is_headed_so(catalogue: Catalogue) -> None:
    by_quarter = quarterly(catalogue, "urban_new_employment")
    assert drawn(draw_form(a_form(by_quarter)))["H6"].value == "上期"
    assert drawn(draw_form(a_form(catalogue)))["H6"].value == "上月\n（2023年2月）"


def test_a_form_issued_on_simulated_figures_comes_back_as_simulated(catalogue: Catalogue) -> None:
    form = a_form(catalogue, earlier=Comparison({}, {}, simulated=True))
    assert read_form(draw_form(form), a_form(catalogue)).submission.simulated


def test_it_is_printed_on_a4_with_the_head_on_every_page(catalogue: Catalogue) -> None:
    sheet = drawn(draw_form(a_form(catalogue, "500107", Month(2024, 6))))
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.freeze_panes == "C7"
    assert "2024年7月5日" in sheet["A2"].value  # the fifth working day


def test_what_each_indicator_means_stands_on_a_sheet_of_its_own(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    sheet = load_workbook(io.BytesIO(draw_form(form)))["指标解释"]
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[1] for row in rows] == [row.printed_name for row in form.rows]
    assert "定义：报告期内城镇累计新就业人数" in rows[0][2] and "来源：" in rows[0][2]
    unprinted = next(row for row in rows if "解释未印发" in row[2])
    assert "单位：" in unprinted[2] and "来源：" not in unprinted[2]
