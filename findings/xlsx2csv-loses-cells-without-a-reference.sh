#!/bin/sh
# Expected: rows and cells without the attribute `r` are read in the order in which they stand: it is optional (ECMA-376, CT_Row
# and CT_Cell), and some writers of large tables leave it out.
# Seen, xlsx2csv 0.8.6: such a sheet gives no output at all, without an error. openpyxl 3.1.5 and python-calamine 0.9.1 read it.
# With us: an export of another system that is turned into CSV before `xushi submit` would be an empty file, which is refused.
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 xlsx2csv==0.8.6
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


import re
import subprocess

from python_calamine import CalamineWorkbook


def without(name, text):
    return re.sub("(<row|<c) r=\"[A-Z]*[0-9]+\"", "\\1", text) if name.endswith("sheet1.xml") else text


path = a_workbook(without)
made = subprocess.run([sys.executable, "-m", "xlsx2csv", str(path)], capture_output=True, check=True).stdout.decode()
read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
other = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
print(f"xlsx2csv: {made!r}; calamine: {read}; openpyxl: {other}")
if (made, read, other) != ("", [["X", 12.0]], [["X", 12]]):
    sys.exit("CHANGED: cells without a reference are read otherwise now")
PYTHON
