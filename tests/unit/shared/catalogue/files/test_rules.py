from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from shared.catalogue.files.rules import read_rules
from shared.catalogue.findings import Findings
from shared.catalogue.rules import Cuts, Deadlines, PlanRules, StatementRules, Thresholds


def read(**table: Any) -> tuple[PlanRules, list[str]]:
    findings = Findings()
    rules = read_rules(table, "plan.toml", findings)
    return rules, [each.message for each in findings.items]


def test_a_plan_without_rules_of_its_own_has_those_of_every_plan() -> None:
    assert read() == (PlanRules(), [])


def test_what_is_given_takes_the_place_of_the_default_and_the_rest_stays() -> None:
    rules, faults = read(
        policy={"version": 2, "raise_level": "orange", "coverage": 0.9, "sign_days": 3},
        cuts={"climb_yellow": 0.9, "likely": 0.4, "breaches": [2, 4, 6]},
        statements={"every": "half_year", "day": 25},
    )
    assert faults == []
    assert rules.thresholds == Thresholds(raise_level="orange", coverage=9_000, version=2)
    assert rules.deadlines == Deadlines(sign=3)
    assert rules.statements == StatementRules("half_year", 25)
    assert rules.cuts == Cuts(climb_yellow=Fraction(9, 10), likely=4_000, breaches=(2, 4, 6))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"policy": {"raise_periods": 0}}, "“raise_periods”应为1 到 12 的整数"),
        ({"policy": {"raise_periods": True}}, "“raise_periods”应为"),
        ({"policy": {"raise_level": "purple"}}, "“raise_level”应为blue、yellow、orange、red 之一"),
        ({"policy": {"version": 2, "at_once_level": "yellow", "raise_level": "orange"}}, "at_once_level 不能轻于"),
        ({"policy": {"raise_periods": 3}}, "须写明规则的版本 version"),
        ({"policy": {"version": 2, "review_days": 0}}, "“review_days”应为1 到 60 的整数"),
        ({"policy": {"sign_days": 9}}, "leader_days 不能少于 sign_days"),
        ({"policy": {"coverage": 1.5}}, "“coverage”应为0 到 1 的小数"),
        ({"policy": {"coverage": 0.12345}}, "至多四位的小数"),
        ({"policy": {"raise_levels": "red"}}, "没有“raise_levels”这一项"),
        ({"policy": 3}, "应是一个表"),
        ({"cuts": {"climb_yellow": 0.5}}, "应依次不升"),
        ({"cuts": {"guard": float("nan")}}, "“guard”应为"),
        ({"statements": {"every": "month"}}, "“every”应为year、half_year、never 之一"),
        ({"statements": {"day": 31}}, "“day”应为1 到 28 的整数"),
        ({"cuts": {"breaches": [3, 2, 1]}}, "“breaches”应为三个不降的正整数"),
    ],
)
def test_a_fault_is_told_with_its_place(table: dict[str, Any], said: str) -> None:
    _, faults = read(**table)
    assert any(said in fault for fault in faults), faults


def test_every_fault_is_told_at_once() -> None:
    _, faults = read(policy={"raise_periods": 0, "sign_days": "x"}, cuts={"revisions": -1})
    assert len(faults) == 3


def test_the_days_for_review_are_one_rule_whose_fault_is_told_once() -> None:
    rules, faults = read(policy={"version": 2, "review_days": 7})
    assert (rules, faults) == (PlanRules(thresholds=Thresholds(review_days=7, version=2)), [])
    _, faults = read(policy={"version": 2, "review_days": "十"})
    assert len(faults) == 1
