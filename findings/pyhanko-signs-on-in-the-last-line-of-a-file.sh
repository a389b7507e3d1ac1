#!/bin/sh
# Expected: what is appended to a PDF begins in a line of its own, whether or not the file's last line has an end.
# Seen, pyHanko 0.38.0: a file that ends in %%EOF without a line end (as typst 0.15.2 writes it) is continued in that very line:
# "%%EOF7 0 obj". Readers get by; PDF/A does not allow it (ISO 19005-2, 6.1.9), and veraPDF 1.28.2 fails the signed file.
# With us: a document gets its line end before it is signed (shared/office/pdf/typesetter.py).
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyHanko==0.38.0 typst==0.15.2
"$place/venv/bin/python" <<'PYTHON'
import io
import sys

import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

made = typst.compile(b"text", format="pdf")
found = {}
for name, document in (("as typst writes it", made), ("with a line end", made + b"\n")):
    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    writer.set_info(writer.add_object(writer.trailer.raw_get("/Info").get_object()))
    written = io.BytesIO()
    writer.write(written)
    found[name] = written.getvalue()[len(made) - 5 : len(made) + 9]
    print(f"{name}: {found[name]!r}")
joined = [name for name, seen in found.items() if seen.startswith(b"%%EOF") and seen[5:6] not in (b"\n", b"\r")]
if made.endswith(b"\n") or joined != ["as typst writes it"]:
    sys.exit("CHANGED: the line ends otherwise now")
PYTHON
