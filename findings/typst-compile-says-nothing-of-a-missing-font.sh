#!/bin/sh
# Expected: a document that asks for a font which is not there is refused, or at least warned of.
# Seen, typst 0.15.2 (PyPI): `typst.compile` returns a PDF in another font, and warns of nothing, neither by Python's warnings nor on
# stderr. `typst.compile_with_warnings` returns the warning beside the file. A single file in `font_paths` is no help either: only
# folders are looked into, a file is passed over in silence.
# With us: warnings are faults, and fonts are given by folder (shared/office/pdf/typesetter.py).
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2
cp "$(dirname "$0")/../shared/office/fonts/sans-regular.otf" "$place/font.otf"
"$place/venv/bin/python" -W error - "$place" <<'PYTHON'
import sys

import typst

SOURCE = b'#set text(font: "No Such Font")\ntext'
plain = typst.compile(SOURCE, format="pdf", ignore_system_fonts=True)
_, warned = typst.compile_with_warnings(SOURCE, format="pdf", ignore_system_fonts=True)
print("compile: a PDF of", len(plain), "bytes; compile_with_warnings:", [each.message for each in warned])
families = [
    typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[path]).families()
    for path in (f"{sys.argv[1]}/font.otf", sys.argv[1])
]
print("a file in font_paths:", families[0], "its folder:", families[1])
if len(warned) != 1 or "unknown font family" not in warned[0].message or families != [[], ["Noto Sans CJK SC"]]:
    sys.exit("CHANGED: a missing font is told of otherwise now")
PYTHON
