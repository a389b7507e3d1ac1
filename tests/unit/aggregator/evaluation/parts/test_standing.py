"""Which rows are behind and why, which cannot be judged, and what is foreseen."""

from __future__ import annotations

from dataclasses import replace

from services.aggregator.evaluation.parts.answers import RowAlert
from services.aggregator.evaluation.parts.standing import (
    NOTHING_KNOWN,
    EvaluatedSpan,
    behind_rows,
    outlook_rows,
    unjudged_rows,
)
from shared.catalogue.model import Attribute, Plan
from shared.events import Outlook
from shared.events.published.evaluation import QuotedAnswer
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.aggregator.target_builders import a_plan, a_target

BINDING = a_target("700", "750")
EXPECTED = a_target("1", "2", row=3, name="城镇新增就业人数", attribute=Attribute.EXPECTED)
YEAR = EvaluatedSpan(Month(2024, 1), Month(2024, 12))


def _plan() -> Plan:
    return replace(a_plan(BINDING), targets=(EXPECTED, BINDING))


def _answer(day: str) -> QuotedAnswer:
    return QuotedAnswer(alert="CQ-08", episode=1, answered_on=day, cause="减员", measures="核对")


def test_rows_that_are_behind_come_with_the_answers_of_the_span_binding_ones_first() -> None:
    red, yellow = an_assessment(level="red"), an_assessment(level="yellow")
    alerts = [RowAlert(8, "CQ-08", 1, Month(2021, 3), (_answer("2023-05-01"), _answer("2024-02-01")))]
    found = behind_rows(_plan(), {8: red, 3: yellow}, alerts, YEAR, lambda row: f"处{row}")
    assert [(each.row, each.level, each.department) for each in found] == [(8, "red", "处8"), (3, "yellow", "处3")]
    assert [each.answered_on for each in found[0].answers] == ["2024-02-01"]
    assert found[0].alerts == ("CQ-08 第1期（2021年3月）",)
    assert (found[1].answers, found[1].alerts) == ((), ())


def test_a_year_that_is_evaluated_late_quotes_no_alert_of_a_later_month() -> None:
    """Published in 2026, 2024's report gave the causes of 2025 as those of 2024."""
    late, after = _answer("2025-02-11"), _answer("2025-09-03")
    alerts = [
        RowAlert(8, "CQ-08", 1, Month(2024, 11), (late,)),
        RowAlert(8, "CQ-08", 2, Month(2025, 7), (after,)),
        RowAlert(3, "CQ-03", 1, Month(2025, 1), (after,)),
    ]
    red = an_assessment(level="red")
    binding, expected = behind_rows(_plan(), {8: red, 3: red}, alerts, YEAR, str)
    assert (binding.alerts, binding.answers) == (("CQ-08 第1期（2024年11月）",), (late,))
    assert (expected.alerts, expected.answers) == ((), ())


def test_a_row_that_was_not_completed_is_behind_and_one_that_was_is_not() -> None:
    missed = an_assessment(level="red", rule="final", reason="not_completed")
    done = an_assessment(level="normal", rule="final", reason="completed")
    found = behind_rows(_plan(), {8: missed, 3: done}, [], EvaluatedSpan(Month(2021, 1), Month(2025, 12)), str)
    assert [(each.row, each.judged) for each in found] == [(8, "未完成")]


def test_what_could_not_be_judged_says_why_in_plain_words() -> None:
    missing = an_assessment(level="missing", reason="reports_missing")
    found = unjudged_rows(_plan(), {8: missing})
    assert [(each.row, each.reason) for each in found] == [
        (3, NOTHING_KNOWN),
        (8, "报送期限已过，未报的过多或无从估算，按缺报处理，不评判"),
    ]


def test_the_outlook_is_a_probability_and_where_the_figure_then_stands_or_why_there_is_none() -> None:
    seen = an_assessment(level="red", probability=120, outlook=Outlook("2025-12", 6_400_000, 6_480_000, 6_550_000))
    blind = an_assessment(level="normal", probability=None, outlook=None, outlook_reason="under_twelve_months")
    first, second = outlook_rows(_plan(), {8: seen, 3: blind})
    assert first.probability is not None and first.probability.text == "1.2%"
    assert (first.by, first.low, first.middle, first.high) == ("2025年12月", "640.00", "648.00", "655.00")
    assert second.probability is None and second.reason.startswith("数据不足12个月")
