#!/bin/sh
# Expected: a workbook saved as "Strict Open XML workbook (*.xlsx)", a choice in the list of Excel, is read like any other,
# or is refused as a format that is not supported.
# Seen, openpyxl 3.1.5: it loads without an error and has no sheets; the first look at one is an IndexError.
# python-calamine 0.9.1 reads the same file.
# With us: a clerk whose Excel saves so uploads a filled form. services/intake/forms/workbook reads both namespaces itself.
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
"$place/venv/bin/python" - "$place" <<'PYTHON'
import io
import sys
import zipfile
from pathlib import Path

import openpyxl


def a_workbook(change):
    """A small workbook as openpyxl writes it, each part run through `change(name, text)`."""
    book = openpyxl.Workbook()
    book.active.append(["X", 12])
    written = io.BytesIO()
    book.save(written)
    parts = zipfile.ZipFile(written)
    path = Path(sys.argv[1]) / "book.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        for name in parts.namelist():
            made.writestr(name, change(name, parts.read(name).decode()))
    return path


STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(_name, text):
    for transitional, named in STRICT.items():
        text = text.replace(transitional, named)
    return text


import warnings

from python_calamine import CalamineWorkbook

warnings.simplefilter("ignore")
path = a_workbook(strict)
sheets = len(openpyxl.load_workbook(path).worksheets)
rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
print(f"openpyxl: {sheets} sheets; calamine: {rows}")
if sheets != 0 or rows != [["X", 12.0]]:
    sys.exit("CHANGED: a strict workbook is read otherwise now")
PYTHON
