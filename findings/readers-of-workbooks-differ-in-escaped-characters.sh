#!/bin/sh
# Expected: _xHHHH_ in a text is the character with that code (ECMA-376 22.9.2.19, ST_Xstring): _x000D_ a carriage return, which
# Excel writes for a line break that came from elsewhere, _x4E2D_ is 中.
# Seen: python-calamine 0.9.1 decodes _x000D_ and leaves _x4E2D_ as it stands; openpyxl 3.1.5 leaves both.
# With us: the same label read by two programs is two texts; our own reader decodes both (services/intake/forms/workbook).
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

path = a_workbook(lambda name, text: text.replace("<is><t>X</t></is>", "<is><t>a_x000D_b_x4E2D_</t></is>"))
((read, _),) = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
other = openpyxl.load_workbook(path).active["A1"].value
print(f"calamine: {read!r}; openpyxl: {other!r}")
if (read, other) != ("a\rb_x4E2D_", "a_x000D_b_x4E2D_"):
    sys.exit("CHANGED: escaped characters are read otherwise now")
PYTHON
