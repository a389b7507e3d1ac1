"""The JSON that a command's sender gets."""

from __future__ import annotations

import json

import pytest

from services.intake.reports.commands import AskedCommand, Close, Review, Withdraw
from services.intake.reports.commit.answers import Decided, ReviewResult, answer_to
from services.intake.reports.decide import Submit
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import PeriodClosed, ReportLine, ReportReturned, ReportSubmitted, ReportWithdrawn
from shared.store import Recorded
from tests.unit.intake.support import CITY, UNIT

MONTH = "2023-03"
PLACE = (UNIT, MONTH)
RECORDED = [Recorded(7, "s", 1, "X", 1, b"", 0, "a", "c", None, "", "hash")]


@pytest.fixture(scope="module")
def rulebook(catalogue: Catalogue) -> Rulebook:
    return Rulebook(catalogue)


def _decided(
    command: Submit | Withdraw | Review | Close, revision: int = 1, results: tuple[ReviewResult, ...] = ()
) -> Decided:
    return Decided(AskedCommand(command, "a", "a:k", "d", "c"), range(1), revision, results)


def test_a_report_is_answered_with_its_receipt(rulebook: Rulebook) -> None:
    lines = (ReportLine("urban_new_employment", 5),)
    event = ReportSubmitted(region=UNIT, period=MONTH, lines=lines, digest="d")
    answer = answer_to(_decided(Submit(UNIT, MONTH, lines, "d"), 3), [event], RECORDED, rulebook)
    receipt = json.loads(answer.body)["receipt"]
    assert (receipt["revision"], receipt["position"], receipt["hash"], receipt["digest"]) == (3, 7, "hash", "d")
    assert {each["code"] for each in receipt["findings"]} == {"missing"} and not answer.dropped


def test_what_no_longer_stands_is_dropped(rulebook: Rulebook) -> None:
    withdrawn = ReportWithdrawn(region=UNIT, period=MONTH, revision=1, reason="x")
    answer = answer_to(_decided(Withdraw(UNIT, MONTH, "x")), [withdrawn], RECORDED, rulebook)
    assert answer.dropped == (PLACE,) and json.loads(answer.body)["status"] == "withdrawn"
    returned = ReportReturned(region=UNIT, period=MONTH, revision=1, reason="x")
    results = (ReviewResult("500102", MONTH, "refused", "c", "r"), ReviewResult(UNIT, MONTH, "returned", revision=1))
    answer = answer_to(_decided(Review(()), 0, results), [returned], RECORDED, rulebook)
    assert answer.dropped == (PLACE,)
    assert [each.get("position") for each in json.loads(answer.body)["results"]] == [None, 7]


def test_a_closing_tells_where_it_stands(rulebook: Rulebook) -> None:
    answer = answer_to(_decided(Close(CITY, MONTH)), [PeriodClosed(region=CITY, period=MONTH)], RECORDED, rulebook)
    assert json.loads(answer.body) == {"area": CITY, "period": MONTH, "status": "closed", "position": 7}
