"""Through LibreOffice and back: the form says the same after another program has opened and saved it.

Skipped where LibreOffice is not installed; files that it made are among the golden forms, and are read in every run.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from services.intake.forms.reading.read import Filled, read_form
from shared.catalogue import load_catalogue
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


@pytest.mark.parametrize("name", FORMS)
def test_forms_that_libreoffice_saved_say_what_they_said_before(name: str) -> None:
    saved = (GOLDEN / f"libreoffice-{name}.xlsx").read_bytes()
    assert said(read_form(saved, FORM)) == said(read_form(before(name), FORM))
