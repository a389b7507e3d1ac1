from __future__ import annotations

from services.alerts.pages.forms import text_of, texts_refused, uploads_of


def test_a_text_has_one_kind_of_line_break_and_an_end() -> None:
    assert text_of({"cause": "一\r\n二"}, "cause") == "一\n二"
    assert len(text_of({"cause": "长" * 10_000}, "cause")) == 4_000
    assert text_of({}, "cause") == ""


def test_a_text_that_would_be_cut_or_that_no_document_can_hold_is_refused_beside_its_field() -> None:
    fields = {"cause": "长" * 4_001, "measures": "关于\v调整", "signer": "李某", "other": "\f"}
    told = texts_refused(fields, ("signer", "cause", "measures"))
    assert [(each.code, each.field) for each in told] == [("too-long", "cause"), ("control-character", "measures")]
    assert "U+000B" in told[1].message
    assert texts_refused({"cause": "长" * 3_999 + "\r\n"}, ("cause", "measures")) == ()


def test_files_that_are_not_taken_are_told_beside_those_that_are() -> None:
    taken, faults = uploads_of([("说明.pdf", b"%PDF-1.7"), ("run.exe", b"MZ"), ("空.txt", b"")])
    assert [each.attachment.name for each in taken] == ["说明.pdf"]
    assert [(each.code, each.field) for each in faults] == [("attachment-refused", "files")] * 2
