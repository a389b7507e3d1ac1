"""The labelled figures of a target's page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from services.aggregator.board.target import facts
from services.aggregator.board.target.facts import Fact
from shared.events import Assessment
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_target

TARGET = a_target("700", "760", printed_target="760")
MARCH = Month(2021, 3)
NOW = Assessment(
    level="orange",
    rule="trajectory",
    reason="behind_schedule",
    rule_version=2,
    data_version=12,
    expected_units=38,
    reported_units=37,
    accepted_units=30,
    actual=6_586_000,
    expected=7_470_000,
    gap=884_000,
    gap_points=1_473,
)


def now(**changes: Any) -> Assessment:
    return msgspec.structs.replace(NOW, **changes)


def labels(found: tuple[Fact, ...]) -> dict[str, str]:
    return {fact.label: fact.text for fact in found}


def test_a_figure_is_settled_once_every_unit_is_accepted() -> None:
    assert facts.status_word(NOW) == "初步"
    assert facts.status_word(now(accepted_units=38)) == "已审核"
    assert facts.status_word(now(actual=None, accepted_units=38)) == "–"
    assert not facts.is_accepted(now(expected_units=0, accepted_units=0))


def test_without_an_assessment_the_page_says_so_and_still_names_the_goal() -> None:
    assert labels(facts.holds(TARGET, None, MARCH)) == {"数据期": "2021年3月"}
    assert (facts.comes_from(None, {}), facts.paces(TARGET, None, "")) == ((), ())
    assert labels(facts.should_be(TARGET, None)) == {"规划期末目标": "760.00 万人"}


def test_behind_is_a_gap_and_ahead_a_margin() -> None:
    assert labels(facts.should_be(TARGET, NOW))["差距"] == "88.40 万人"
    assert labels(facts.should_be(TARGET, now(gap=-10_000)))["余量"] == "1.00 万人"
    assert set(labels(facts.should_be(TARGET, now(gap=None, expected=None)))) == {"规划期末目标"}


def test_only_the_paces_that_there_are_are_shown() -> None:
    assert list(labels(facts.paces(TARGET, NOW, "落后"))) == ["判断"]
    whole = now(progress=8_420, months_behind=123, required_pace=20_000, recent_pace=-1_000, recent_months=3)
    shown = labels(facts.paces(TARGET, msgspec.structs.replace(whole, intensity=15_000, breached_periods=2), "落后"))
    assert shown == {
        "判断": "橙",
        "进度 P": "84.2%",
        "落后月数": "12.3",
        "此后月均需": "2.00 万人",
        "近3个月月均": "−1,000 人",
        "强度": "150.0%",
        "连续突破": "2 期",
    }


def test_a_row_in_words_shows_the_print_and_what_is_done_with_it() -> None:
    note = "原文“稳步提高”是文字表述，另定目标前只跟踪，不评判"
    (goal,) = facts.should_be(replace(TARGET, value=None, note=note), None)
    assert (goal.label, goal.text, goal.note) == ("目标", "–", note)
