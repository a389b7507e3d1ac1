"""A month's findings: those of the submission and those of now, merged."""

from __future__ import annotations

from services.intake.review.month import Found, UnitReport, finding_document, month_findings, title
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import Explanation, ReportLine, ReviewFinding
from shared.periods import Month
from tests.unit.intake.support import UNIT

JOBS = "urban_new_employment"
MARCH = Month(2023, 3).ordinal
GONE = ReviewFinding("jump", "query", JOBS, "当时波动")


def _history() -> UnitHistory:
    history = UnitHistory(0)
    history.put(MARCH - 1, (ReportLine(JOBS, 1_237),))
    return history


def test_a_finding_may_be_recorded_be_there_now_or_both(catalogue: Catalogue) -> None:
    copied = ReviewFinding("flow-copied", "query", JOBS, "当时的话")
    report = UnitReport(
        UNIT, "submitted", 1, (ReportLine(JOBS, 1_237),), (GONE, copied), (Explanation(JOBS, "核实无误", "jump"),)
    )
    found = month_findings([report], {UNIT: _history()}, MARCH, Rulebook(catalogue))
    assert [(each.finding.rule, each.recorded, each.present, each.explained) for each in found] == [
        ("jump", True, False, True),
        ("flow-copied", True, True, False),
    ]
    assert found[1].finding.message != "当时的话", "the sentence is that of now"


def test_a_line_that_the_unit_does_not_owe_any_more_is_passed_over(catalogue: Catalogue) -> None:
    report = UnitReport(UNIT, "submitted", 1, (ReportLine("no-such", 5),), (), ())
    assert month_findings([report], {UNIT: UnitHistory(0)}, MARCH, Rulebook(catalogue)) == []


def test_a_finding_is_told_with_its_title_and_whose_it_is() -> None:
    document = Found(UNIT, GONE, True, False, False).document({UNIT: "万州区"})
    assert (document["region_name"], document["title"], document["rule"]) == ("万州区", "同比异常", "jump")
    assert title(ReviewFinding("rule-that-was", "query", "", "x")) == "rule-that-was"
    assert finding_document(GONE, (Explanation(JOBS, "x"),))["explained"] is True
