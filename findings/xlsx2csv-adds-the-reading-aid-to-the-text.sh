#!/bin/sh
# Expected: what stands above characters as a reading aid (phonetic runs; "拼音指南" in Excel) is no part of a text cell.
# Seen, xlsx2csv 0.8.6: in a text that stands in its cell (inlineStr) the aid is appended: "重庆" comes out as "重庆chóngqìng".
# openpyxl 3.1.5 leaves it out.
# With us: tables of names are handed over as workbooks and turned into CSV before `xushi submit`; a unit named so is unknown. The
# form is read without phonetic runs (services/intake/forms/workbook).
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsx2csv==0.8.6
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


import subprocess

AIDED = "<is><t>重庆</t><rPh sb=\"0\" eb=\"1\"><t>chóng</t></rPh><rPh sb=\"1\" eb=\"2\"><t>qìng</t></rPh></is>"
path = a_workbook(lambda name, text: text.replace("<is><t>X</t></is>", AIDED))
made = subprocess.run([sys.executable, "-m", "xlsx2csv", str(path)], capture_output=True, check=True).stdout.decode().strip()
other = openpyxl.load_workbook(path).active["A1"].value
print(f"xlsx2csv: {made!r}; openpyxl: {other!r}")
if (made, other) != ("重庆chóngqìng,12", "重庆"):
    sys.exit("CHANGED: the reading aid is treated otherwise now")
PYTHON
