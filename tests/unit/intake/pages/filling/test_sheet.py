from __future__ import annotations

from services.intake.drafts.draft import Drop, Save
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.form_page import SentForm
from shared.periods import Month

MARCH = Month(2023, 3)


def sheet(**fields: str) -> TypedSheet:
    return TypedSheet("500101", MARCH, "wang", fields)


def test_a_sheet_says_what_its_page_was_drawn_from() -> None:
    sent = sheet(drawn_from="2", draft="7", page="p", count="3", note="x", signer_key="xs_1")
    assert (sent.drawn_from, sent.seen) == (2, 7)
    assert sent.save() == Save({"note": "x"}, 7, 2, "wang", "p", 3)
    assert sent.drop() == Drop(7, {"note": "x"}, "p")
    back = sent.goes_on(SentForm("500101", MARCH, sent.fields))
    assert (back.drawn_from, back.draft) == (2, 7)


def test_a_page_that_does_not_say_has_seen_nothing() -> None:
    for text in ("", "-1", "x", "²", "9" * 40):
        assert sheet(drawn_from=text, draft=text).drawn_from is None
        assert sheet(drawn_from=text, draft=text).seen == 0
