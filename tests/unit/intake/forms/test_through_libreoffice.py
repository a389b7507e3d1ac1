"""Through LibreOffice and back: the form says the same after another program has opened and saved it.

Skipped where LibreOffice is not installed; files that it made are among the golden forms, and are read in every run.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.last_report import LastReport
from services.intake.forms.layout import Form
from services.intake.forms.reading.read import Filled, read_form
from services.intake.reports.state import ReportState
from services.intake.submission.read_line import read_line
from shared.catalogue import load_catalogue
from shared.events import ReportLine
from tests.unit.intake.forms.support import GOLDEN, a_form, fill, reshaped, row_of, swapped, with_cell

SOFFICE = shutil.which("soffice")
FORM = a_form(load_catalogue())
FLOW, STOCK, MONEY, RATIO = (
    row_of(FORM, each)
    for each in (
        "urban_new_employment",
        "work_injury_insurance_insured",
        "professional_personnel",
        "mediation_success_rate",
    )
)
SAVED = ("xlsx:Calc MS Excel 2007 XML", "xlsx:Calc Office Open XML")
"""The two ways in which LibreOffice saves a workbook for Excel."""


def filled() -> bytes:
    """A form filled in as people do, with everything that a program may write in another way."""
    raw = fill(
        FORM,
        {
            f"E{FLOW}": "１，７９０",
            f"D{FLOW}": "本年累计",
            f"J{FLOW}": "园区集中招工，\n见附表 1",
            f"E{STOCK}": 182_345,
            f"E{MONEY}": "=62000+400",
            f"F{RATIO}": 97,
            f"G{RATIO}": "120件",
            FORM.note_cell: "  初步数 <待核> & “已报” ",
            FORM.reason_cell: "漏报两个街道",
        },
    )
    return with_cell(raw, f"E{MONEY}", "<f>62000+400</f><v>62400</v>")


STRUCK = "<is><r><t>17</t></r><r><rPr><strike/></rPr><t>90</t></r></is>"
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "as-issued": lambda raw: raw,
    "moved": partial(reshaped, rows={1: 1, 10: 1, FORM.last_row + 1: 2}, columns={2: 1, 8: 1}),
    "swapped": partial(swapped, rows=(FLOW, STOCK), columns=None),
    "struck-out": lambda raw: with_cell(raw, f"E{STOCK}", STRUCK, ' t="inlineStr"'),
    "error": lambda raw: with_cell(raw, f"E{STOCK}", "<f>1/0</f><v>#DIV/0!</v>", ' t="e"'),
    "empty-result": lambda raw: with_cell(raw, f"E{STOCK}", '<f>IF(1=1,"","")</f><v></v>', ' t="str"'),
}


def before(name: str) -> bytes:
    """What says the same as a form: moving cells changes nothing, but takes a formula's result with it."""
    return filled() if name in ("moved", "swapped") else FORMS[name](filled())


def said(read: Filled) -> object:
    """All that a form says, faults included, wherever it stands."""
    lines = [
        (line.indicator, line.value, line.numerator, line.denominator, line.basis, line.note)
        for line in read.submission.lines
    ]
    faults = sorted((fault.cell, fault.code) for fault in read.faults)
    return sorted(lines, key=str), faults, read.submission.note, read.submission.correction


ISSUED = {"filled": a_form(load_catalogue()), "filled-city": a_form(load_catalogue(), "500000")}
"""A unit's form with people and ratios, an area's with money and a surveyed rate."""


def standing(form: Form) -> LastReport:
    """What such a form is issued with: every row filled, texts that begin like formulas, a returned correction."""
    lines = {
        row.rule.id: ReportLine(
            row.rule.id,
            123 * row.number + (1 if row.unit.scale > 1 else 0),
            4_567 if row.rule.ratio else None,
            "year_to_date" if row.rule.cumulates and row.number % 2 else "month",
        )
        for row in form.rows
    }
    return LastReport(
        ReportState(2, "returned", 1),
        lines,
        {form.rows[0].rule.id: "=园区集中招工，\n见附表 1"},
        note="初步数",
        reason="漏报两个街道",
        evidence="渝人社〔2023〕8号",
        taken_back="=与台账不符",
    )


def issued_filled(form: Form) -> bytes:
    """The form of a month that is in, as it is issued."""
    return draw_form(replace(form, last=standing(form)))


@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is NOT INSTALLED: the form's way through it is NOT TESTED"
)
@pytest.mark.parametrize("saved", SAVED)
def test_a_form_saved_by_libreoffice_says_the_same(saved: str, tmp_path: Path) -> None:
    raws = {name: do(filled()) for name, do in FORMS.items()}
    for name, raw in raws.items():
        (tmp_path / f"{name}.xlsx").write_bytes(raw)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(tmp_path / f"{name}.xlsx") for name in raws]
    command = [str(SOFFICE), profile, "--headless", "--convert-to", saved, "--outdir", str(tmp_path / "out"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for name, raw in raws.items():
        back = (tmp_path / "out" / f"{name}.xlsx").read_bytes()
        assert back != raw
        assert said(read_form(back, FORM)) == said(read_form(before(name), FORM)), name


@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is NOT INSTALLED: the form's way through it is NOT TESTED"
)
@pytest.mark.parametrize("saved", SAVED)
def test_a_filled_form_saved_by_libreoffice_is_the_same_report_and_as_locked_as_before(
    saved: str, tmp_path: Path
) -> None:
    for name, form in ISSUED.items():
        (tmp_path / f"{name}.xlsx").write_bytes(issued_filled(form))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(tmp_path / f"{name}.xlsx") for name in ISSUED]
    command = [str(SOFFICE), profile, "--headless", "--convert-to", saved, "--outdir", str(tmp_path / "out"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for name, form in ISSUED.items():
        assert_same(form, (tmp_path / "out" / f"{name}.xlsx").read_bytes())


@pytest.mark.parametrize("name", ISSUED)
def test_a_filled_form_that_libreoffice_saved_is_the_same_report_and_as_locked_as_before(name: str) -> None:
    assert_same(ISSUED[name], (GOLDEN / f"libreoffice-{name}.xlsx").read_bytes())


def assert_same(form: Form, back: bytes) -> None:
    """The same exact integers, words, locks and validations as in the form that was issued."""
    read = read_form(back, form)
    assert read.faults == [] and said(read) == said(read_form(issued_filled(form), form))
    lines = [read_line(line, 0, row.rule, []) for line, row in zip(read.submission.lines, read.rows, strict=True)]
    assert {line.indicator: line for line in lines if line is not None} == standing(form).lines
    before, after = (load_workbook(io.BytesIO(raw))["月报表"] for raw in (issued_filled(form), back))
    assert after.protection.sheet and "第2版：已退回" in after["A4"].value and after["A4"].data_type == "s"
    locks = {cell.coordinate: cell.protection.locked for row in before["A1" : f"J{form.end_row}"] for cell in row}
    assert {cell: after[cell].protection.locked for cell in locks} == locks
    assert validated(after) == validated(before)


def validated(sheet: Worksheet) -> set[str]:
    """Every cell that a validation holds."""
    areas = [str(area) for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges]
    return {
        cell.coordinate for area in areas for row in sheet[area if ":" in area else f"{area}:{area}"] for cell in row
    }


@pytest.mark.parametrize("name", FORMS)
def test_forms_that_libreoffice_saved_say_what_they_said_before(name: str) -> None:
    saved = (GOLDEN / f"libreoffice-{name}.xlsx").read_bytes()
    assert said(read_form(saved, FORM)) == said(read_form(before(name), FORM))
