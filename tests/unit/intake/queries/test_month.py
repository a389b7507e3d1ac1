"""The review of an area's month: what is told, and what keeps it open."""

from __future__ import annotations

from services.intake.queries.month import ClosingDocument, MonthReview
from services.intake.review.month import Found, UnitReport
from shared.events import ReviewFinding
from shared.periods import Month

BLOCK, QUERY = ReviewFinding("ytd-falls", "block", "", "x"), ReviewFinding("jump", "query", "", "y")
NAMES = {"500000": "重庆市", "500101": "万州区", "500102": "涪陵区"}


def _review(found: tuple[Found, ...], status: str = "submitted", closing: ClosingDocument | None = None) -> MonthReview:
    reports = tuple(UnitReport(region, status, 1, (), (), ()) for region in ("500101", "500102"))
    return MonthReview("500000", Month(2023, 3), closing, reports, found, (), {}, NAMES)


def test_a_unit_that_waits_with_a_finding_that_blocks_keeps_the_month_open_once() -> None:
    found = (Found("500102", BLOCK, True, True, False), Found("500102", BLOCK, True, False, False))
    told = _review(found).document()
    assert (told["may_close"], told["blocked"], told["reports"]) == (False, ["涪陵区"], 2)
    assert told["counts"] == {"block": 2, "query": 0, "screen": 0}
    assert told["findings"][0]["region_name"] == "涪陵区" and told["area_name"] == "重庆市"


def test_what_only_shows_now_what_asks_and_what_was_accepted_does_not() -> None:
    recorded, now, asks = (
        Found("500101", BLOCK, True, True, False),
        Found("500101", BLOCK, False, True, False),
        Found("500101", QUERY, True, True, False),
    )
    assert _review((now, asks)).document()["may_close"]
    assert _review((recorded,), "accepted").document()["may_close"]


def test_a_month_is_closed_once() -> None:
    closing = ClosingDocument("2023-04-03T02:00:00.000000Z", "reviewer", "", "系统停机")
    told = _review((), closing=closing).document()
    assert (told["closed"], told["may_close"], told["closing"]) == (True, False, closing)
    assert _review(()).document()["closing"] is None
