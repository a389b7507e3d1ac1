"""Is this file a harmless workbook? Looked at before anything parses it. Pure.

An .xlsx file is a ZIP archive of XML parts. Its directory says how large each part will be, and
the archive reader takes no more than that; so the limits below bound what parsing can cost.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from services.intake.forms.faults import FormRefused

MOST_PARTS = 200
"""Parts of an archive; a form has about fifteen."""

MOST_BYTES = 10_000_000
"""Unpacked size of all parts together; a form has about 60 kB."""

MOST_CELLS = 60_000
"""Cells of all sheets, empty formatted ones included; a form has a few hundred."""

MOST_RATIO = 200
"""How many times larger than packed a part may be, beyond its first 100 kB."""

_ALWAYS = 100_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_AGAIN = "请从系统重新下载表样填写"


def inspect(raw: bytes) -> None:
    """Make sure that ``raw`` is an .xlsx workbook without macros, passwords and traps.

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
            _check_kind(archive, {part.filename for part in parts})
            _check_texts(archive, parts)
    except FormRefused:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    except Exception as error:  # zlib and lzma have errors of their own, and no common ancestor
        raise damaged() from error


def damaged() -> FormRefused:
    """The file cannot be opened."""
    return FormRefused(
        "form-damaged", "文件已损坏", f"文件打不开，可能没有传完或已损坏；请重新保存后再上传，或{_AGAIN}"
    )


def _old_or_encrypted(raw: bytes) -> FormRefused:
    if _ENCRYPTED in raw:
        return FormRefused("form-encrypted", "文件有密码", "请取消打开密码（另存为不加密的 .xlsx）后再上传")
    return FormRefused(
        "form-xls", "不支持 .xls 旧格式", "请在 Excel 或 WPS 中另存为“Excel 工作簿（*.xlsx）”后再上传", 415
    )


def _check_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise FormRefused("form-encrypted", "文件有密码", "压缩包内有加密的内容；请取消密码后再上传")
    total = sum(part.file_size for part in parts)
    bloated = any(
        part.file_size > _ALWAYS and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
    )
    if len(parts) > MOST_PARTS or total > MOST_BYTES or bloated:
        raise too_large()


def too_large() -> FormRefused:
    """It would unpack to far more than a form holds."""
    return FormRefused("form-too-large", "文件异常庞大", f"文件解开后远大于一张报表，已拒绝打开；{_AGAIN}", 413)


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "mimetype" in names and "opendocument" in archive.read("mimetype")[:100].decode("ascii", "replace"):
        raise FormRefused("form-not-xlsx", "不是 xlsx 文件", "这是 OpenDocument 文件（.ods）；请另存为 .xlsx", 415)
    if "[Content_Types].xml" not in names:
        raise FormRefused("form-not-xlsx", "不是 xlsx 文件", "这是压缩包，不是 Excel 工作簿（.xlsx）", 415)
    kinds = archive.read("[Content_Types].xml").lower()
    lower = {name.lower() for name in names}
    if b"macroenabled" in kinds or any("vbaproject" in name or "macrosheets" in name for name in lower):
        raise FormRefused(
            "form-has-macros", "文件含有宏", "报表不接受含宏的文件（.xlsm）；请另存为不含宏的“Excel 工作簿（*.xlsx）”"
        )
    if b"spreadsheetml" not in kinds or "xl/workbook.bin" in lower:
        raise FormRefused("form-not-xlsx", "不是 xlsx 文件", "这不是 Excel 工作簿（.xlsx）；请另存为 .xlsx", 415)


def _check_texts(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Nothing that expands inside the XML, and not too many cells."""
    cells = 0
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        text = archive.read(part)
        if any(word in text for word in _DECLARATIONS):
            raise FormRefused("form-unsafe", "文件不安全", f"文件内含 XML 实体声明，已拒绝打开；{_AGAIN}")
        cells += text.count(b"<c ") + text.count(b"<row ") + text.count(b":c ")
        if cells > MOST_CELLS:
            raise too_large()
