from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.faults import FormRefused
from services.intake.forms.reading.read import read_form
from services.intake.forms.workbook.file_check import MOST_BYTES, inspect
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.intake.forms.support import a_form, fill, rewrite, saved

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


def refusal(raw: bytes) -> str:
    with pytest.raises(FormRefused) as told:
        inspect(raw)
    assert told.value.title and told.value.detail
    return told.value.code


def archive(parts: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packed) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return written.getvalue()


def test_the_form_itself_passes(catalogue: Catalogue) -> None:
    inspect(draw_form(a_form(catalogue)))


def test_files_of_other_kinds_are_named() -> None:
    assert refusal(b"") == "form-empty"
    assert refusal("地区,数值\n".encode()) == "form-not-xlsx"
    assert refusal(OLE) == "form-xls"
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le")) == "form-encrypted"
    assert refusal(archive({"readme.txt": b"x"})) == "form-not-xlsx"
    assert refusal(archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})) == "form-not-xlsx"
    assert refusal(archive({"[Content_Types].xml": b"wordprocessingml"})) == "form-not-xlsx"


def test_a_damaged_file_is_named(catalogue: Catalogue) -> None:
    whole = draw_form(a_form(catalogue))
    assert refusal(whole[: len(whole) // 2]) == "form-damaged"
    middle = bytearray(whole)
    middle[200:260] = bytes(60)
    assert refusal(bytes(middle)) == "form-damaged"


def test_macros_are_refused_by_their_part_and_by_the_content_type(catalogue: Catalogue) -> None:
    whole = draw_form(a_form(catalogue))
    assert refusal(rewrite(whole, "xl/vbaProject.bin", lambda _: b"macro")) == "form-has-macros"
    kinds = rewrite(
        whole, "[Content_Types].xml", lambda text: text.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    )
    assert refusal(kinds) == "form-has-macros"


def test_zip_bombs_are_refused_before_anything_is_unpacked(catalogue: Catalogue) -> None:
    whole = draw_form(a_form(catalogue))
    assert refusal(rewrite(whole, "xl/media/a.bin", lambda _: bytes(2_000_000))) == "form-too-large"
    assert refusal(rewrite(whole, "xl/media/a.bin", lambda _: bytes(MOST_BYTES))) == "form-too-large"
    assert refusal(archive({f"xl/{index}.xml": b"x" for index in range(300)})) == "form-too-large"


def test_a_sheet_of_too_many_cells_is_refused() -> None:
    cells = b"<row r='1'>" + b"".join(b"<c r='%d'/>" % index for index in range(70_000))
    assert (
        refusal(archive({"[Content_Types].xml": b"spreadsheetml", "xl/worksheets/sheet1.xml": cells}))
        == "form-too-large"
    )


def test_cells_and_tags_are_counted_however_they_are_written() -> None:
    texts = [tag * 60_001 for tag in (b"<c\tr='A1'/>", b"<x:c r='A1'/>", b"<c/>", b"<row><c>")]
    texts += [("<c r='A1'/>" * 60_001).encode("utf-16"), b"<si/>" * 800_001]
    for text in texts:
        raw = archive({"[Content_Types].xml": b"spreadsheetml", "xl/a.xml": text}, zipfile.ZIP_STORED)
        assert refusal(raw) == "form-too-large"
    few = archive({"[Content_Types].xml": b"", "xl/a.xml": b"<c/>" * 59_999 + b"<col/>" * 9}, zipfile.ZIP_STORED)
    assert refusal(few) == "form-not-xlsx"


def test_xml_entities_are_refused_in_either_encoding(catalogue: Catalogue) -> None:
    whole = draw_form(a_form(catalogue))
    for text in (BOMB, BOMB.decode().encode("utf-16")):
        assert refusal(rewrite(whole, "xl/sharedStrings.xml", lambda _, text=text: text)) == "form-unsafe"  # type: ignore[misc]


def test_parts_that_do_not_fit_together_are_a_damaged_file(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    broken = rewrite(draw_form(form), "xl/workbook.xml", lambda _: b"<workbook")
    with pytest.raises(FormRefused) as told:
        read_form(broken, form)
    assert told.value.code == "form-damaged"


def test_a_form_of_another_unit_month_or_version_is_told_apart(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    empty = io.BytesIO()
    Workbook().save(empty)
    book = load_workbook(io.BytesIO(draw_form(form)))
    book["xushi"]["B2"] = "0"
    cases = {
        "form-unknown": empty.getvalue(),
        "form-other-unit": draw_form(a_form(catalogue, "500102")),
        "form-other-month": draw_form(a_form(catalogue, period=Month(2023, 2))),
        "form-outdated": saved(book),
    }
    for code, raw in cases.items():
        with pytest.raises(FormRefused) as told:
            read_form(raw, form)
        assert told.value.code == code
    with pytest.raises(FormRefused, match="form-other-unit"):
        read_form(fill(a_form(catalogue, "500107"), {}), form)


def test_what_unpacks_to_too_much_is_named_before_it_is_read(catalogue: Catalogue) -> None:
    whole = draw_form(a_form(catalogue))
    for content, method in ((bytes(2_000_000), zipfile.ZIP_DEFLATED), (bytes(MOST_BYTES), zipfile.ZIP_STORED)):
        parts = {"xl/sheet.xml": b"<a/>", "xl/media/big.bin": content}
        with pytest.raises(FormRefused, match="form-too-large") as told:
            inspect(archive(parts, method))
        assert "xl/media/big.bin" in told.value.detail
    inspect(whole)


def test_cells_and_entities_are_found_in_parts_of_any_name() -> None:
    for text, code in ((b"<c/>" * 60_001, "form-too-large"), (BOMB, "form-unsafe")):
        raw = archive(
            {"[Content_Types].xml": b"spreadsheetml", "xl/sheet.dat": b"\xef\xbb\xbf " + text}, zipfile.ZIP_STORED
        )
        assert refusal(raw) == code
