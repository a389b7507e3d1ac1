"""Findings in the order of their weight, with what the unit said to them."""

from __future__ import annotations

from services.intake.faults import ReceiptFinding
from services.intake.pages.views.findings import count, explanation, findings_of
from shared.catalogue import Catalogue
from shared.events import Explanation, ReviewFinding
from tests.builders import a_report

INJURY, JOBS = "work_injury_insurance_insured", "urban_new_employment"
JUMP = ReviewFinding("jump", "query", INJURY, "同比异常")
COPY = ReviewFinding("flow-copied", "query", JOBS, "与上月相同")
FALLS = ReviewFinding("ytd-falls", "block", JOBS, "累计下降")


def test_the_heaviest_comes_first_and_the_explained_after_the_unexplained(catalogue: Catalogue) -> None:
    report = a_report(findings=(COPY, JUMP, FALLS), explanations=(Explanation(JOBS, "确实相同"),))
    shown = findings_of(report, [ReceiptFinding("missing", INJURY, "未报")], catalogue.indicators)
    assert [(each.code, each.explanation) for each in shown] == [
        ("ytd-falls", "确实相同"),
        ("jump", ""),
        ("flow-copied", "确实相同"),
        ("missing", ""),
    ]
    assert [each.open for each in shown] == [True, True, False, False]
    counted = count(shown)
    assert (counted.blocks, counted.unexplained, counted.explained, counted.missing, counted.rank) == (1, 1, 1, 1, 0)


def test_words_for_the_very_rule_come_before_those_for_the_indicator() -> None:
    given = [Explanation(INJURY, "指标的话"), Explanation(INJURY, "规则的话", "jump")]
    assert explanation(JUMP, given) == "规则的话"
    assert explanation(COPY, given) == ""
