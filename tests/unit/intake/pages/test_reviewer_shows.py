"""What came with a reviewer's form."""

from __future__ import annotations

from services.intake.pages.reviewer_asks import chosen_of, narrowing_of
from services.intake.pages.views.reviewer.queue import Narrowing


def test_a_ticked_report_says_which_revision_was_looked_at() -> None:
    assert chosen_of(["500101:2", "500102", "500103:x"]) == [("500101", 2), ("500102", None), ("500103", None)]


def test_a_queue_is_narrowed_by_what_is_known_only() -> None:
    assert narrowing_of({"status": "all", "level": "county", "within": "510300"}) == Narrowing(
        "all", "county", "510300"
    )
    assert narrowing_of({"status": "x", "level": "&done=", "within": "5103&x"}) == Narrowing()
