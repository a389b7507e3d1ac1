"""The same file as openpyxl opens it, which is stricter than the programs that people use. Pure.

Only for the copy that faults are marked in; what is read of a form is never read through this.
"""

from __future__ import annotations

import io
import re
import zipfile

_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""Namespaces of Strict Open XML, and those that everybody else writes."""

_EMPTY_FILL = re.compile(rb"<((?:\w+:)?)fill\s*(?:/>|>\s*</\1fill>)")
_PROPERTIES = "docprops/"
"""Author, times and the like: not needed, and where files are odd most often."""


def as_openpyxl_reads(raw: bytes) -> bytes:
    """The archive with slashes in its names, usual namespaces, no empty fills, and without its properties."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            name = part.filename.replace("\\", "/")
            if name.lower().startswith(_PROPERTIES):
                continue
            content = source.read(part)
            if name.lower().endswith((".xml", ".rels")):
                for strict, usual in _STRICT:
                    content = content.replace(strict, usual)
                content = _EMPTY_FILL.sub(rb"<\1fill><\1patternFill/></\1fill>", content)
            target.writestr(name, content)
    return written.getvalue()
