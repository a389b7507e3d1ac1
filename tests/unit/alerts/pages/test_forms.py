from __future__ import annotations

from services.alerts.pages.forms import disposition, text_of, uploads_of


def test_a_text_has_one_kind_of_line_break_and_an_end() -> None:
    assert text_of({"cause": "一\r\n二"}, "cause") == "一\n二"
    assert len(text_of({"cause": "长" * 10_000}, "cause")) == 4_000
    assert text_of({}, "cause") == ""


def test_files_that_are_not_taken_are_told_beside_those_that_are() -> None:
    taken, faults = uploads_of([("说明.pdf", b"%PDF"), ("run.exe", b"MZ"), ("空.txt", b"")])
    assert [each.attachment.name for each in taken] == ["说明.pdf"]
    assert [(each.code, each.field) for each in faults] == [("attachment-refused", "files")] * 2


def test_a_name_of_any_script_goes_into_a_header() -> None:
    assert disposition("说明.pdf").isascii()
