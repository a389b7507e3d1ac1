from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.episodes.known_months import (
    current_levels,
    is_stale,
    remember,
    retained_levels,
    still_warranted,
    warranted,
)
from services.alerts.episodes.policy import Policy
from shared.events import Level
from tests.builders import an_assessment

LEVELS = st.sampled_from(["normal", "blue", "yellow", "orange", "red"])


def test_an_older_or_repeated_data_version_is_stale() -> None:
    known = remember(None, an_assessment(data_version=10))
    assert is_stale(known, an_assessment(data_version=9))
    assert is_stale(known, an_assessment(data_version=10))
    assert not is_stale(known, an_assessment(data_version=11))


def test_the_same_data_version_may_say_something_new() -> None:
    """Two aggregators judge one after the other, each with the reports that it has read."""
    known = remember(None, an_assessment(data_version=10))
    assert not is_stale(known, an_assessment(data_version=10, level="normal"))
    assert not is_stale(known, an_assessment(data_version=10, level="missing"))
    missing = remember(known, an_assessment(data_version=10, level="missing"))
    assert is_stale(missing, an_assessment(data_version=10, level="missing"))


def test_the_first_assessment_of_a_period_is_never_stale() -> None:
    assert not is_stale(None, an_assessment(data_version=0))


@pytest.mark.parametrize(("level", "stale"), [("missing", False), ("red", False), ("reporting", True)])
def test_the_due_day_may_pass_without_new_data(level: str, stale: bool) -> None:
    known = remember(None, an_assessment(level="reporting", data_version=10))
    assert is_stale(known, an_assessment(level=level, data_version=10)) is stale


def test_a_newer_rule_may_judge_the_same_data_again() -> None:
    known = remember(None, an_assessment(data_version=10))
    assert not is_stale(known, an_assessment(data_version=10, rule_version=2))


def test_a_withdrawn_period_keeps_what_it_was_judged_at() -> None:
    known = remember(remember(None, an_assessment(level="red")), an_assessment(level="missing", data_version=99_999))
    assert known.level == "missing"
    assert current_levels({"2025-03": known}) == []
    assert retained_levels({"2025-03": known}) == [("2025-03", "red")]


def test_red_warrants_at_once_and_yellow_only_in_a_row() -> None:
    row: list[tuple[str, Level]] = [
        ("2025-01", "yellow"),
        ("2025-02", "blue"),
        ("2025-03", "orange"),
        ("2025-04", "yellow"),
        ("2025-06", "red"),
    ]
    assert warranted(row, Policy()) == {"2025-04", "2025-06"}


@given(st.lists(LEVELS, max_size=12))
def test_the_two_period_rule_agrees_with_its_plain_statement(given_levels: list[Level]) -> None:
    row = [(f"2025-{month:02d}", level) for month, level in enumerate(given_levels, 1)]
    bad = ("yellow", "orange", "red")
    plain = {
        period
        for index, (period, level) in enumerate(row)
        if level == "red" or (level in bad and index > 0 and row[index - 1][1] in bad)
    }
    assert warranted(row, Policy()) == plain


def test_a_withdrawal_does_not_take_the_ground_from_under_an_episode() -> None:
    history = {
        "2025-01": remember(
            remember(None, an_assessment(level="yellow")), an_assessment(level="missing", data_version=99_999)
        ),
        "2025-02": remember(None, an_assessment(level="yellow")),
    }
    assert warranted(current_levels(history), Policy()) == set()
    assert still_warranted(history, "2025-02", Policy())
