"""Is this file a harmless workbook? Looked at before anything parses it. Pure.

An .xlsx file is a ZIP archive of XML parts. Its directory says how large each part will be, and
the archive reader takes no more than that; so the limits below bound what parsing can cost.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from services.intake.forms.faults import FormRefused
from services.intake.forms.workbook.content_types import declared_types, has_macros, is_workbook
from services.intake.forms.workbook.package import CONTENT_TYPES, Package, holds_xml, open_package
from services.intake.forms.workbook.refusals import damaged, too_large, unsafe
from shared.steps import step

MOST_PARTS = 200
"""Parts of an archive; a form has about fifteen."""

MOST_BYTES = 10_000_000
"""Unpacked size of all parts together; a form has about 60 kB."""

MOST_CELLS = 60_000
"""Cells of all sheets, empty formatted ones included; a form has a few hundred."""

MOST_TAGS = 800_000
"""Tags of all parts, opening and closing ones: what parsing them takes in memory."""

MOST_RATIO = 200
"""How many times larger than packed a part may be, beyond its first 100 kB."""

_ALWAYS = 100_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_CELL = re.compile(rb"<(?:[\w.-]+:)?(?:c|row)[\s/>]")


def inspect(raw: bytes) -> int:
    """Make sure that ``raw`` is an .xlsx workbook without macros, passwords and traps; how many rows and cells it has.

    Raises:
        FormRefused: it is not, and why.
    """
    if not raw:
        raise FormRefused("form-empty", "没有收到文件", "请选择填好的报表文件（.xlsx）", 400)
    if raw.startswith(_OLE):
        raise _old_or_encrypted(raw)
    if not raw.startswith(_ZIP):
        raise FormRefused(
            "form-not-xlsx",
            "不是 xlsx 文件",
            "文件内容不是 Excel 工作簿（.xlsx）；请用 Excel、WPS 或 LibreOffice 另存为“Excel 工作簿（*.xlsx）”再上传",
            415,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            cells = _count_cells(archive, parts)
        _check_kind(open_package(raw))
    except FormRefused:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    except Exception as error:  # zlib and lzma have errors of their own, and no common ancestor
        raise damaged() from error
    return cells


def _old_or_encrypted(raw: bytes) -> FormRefused:
    if _ENCRYPTED in raw:
        return FormRefused("form-encrypted", "文件有密码", "请取消打开密码（另存为不加密的 .xlsx）后再上传")
    return FormRefused(
        "form-xls", "不支持 .xls 旧格式", "请在 Excel 或 WPS 中另存为“Excel 工作簿（*.xlsx）”后再上传", 415
    )


def _check_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise FormRefused("form-encrypted", "文件有密码", "压缩包内有加密的内容；请取消密码后再上传")
    if len(parts) > MOST_PARTS:
        raise too_large()
    largest = max(parts, key=lambda part: part.file_size, default=None)
    if largest is not None and sum(part.file_size for part in parts) > MOST_BYTES:
        raise too_large(largest.filename)
    for part in parts:
        if part.file_size > _ALWAYS and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise too_large(part.filename)


def _count_cells(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> int:
    """How many rows and cells all sheets have. Nothing expands inside the XML, and there is not too much of it, in
    whatever encoding."""
    cells = tags = 0
    for part in parts:
        step()
        text = archive.read(part)
        if not holds_xml(part.filename, text):
            continue
        if any(word in text for word in _DECLARATIONS):
            raise unsafe()
        cells += len(_CELL.findall(text.replace(b"\0", b"") if b"\0" in text[:4] else text))
        tags += text.count(b"<")
        if cells > MOST_CELLS or tags > MOST_TAGS:
            raise too_large()
    return cells


def _check_kind(package: Package) -> None:
    if "mimetype" in package and b"opendocument" in package.bytes_of("mimetype")[:100]:
        raise FormRefused("form-not-xlsx", "不是 xlsx 文件", "这是 OpenDocument 文件（.ods）；请另存为 .xlsx", 415)
    if CONTENT_TYPES not in package:
        raise FormRefused("form-not-xlsx", "不是 xlsx 文件", "这是压缩包，不是 Excel 工作簿（.xlsx）", 415)
    if "xl/workbook.bin" in package or b"spreadsheetml" not in _plain_bytes(package):
        raise _no_workbook()
    types = declared_types(package)
    if has_macros(types):
        raise FormRefused(
            "form-has-macros", "文件含有宏", "报表不接受含宏的文件（.xlsm）；请另存为不含宏的“Excel 工作簿（*.xlsx）”"
        )
    if not is_workbook(types):
        raise _no_workbook()


def _plain_bytes(package: Package) -> bytes:
    """What the parts are declared to be, in whatever encoding."""
    return package.bytes_of(CONTENT_TYPES).replace(b"\0", b"").lower()


def _no_workbook() -> FormRefused:
    return FormRefused("form-not-xlsx", "不是 xlsx 文件", "这不是 Excel 工作簿（.xlsx）；请另存为 .xlsx", 415)
