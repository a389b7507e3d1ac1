"""When two indicators have parted as never before, and when that is not said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from services.aggregator.comparison.evaluating import ComparisonOutcome, compare
from services.aggregator.comparison.quarters import Quarter
from shared.catalogue import Catalogue
from shared.catalogue.model import ComparisonRule, ExpectedRelation
from tests.unit.aggregator.comparison.histories import MOVES, QUARTERS, clean, with_jump

LAST = QUARTERS[-1]
RULE = ComparisonRule("x", "甲与乙", "a", "b", ExpectedRelation.SAME, Decimal("0.02"), Decimal(4), 8)
UP, DOWN = Fraction(2), Fraction(1, 2)


def shipped(catalogue: Catalogue) -> dict[str, ComparisonRule]:
    return {each.id: each for each in catalogue.office.comparisons}


def steady(factors: list[int], quarters: tuple[Quarter, ...] = QUARTERS) -> dict[Quarter, Fraction]:
    """Figures whose changes against the year before go round these percentages."""
    found: dict[Quarter, Fraction] = {}
    for number, quarter in enumerate(quarters):
        before = found.get(quarter.shift(-4), Fraction(1_000))
        found[quarter] = before * (1 + Fraction(factors[number % len(factors)], 100))
    return found


RULES = (
    "registered_surveyed",
    "registered_new",
    "surveyed_new",
    "benefit_registered",
    "benefit_insured",
    "insured_new",
    "panel_new",
    "panel_registered",
)


def test_every_shipped_rule_is_tried_here(catalogue: Catalogue) -> None:
    assert set(shipped(catalogue)) == set(RULES)
    assert {side for each in shipped(catalogue).values() for side in (each.first, each.second)} <= set(MOVES)


@pytest.mark.parametrize("rule_id", RULES)
@pytest.mark.parametrize("seed", range(5))
def test_a_planted_contradiction_is_found(catalogue: Catalogue, rule_id: str, seed: int) -> None:
    rule, figures = shipped(catalogue)[rule_id], clean(seed)
    other = DOWN if rule.relation is ExpectedRelation.SAME else UP
    first, second = with_jump(figures[rule.first], LAST, UP), with_jump(figures[rule.second], LAST, other)
    found = compare(rule, LAST, first, second)
    assert found.outcome is ComparisonOutcome.PARTED
    assert found.distance is not None
    assert found.limit is not None
    assert found.widest is not None
    assert found.distance > found.limit == found.widest + Fraction(rule.margin)
    assert (found.first.change, found.second.change) == (UP - 1, other - 1)


@pytest.mark.parametrize("rule_id", RULES)
def test_moving_as_expected_is_never_found_however_far(catalogue: Catalogue, rule_id: str) -> None:
    rule, figures = shipped(catalogue)[rule_id], clean(1)
    other = UP if rule.relation is ExpectedRelation.SAME else DOWN
    first, second = with_jump(figures[rule.first], LAST, UP), with_jump(figures[rule.second], LAST, other)
    assert compare(rule, LAST, first, second).outcome is ComparisonOutcome.AGREEING


def test_with_less_history_than_the_rule_asks_for_nothing_is_found() -> None:
    quarters = QUARTERS[:12]
    first, second = steady([1, 2, 3, 2, 1], quarters), steady([2, 1, 2, 3, 1], quarters)
    last = quarters[-1]
    found = compare(RULE, last, with_jump(first, last, UP), with_jump(second, last, DOWN))
    assert (found.outcome, found.history, found.limit) == (ComparisonOutcome.TOO_LITTLE_HISTORY, 7, None)


@pytest.mark.parametrize(
    ("missing", "outcome"),
    [(LAST, ComparisonOutcome.QUARTER_MISSING), (LAST.shift(-4), ComparisonOutcome.YEAR_BEFORE_MISSING)],
)
def test_a_quarter_that_is_missing_raises_nothing(missing: Quarter, outcome: ComparisonOutcome) -> None:
    first, second = with_jump(steady([1, 2, 3]), LAST, UP), with_jump(steady([2, 1, 3]), LAST, DOWN)
    del second[missing]
    found = compare(RULE, LAST, first, second)
    assert found.outcome is outcome
    assert found.distance is None


def test_a_quarter_missing_long_ago_only_shortens_the_history() -> None:
    first, second = with_jump(steady([1, 2, 3]), LAST, UP), with_jump(steady([2, 1, 3]), LAST, DOWN)
    del first[QUARTERS[6]]
    found = compare(RULE, LAST, first, second)
    assert (found.outcome, found.history) == (ComparisonOutcome.PARTED, 15 - 2)


def test_a_figure_of_nothing_the_year_before_is_no_change() -> None:
    first, second = steady([1, 2, 3]), steady([2, 1, 3])
    first[LAST.shift(-4)] = Fraction(0)
    assert compare(RULE, LAST, first, second).outcome is ComparisonOutcome.YEAR_BEFORE_MISSING


def test_a_contradiction_smaller_than_the_rule_counts_is_none() -> None:
    first, second = with_jump(steady([0]), LAST, Fraction(99, 100)), with_jump(steady([0]), LAST, UP)
    assert compare(RULE, LAST, first, second).outcome is ComparisonOutcome.SMALL


def test_parting_as_far_as_they_once_did_is_within_their_history() -> None:
    at = QUARTERS[10]
    first, second = with_jump(steady([1, 2, 3]), at, UP), with_jump(steady([2, 1, 3]), at, DOWN)
    first, second = with_jump(first, LAST, UP), with_jump(second, LAST, DOWN)
    found = compare(RULE, LAST, first, second)
    assert found.outcome is ComparisonOutcome.WITHIN_HISTORY
    assert found.widest_in in (at, at.shift(4))


def test_contradicting_less_than_they_always_do_is_no_finding() -> None:
    first, second = steady([20, 21, 22]), steady([-20, -21, -22])
    first, second = with_jump(first, LAST, Fraction(103, 100)), with_jump(second, LAST, Fraction(97, 100))
    assert compare(RULE, LAST, first, second).outcome is ComparisonOutcome.WITHIN_HISTORY


def test_what_comes_after_a_quarter_changes_nothing_of_it() -> None:
    at = QUARTERS[14]
    first, second = with_jump(steady([1, 2, 3]), at, UP), with_jump(steady([2, 1, 3]), at, DOWN)
    until = [{each: value for each, value in figures.items() if each <= at} for figures in (first, second)]
    assert compare(RULE, at, first, second) == compare(RULE, at, *until)


def test_a_season_that_comes_every_year_is_no_contradiction() -> None:
    seasonal = {each: value * (3 if each.number == 2 else 1) for each, value in steady([3, 4, 5]).items()}
    level = steady([4, 3, 5])
    outcomes = {compare(RULE, each, seasonal, level).outcome for each in QUARTERS[12:]}
    assert outcomes == {ComparisonOutcome.AGREEING}
