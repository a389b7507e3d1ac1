"""The labelled figures of a target's page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from services.aggregator.board.target import facts
from services.aggregator.board.target.facts import Fact
from shared.catalogue.model import Horizon
from shared.events import Assessment, YearStanding
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


def test_behind_is_a_difference_below_zero_and_ahead_one_above() -> None:
    assert labels(facts.should_be(TARGET, NOW))["差距"] == "−88.40 万人"
    ahead = now(actual=7_464_000, expected=7_454_000, gap=-10_000)
    assert labels(facts.should_be(TARGET, ahead))["差距"] == "+1.00 万人"
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


def test_a_row_in_words_that_has_a_target_for_the_year_is_said_to_be_judged_by_it() -> None:
    held = replace(TARGET, printed_target="保持相当规模", set_for=2026, horizon=Horizon.YEAR)
    year = YearStanding(year=2026, target=600_000, actual=93_556, completed=1_559, before=90_000, change=395)
    shown = facts.should_be(held, now(year=year))
    assert (shown[1].label, shown[1].text, shown[1].note) == ("目标", "–", "原文“保持相当规模”；本年按年度目标评判")
    assert (shown[2].label, shown[2].text, shown[2].note) == ("2026年度目标", "60.00 万人", "完成 15.6%")
    assert (shown[3].label, shown[3].text, shown[3].note) == ("同比", "+4.0%", "上年同期 9.00 万人")


def test_where_a_way_begins_that_the_plan_does_not_print_is_told() -> None:
    shown = {fact.label: fact for fact in facts.should_be(replace(TARGET, baseline=None), now(baseline=7_300_000))}
    assert (shown["起点"].text, shown["起点"].note) == ("730.00 万人", "规划未印基期，取规划期前一月已审核的数")
    assert "起点" not in {fact.label for fact in facts.should_be(TARGET, now(baseline=7_300_000))}
