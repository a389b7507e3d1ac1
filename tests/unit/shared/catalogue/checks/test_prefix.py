from __future__ import annotations

import dataclasses

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.prefix import check_prefix
from shared.catalogue.findings import Findings, Severity
from shared.catalogue.model import Plan
from shared.catalogue.model.prefixes import free_prefix


@pytest.fixture
def plan(catalogue: Catalogue) -> Plan:
    return catalogue.plans["chongqing-2021-2025"]


def found(plan: Plan, catalogue: Catalogue) -> list[tuple[Severity, str]]:
    findings = Findings()
    check_prefix(plan, catalogue.plans.values(), findings, plan.id)
    return [(each.severity, each.message) for each in findings.items]


def test_the_first_free_of_prefix_prefix_2_prefix_3_is_taken() -> None:
    assert free_prefix("CQ", {"CQ", "CQ2", "SC"}) == "CQ3"


def test_a_plan_is_not_in_its_own_way(plan: Plan, catalogue: Catalogue) -> None:
    assert found(plan, catalogue) == []


def test_a_prefix_that_is_taken_is_refused_and_a_free_one_proposed(plan: Plan, catalogue: Catalogue) -> None:
    ((severity, message),) = found(dataclasses.replace(plan, id="chongqing-2026-2030"), catalogue)
    assert severity is Severity.ERROR
    assert "CQ2" in message
    assert plan.name in message


def test_one_that_comes_of_the_id_is_told_and_stops_nothing(plan: Plan, catalogue: Catalogue) -> None:
    ((severity, message),) = found(dataclasses.replace(plan, id="cq-2026-2030", prefix=""), catalogue)
    assert severity is Severity.WARNING
    assert "CQ2" in message
