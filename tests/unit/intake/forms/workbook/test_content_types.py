from __future__ import annotations

import io
import zipfile

from services.intake.forms.workbook.content_types import declared_types, has_macros, is_workbook
from services.intake.forms.workbook.package import Package

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def package(declared: str, *parts: str) -> Package:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        target.writestr("[Content_Types].xml", f"<Types>{declared}</Types>")
        for part in parts:
            target.writestr(part, "x")
    return Package(written.getvalue())


def test_a_part_is_what_it_is_declared_to_be_by_its_name_or_else_by_its_ending() -> None:
    declared = (
        f'<Default Extension="XML" ContentType="text/xml"/><Override PartName="/xl/Workbook.xml" ContentType="{MAIN}"/>'
    )
    types = declared_types(package(declared, "xl/workbook.xml", "xl/a.xml", "xl/b.png", "xl/"))
    assert types == {"xl/workbook.xml": MAIN.lower(), "xl/a.xml": "text/xml", "xl/b.png": ""}
    assert is_workbook(types) and not has_macros(types)


def test_only_a_declaration_that_applies_to_a_part_that_is_there_counts() -> None:
    declared = (
        f'<Default Extension="bin" ContentType="{BINARY}"/>'
        '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    )
    assert not has_macros(declared_types(package(declared, "xl/workbook.xml")))
    assert has_macros(declared_types(package(declared, "xl/workbook.xml", "xl/other.bin")))
    assert has_macros(declared_types(package("", "xl/vbaProject.bin")))
    assert has_macros(declared_types(package("", "xl\\macrosheets\\sheet1.xml")))


def test_another_document_is_no_workbook() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    word = f'<Default Extension="xml" ContentType="{kind}"/>'
    assert not is_workbook(declared_types(package(word, "word/document.xml")))
