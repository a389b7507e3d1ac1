"""What came with a reviewer's form."""

from __future__ import annotations

import pytest

from services.intake.pages.reviewer_asks import chosen_of, number


def test_a_ticked_report_says_which_revision_was_looked_at() -> None:
    assert chosen_of(["500101:2", "500102", "500103:x"]) == [("500101", 2), ("500102", None), ("500103", None)]


@pytest.mark.parametrize(
    ("text", "expected"), [("0", 0), ("99999", 99_999), ("100000", None), ("-1", None), ("²", None)]
)
def test_a_number_is_small_and_whole(text: str, expected: int | None) -> None:
    assert number(text) == expected
