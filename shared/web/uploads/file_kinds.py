"""Which kinds of files come with answers, and whether a file's content is of the kind that its name says. Pure.

A name is only what somebody typed: whoever opens the file later trusts its ending. Looked at are the bytes that every
file of a kind has, in one pass; nothing is unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

MOST_FILES = 5
"""Files that may come with one answer or statement."""

_PDF_BEGINS_WITHIN = 1_024  # bytes: readers allow for something before it
_ZIP_END, _ZIP_ENDS_WITHIN = b"PK\x05\x06", 65_557  # a comment of at most 65,535 bytes stands behind it
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # all but what lays a text out: tab, ends of lines and of pages
_OFFICE = "application/vnd.openxmlformats-officedocument."
_CHARSETS = ("utf-8", "gb18030")


class FileKind(NamedTuple):
    """A kind of file: what people call it, its media type, and whether some bytes are one."""

    called: str
    media_type: str
    is_one: Callable[[bytes], bool]


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_PDF_BEGINS_WITHIN]


def _is_office(folder: bytes) -> Callable[[bytes], bool]:
    """An archive with the parts of one office program, and no macros; names stand in an archive as they are."""

    def is_one(content: bytes) -> bool:
        whole = content.startswith(_ZIP) and _ZIP_END in content[-_ZIP_ENDS_WITHIN:]
        return whole and b"[Content_Types].xml" in content and folder in content and b"vbaProject.bin" not in content

    return is_one


def _is_text(content: bytes) -> bool:
    return not _is_pdf(content) and charset_of(content) is not None


KINDS = {
    ".pdf": FileKind("PDF 文件", "application/pdf", _is_pdf),
    ".docx": FileKind("Word 文档（.docx）", _OFFICE + "wordprocessingml.document", _is_office(b"word/")),
    ".xlsx": FileKind("Excel 工作簿（.xlsx）", _OFFICE + "spreadsheetml.sheet", _is_office(b"xl/")),
    ".jpg": FileKind("JPEG 图片", "image/jpeg", lambda content: content.startswith(b"\xff\xd8\xff")),
    ".png": FileKind("PNG 图片", "image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    ".txt": FileKind("文本文件", "text/plain", _is_text),
}
"""What may come with an answer, by the ending of its name: nothing that a browser or an office program would run."""

_OTHERS = (
    FileKind("旧格式的 Office 文件（.doc、.xls）", "", lambda content: content.startswith(_OLE)),
    FileKind("程序", "", lambda content: content.startswith((b"MZ", b"\x7fELF"))),
    FileKind("压缩包，或含宏的 Office 文件", "", lambda content: content.startswith(_ZIP)),
)


def charset_of(content: bytes) -> str | None:
    """The charset that a text is written in; None where it is no text."""
    for charset in ("utf-16",) if content.startswith(_UTF16) else _CHARSETS:
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else charset
    return None


def media_type(ending: str, content: bytes) -> str:
    """The media type of a file whose content is of the kind that its ending names."""
    charset = charset_of(content) if ending == ".txt" else None
    return KINDS[ending].media_type + (f"; charset={charset}" if charset else "")


def looks_like(content: bytes) -> str:
    """What people call the kind that the bytes are of; '' for none that is known."""
    return next((kind.called for kind in (*KINDS.values(), *_OTHERS) if kind.is_one(content)), "")
