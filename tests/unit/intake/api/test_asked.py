"""Which months a listing asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.intake.api.asked import DEFAULT_MONTHS, MOST_MONTHS, month_asked, span_asked
from services.intake.faults import ReportFault
from shared.periods import Month
from shared.web.problems import Problem

NOW = datetime(2023, 3, 31, 17, tzinfo=UTC)  # in China it is April already


def test_a_listing_that_does_not_say_ends_with_the_present_month_in_china() -> None:
    assert span_asked(None, None, NOW) == (Month(2023, 4).shift(1 - DEFAULT_MONTHS), Month(2023, 4))
    assert span_asked(None, "2022-06", NOW) == (Month(2021, 7), Month(2022, 6))
    assert span_asked("2023-01", None, NOW) == (Month(2023, 1), Month(2023, 4))


def test_a_span_that_runs_backwards_or_too_far_is_refused() -> None:
    longest = Month(2023, 4).shift(1 - MOST_MONTHS)
    assert span_asked(str(longest), None, NOW)[0] == longest
    for first, last in (("2023-03", "2023-02"), (str(longest.shift(-1)), None)):
        with pytest.raises(Problem) as caught:
            span_asked(first, last, NOW)
        assert [each.code for each in caught.value.faults] == ["bad-span"]


def test_both_ends_that_are_no_months_are_told_at_once() -> None:
    with pytest.raises(Problem) as caught:
        span_asked("2023", "x", NOW)
    assert [(each.code, each.pointer) for each in caught.value.faults] == [("bad-period", "to"), ("bad-period", "from")]


def test_a_month_of_the_address_is_a_month_or_a_fault() -> None:
    assert month_asked("period", "2023-03") == Month(2023, 3)
    faults: list[ReportFault] = []
    assert month_asked("period", "2023-13", faults) is None
    assert [each.pointer for each in faults] == ["period"]
    with pytest.raises(Problem):
        month_asked("period", "2023-13")
