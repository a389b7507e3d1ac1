"""A workbook's bytes, the same for the same workbook. Pure."""

from __future__ import annotations

import datetime
import io
import zipfile

from openpyxl import Workbook

EPOCH = datetime.datetime(2021, 1, 1)  # noqa: DTZ001  # a workbook's times have no zone

_ARCHIVE_TIME = (2021, 1, 1, 0, 0, 0)


def steady(book: Workbook) -> bytes:
    """The workbook's bytes without the present time, which openpyxl writes into each part's directory entry."""
    written = io.BytesIO()
    book.save(written)
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _without_saving_time(content)
            target.writestr(zipfile.ZipInfo(part.filename, _ARCHIVE_TIME), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _without_saving_time(core: bytes) -> bytes:
    start, end = core.find(b"<dcterms:modified"), core.find(b"</dcterms:modified>")
    if start < 0 or end < 0:
        return core
    opened = core.index(b">", start) + 1
    return core[:opened] + EPOCH.isoformat().encode() + b"Z" + core[end:]
