"""Points of a quarter and a year, and who stands where."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.appraisal.scoring import ItemScore, MonthScore, NotCounted
from services.aggregator.appraisal.spans import AppraisedSpan, ranked
from shared.periods import Month
from tests.unit.aggregator.appraisal.unit_months import SCHEME


def month(region: str, number: int, points: int, full: int = 100) -> MonthScore:
    return MonthScore(region, Month(2024, number), (ItemScore(SCHEME.items[0], Fraction(points), Fraction(full)),))


def without_duty(region: str, number: int) -> MonthScore:
    return MonthScore(region, Month(2024, number), reason=NotCounted.NO_DUTY)


@pytest.mark.parametrize(
    ("text", "chinese", "months"),
    [("2024-05", "2024年5月", 1), ("2024-Q2", "2024年第二季度", 3), ("2024", "2024年", 12)],
)
def test_a_span_is_read_as_it_is_written(text: str, chinese: str, months: int) -> None:
    span = AppraisedSpan.parse(text)
    assert (str(span), span.chinese, len(span.months)) == (text, chinese, months)


@pytest.mark.parametrize("text", ["", "24", "2024-Q5", "2024-13", "2024-1", "2024Q1", "1024", "２０２４"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"应写作|没有|年份"):
        AppraisedSpan.parse(text)


def test_spans_follow_one_another() -> None:
    quarter = AppraisedSpan.parse("2024-Q1")
    assert (str(quarter.shift(-1)), quarter.last) == ("2023-Q4", Month(2024, 3))
    assert AppraisedSpan.quarter_of(Month(2024, 3)) == quarter
    assert str(AppraisedSpan.parse("2024").shift(1)) == "2025"


def test_a_quarter_is_its_months_together_and_the_highest_part_stands_first() -> None:
    scores = [month("a", each, 90) for each in (1, 2, 3)] + [month("b", 1, 80), month("b", 2, 100), month("b", 3, 100)]
    assert [(each.region, int(each.points), int(each.full), each.rank) for each in ranked(scores)] == [
        ("b", 280, 300, 1),
        ("a", 270, 300, 2),
    ]


def test_districts_that_reached_the_same_part_share_the_rank_and_the_next_one_is_left_out() -> None:
    scores = [month("c", 1, 45, 50), month("a", 1, 90), month("b", 1, 95), month("d", 1, 10)]
    assert [(each.region, each.rank) for each in ranked(scores)] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]


def test_a_district_that_is_new_is_held_by_the_months_in_which_it_is_there() -> None:
    scores = [month("old", each, 90) for each in (1, 2, 3)] + [month("new", 3, 95)]
    first, second = ranked(scores)
    assert (first.region, first.part, second.part) == ("new", Fraction(95, 100), Fraction(9, 10))


def test_a_month_without_a_duty_takes_nothing_and_a_span_without_any_has_no_rank() -> None:
    scores = [month("a", 1, 90), without_duty("a", 2), without_duty("b", 1), without_duty("b", 2)]
    a, b = ranked(scores)
    assert [a.points, a.full, len(a.months)] == [90, 100, 2]
    assert (b.region, b.rank, b.part) == ("b", None, None)


def test_the_order_in_which_months_are_given_changes_nothing() -> None:
    scores = [month("a", 2, 90), month("b", 1, 70), month("a", 1, 80)]
    assert ranked(scores) == ranked(reversed(scores))
