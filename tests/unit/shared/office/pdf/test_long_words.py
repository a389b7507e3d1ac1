"""Words that no line holds may be broken; every other text is left as it is, to be copied as it was written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.office.pdf.long_words import MAY_BREAK, broken, pieces

LINE, NOTE = 156.0, 9.0
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_what_fits_is_left_as_it_is() -> None:
    for text in (DIGEST, "国" * 500, "some words and 1,234.00 figures", ""):
        assert broken(text, LINE, NOTE) == text


def test_a_word_that_does_not_fit_may_be_broken_after_as_many_signs_as_surely_do() -> None:
    assert [len(each) for each in pieces(broken("W" * 60, LINE, 16.0))] == [24, 24, 12]
    assert MAY_BREAK in broken(DIGEST, LINE, 16.0)
    assert broken("甲" + "x" * 100 + "乙 丙", LINE, 16.0).endswith("乙 丙")


def test_a_cell_narrower_than_a_sign_breaks_after_each() -> None:
    assert list(pieces(broken("x" * 25, 0.1, 4.5))) == ["x"] * 25


def test_a_figure_is_never_torn() -> None:
    assert broken("147,652,000,000,000.0000", 0.1, 4.5) == "147,652,000,000,000.0000"


@given(st.text(max_size=300))
def test_nothing_is_lost(text: str) -> None:
    kept = text.replace(MAY_BREAK, "")
    assert broken(kept, 20.0, 16.0).replace(MAY_BREAK, "") == kept
