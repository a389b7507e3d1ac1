from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.policy import Policy
from services.alerts.handling.promised_month import HeldPromise, hold
from tests.builders import an_assessment

JUNE, JULY = "2025-06", "2025-07"
IN_REVIEW, REVIEWED = date(2025, 7, 14), date(2025, 7, 15)
"""The tenth working day after June, and the day after it."""

BACK = {"level": "normal", "progress": 10_000, "gap": -5}
BEHIND = {"level": "orange", "progress": 8_000, "gap": 900_000}


def known(units: int = 38, accepted: int | None = None, **changes: Any) -> KnownMonth:
    """A month of which so many of 38 units are accepted, at P ``accepted``."""
    assessment = an_assessment(expected_units=38, accepted_units=units, accepted_progress=accepted, **changes)
    return remember(None, assessment)


def held(month: KnownMonth, today: date = IN_REVIEW) -> HeldPromise:
    return hold(JUNE, {JUNE: month}, Policy(), today)


@pytest.mark.parametrize(
    ("month", "outcome", "reason"),
    [
        (known(38, 10_000, **BACK), "kept", "on_trajectory"),
        (known(37, 10_000, **BEHIND), "kept", "on_trajectory"),
        (known(38, 9_999, **BEHIND), "broken", "behind_on_accepted"),
        (known(10, 9_000, **BACK), "waiting", "awaits_acceptance"),
        (known(10, 9_000, **BEHIND), "waiting", "awaits_acceptance"),
        (known(37, 9_900, **BACK), "waiting", "awaits_acceptance"),
    ],
)
def test_accepted_figures_of_enough_units_decide_at_once(month: KnownMonth, outcome: str, reason: str) -> None:
    found = held(month)
    assert (found.outcome, found.reason, found.period) == (outcome, reason, JUNE)


@pytest.mark.parametrize(
    ("month", "outcome", "reason"),
    [
        (known(10, 9_000, **BEHIND), "broken", "behind_on_reported"),
        (known(10, 9_000, **BACK), "waiting", "reached_not_accepted"),
        (known(37, 9_900, **BACK), "broken", "behind_on_accepted"),
    ],
)
def test_when_the_days_for_review_are_over_what_was_reported_can_break_a_promise_and_never_keep_it(
    month: KnownMonth, outcome: str, reason: str
) -> None:
    found = held(month, REVIEWED)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_a_month_that_is_not_judged_is_waited_for_until_the_next_is() -> None:
    missing, later = known(level="missing"), known(38, 9_000, **BEHIND)
    assert hold(JUNE, {}, Policy(), IN_REVIEW).reason == "month_not_judged"
    assert hold(JUNE, {JUNE: missing}, Policy(), date(2025, 8, 20)).reason == "month_not_judged"
    early = hold(JUNE, {JULY: later}, Policy(), date(2025, 7, 3))
    assert early.reason == "month_not_judged"  # June's reports may still come
    late = hold(JUNE, {JUNE: missing, JULY: later}, Policy(), date(2025, 8, 20))
    assert (late.outcome, late.period) == ("broken", JULY)


def test_a_bound_is_held_by_its_side() -> None:
    kept = known(38, None, level="normal", rule="floor", accepted_met=True, gap=-1, progress=None)
    assert held(kept).outcome == "kept"
    broken = known(38, None, level="orange", rule="floor", accepted_met=False, gap=5, progress=None)
    assert held(broken).outcome == "broken"
