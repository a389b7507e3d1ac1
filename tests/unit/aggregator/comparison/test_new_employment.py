"""New employment beside what it is worked out of, and what the ledger counts."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.comparison.new_employment import PARTS, NewEmployment, new_employment
from services.aggregator.comparison.quarters import Quarter
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind

NOW = Quarter(2024, 2)


def beside(*values: int | None) -> NewEmployment:
    named = {each: {NOW: Fraction(value)} for each, value in zip(PARTS, values, strict=True) if value is not None}
    return new_employment(named, NOW)


def test_new_employment_is_the_newly_employed_less_the_natural_attrition() -> None:
    found = beside(1_000, 1_350, 330, 980)
    assert [found.worked_out, found.beyond_worked_out, found.beyond_named] == [1_020, -20, 20]
    assert found.comparable


def test_with_one_part_missing_nothing_is_worked_out() -> None:
    found = beside(1_000, 1_350, None, None)
    assert (found.worked_out, found.beyond_worked_out, found.beyond_named) == (None, None, None)
    assert not found.comparable


def test_a_part_of_nothing_is_not_a_part_that_is_missing() -> None:
    assert beside(1_000, 1_000, 0, None).beyond_worked_out == 0


def test_the_parts_are_flows_of_persons_that_no_shipped_plan_asks_for_beside_the_figure(catalogue: Catalogue) -> None:
    items = [catalogue.indicators[each] for each in PARTS]
    assert {(each.kind, each.unit.base) for each in items} == {(Kind.FLOW, "人")}
    asked = {target.indicator for plan in catalogue.plans.values() for target in plan.targets}
    assert asked & set(PARTS) == {PARTS[0]}
