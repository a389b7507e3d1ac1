from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from shared.web.uploads.file_kinds import KINDS, charset_of, looks_like, media_type


def a_workbook() -> bytes:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    return written.getvalue()


def an_archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


GOOD = {
    ".pdf": b"%PDF-1.7\n%\xe2\xe3",
    ".docx": an_archive("[Content_Types].xml", "word/document.xml"),
    ".xlsx": a_workbook(),
    ".jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    ".png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ".txt": "参保名册\r\n".encode(),
}


def test_each_kind_knows_its_own_and_no_other() -> None:
    assert set(GOOD) == set(KINDS)
    for ending, kind in KINDS.items():
        assert [other for other, content in GOOD.items() if kind.is_one(content)] == [ending]


@pytest.mark.parametrize(
    "content",
    [
        an_archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        an_archive("word/document.xml"),
        an_archive("[Content_Types].xml", "word/document.xml")[:-40],
        b"PK\x03\x04",
    ],
    ids=["macros", "no office file", "cut short", "no directory"],
)
def test_an_archive_that_is_no_whole_document_or_has_macros_is_none(content: bytes) -> None:
    assert not KINDS[".docx"].is_one(content)


def test_a_text_is_told_with_the_charset_that_it_is_in() -> None:
    assert media_type(".txt", "名册".encode()) == "text/plain; charset=utf-8"
    assert media_type(".txt", "名册".encode("gb18030")) == "text/plain; charset=gb18030"
    assert media_type(".txt", "名册".encode("utf-16")) == "text/plain; charset=utf-16"
    assert media_type(".pdf", GOOD[".pdf"]) == "application/pdf"
    assert charset_of(b"a\0b") is None
    assert charset_of(b"\x81") is None


def test_what_others_look_like_is_said() -> None:
    assert looks_like(b"\x7fELF....") == "程序"
    assert looks_like(an_archive("a.txt")) == "压缩包，或含宏的 Office 文件"
    assert looks_like(bytes(range(128, 140))) == ""
