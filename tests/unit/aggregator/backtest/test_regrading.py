from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.backtest.regrading import regraded
from shared.catalogue.rules import Cuts
from tests.builders import an_assessment


@pytest.mark.parametrize(
    ("progress", "climbing", "level"),
    [
        (9_499, True, "yellow"),
        (9_500, True, "normal"),
        (5_999, True, "orange"),
        (-1, True, "red"),
        (8_499, False, "orange"),
        (6_999, False, "red"),
    ],
)
def test_a_trajectory_is_graded_by_its_progress(progress: int, climbing: bool, level: str) -> None:
    given = an_assessment(level="red", rule="trajectory", reason="behind_schedule", progress=progress)
    assert regraded(given, Cuts(), climbing=climbing).level == level


def test_other_cuts_give_another_level() -> None:
    given = an_assessment(level="yellow", rule="trajectory", reason="behind_schedule", progress=9_000)
    assert regraded(given, Cuts(climb_yellow=Fraction(8, 10)), climbing=True).level == "normal"


@pytest.mark.parametrize("reason", ["inside_noise_guard", "target_reached"])
def test_what_is_normal_for_another_reason_than_progress_stays_so(reason: str) -> None:
    given = an_assessment(level="normal", rule="trajectory", reason=reason, progress=1)
    assert regraded(given, Cuts(), climbing=True).level == "normal"


def test_a_bound_is_graded_by_the_months_that_it_was_broken() -> None:
    given = an_assessment(level="red", rule="floor", reason="bound_breached", breached_periods=3)
    assert regraded(given, Cuts(), climbing=True).level == "red"
    assert regraded(given, Cuts(breaches=(2, 4, 6)), climbing=True).level == "yellow"


def test_the_forecast_s_cut_makes_blue_and_takes_it_back() -> None:
    given = an_assessment(level="blue", rule="trajectory", reason="likely_missed", progress=10_000, probability=4_000)
    assert regraded(given, Cuts(), climbing=True).level == "blue"
    assert regraded(given, Cuts(likely=3_000), climbing=True).level == "normal"


def test_what_was_not_judged_stays_so() -> None:
    given = an_assessment(level="missing", rule="none", reason="reports_missing", progress=None)
    assert regraded(given, Cuts(), climbing=True).level == "missing"
