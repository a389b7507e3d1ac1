from __future__ import annotations

from datetime import date

import pytest

from services.alerts.handling.promise_month import PromiseMonths, month_fault
from shared.periods import Month

TODAY, LAST = date(2025, 4, 18), Month(2025, 12)


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        ("", "expected-missing"),
        ("2025-13", "bad-expected"),
        ("2025-03", "expected-past"),
        ("2026-01", "expected-late"),
        ("2025-04", None),
        ("2025-12", None),
    ],
)
def test_a_promise_lies_between_this_month_and_the_plans_end(expected: str, code: str | None) -> None:
    fault = month_fault(expected, PromiseMonths.of("red", TODAY, LAST))
    assert (fault[0] if fault is not None else None) == code


def test_only_orange_and_red_must_promise_a_month() -> None:
    asked = {level: PromiseMonths.of(level, TODAY, LAST).required for level in ("yellow", "orange", "red")}
    assert asked == {"yellow": False, "orange": True, "red": True}
    assert month_fault("", PromiseMonths.of("yellow", TODAY, LAST)) is None


def test_of_a_plan_that_is_not_loaded_no_month_must_be_promised_and_any_to_come_may_be() -> None:
    months = PromiseMonths.of("red", TODAY, None)
    assert [month_fault(month, months) for month in ("", "2025-04", "2031-01")] == [None] * 3
    assert month_fault("2025-03", months) is not None
    assert not months.over and PromiseMonths.of("red", date(2026, 1, 5), LAST).over


def test_when_the_plan_is_over_there_is_no_month_to_promise() -> None:
    assert month_fault("", PromiseMonths.of("red", date(2026, 1, 5), LAST)) is None


def test_a_month_whose_figures_are_known_is_not_promised_any_more() -> None:
    months = PromiseMonths.of("red", date(2025, 4, 25), LAST, Month(2025, 4))
    assert months.first == Month(2025, 5)
    assert month_fault("2025-04", months) == ("expected-past", "预计达到序时的月份只能是以后的月份，最早为2025年5月")
    assert PromiseMonths.of("red", TODAY, LAST, Month(2025, 2)).first == Month(2025, 4)
