from __future__ import annotations

from typing import Any

import pytest

from services.alerts.episodes.policy import Policies, Policy, is_judged, rank
from shared.events import Level
from tests.builders import an_assessment


def test_levels_are_ranked_from_normal_to_red() -> None:
    assert [rank(level) for level in ("normal", "blue", "yellow", "orange", "red")] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("level", ["missing", "reporting", "unassessed"])
def test_a_period_that_was_not_judged_has_no_rank(level: Level) -> None:
    assert not is_judged(level)
    with pytest.raises(ValueError, match="not in tuple"):
        rank(level)


def test_yellow_counts_as_behind_and_blue_does_not() -> None:
    assert Policy().behind("yellow")
    assert not Policy().behind("blue")


def test_only_red_raises_at_once() -> None:
    assert Policy().at_once("red")
    assert not Policy().at_once("orange")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"accepted_progress": 10_000}, "caught_up"),
        ({"accepted_progress": 9_999}, None),
        ({"accepted_progress": None, "accepted_met": True}, None),
        ({"accepted_progress": 12_000, "accepted_units": 36}, None),  # 94.7 % of the units
        ({"accepted_progress": 12_000, "accepted_units": 37}, "caught_up"),
        ({"rule": "floor", "accepted_met": True}, "bound_kept"),
        ({"rule": "ceiling", "accepted_met": True}, "bound_kept"),
        ({"rule": "ceiling", "accepted_met": False, "accepted_progress": 20_000}, None),
        ({"rule": "final", "accepted_met": True}, "target_met"),
        ({"rule": "final", "accepted_met": False, "accepted_progress": 20_000}, None),
        ({"rule": "floor", "accepted_met": True, "accepted_units": 0}, None),
    ],
)
def test_an_episode_clears_only_on_accepted_figures_of_enough_units(
    changes: dict[str, Any], reason: str | None
) -> None:
    assert Policy().clear_reason(an_assessment(**changes)) == reason


def test_a_plan_may_have_a_policy_of_its_own() -> None:
    own = Policy(raise_periods=3)
    policies = Policies(overrides={"mine": own})
    assert policies.of("mine") is own
    assert policies.of("another") == Policy()
