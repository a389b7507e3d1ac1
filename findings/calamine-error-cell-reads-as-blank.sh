#!/bin/sh
# Expected: a cell that holds an error (#N/A, #DIV/0!) can be told apart from one that holds nothing.
# Seen, python-calamine 0.9.1: to_python() gives an empty string for both. openpyxl 3.1.5 gives the text "#N/A".
# With us: a formula that failed is a fault to be named at its cell, a blank is a figure that was not reported; so forms are
# not read with calamine alone (docs/decisions/0121-how-a-form-is-read.md), which is a cross-check in tests.
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


from python_calamine import CalamineWorkbook


def failed(name, text):
    if not name.endswith("sheet1.xml"):
        return text
    return text.replace("</sheetData>", "<row r=\"2\"><c r=\"A2\" t=\"e\"><v>#N/A</v></c><c r=\"C2\"><v>1</v></c></row></sheetData>")


path = a_workbook(failed)
error, blank, _ = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1]
other = openpyxl.load_workbook(path).active["A2"].value
print(f"calamine: the error is {error!r}, the blank {blank!r}; openpyxl: the error is {other!r}")
if (error, blank, other) != ("", "", "#N/A"):
    sys.exit("CHANGED: an error is told apart from a blank, or openpyxl gives something else")
PYTHON
