"""Judging the completion tables: it agrees with what 石柱 and 九龙坡 print, and says what it cannot judge."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.verdict import Agreement, PrintedVerdict, Reason, compare_with_print, judge
from shared.catalogue.model import Bound, CompletedTarget


def rows(catalogue: Catalogue, plan: str) -> tuple[CompletedTarget, ...]:
    return catalogue.plans[f"{plan}-2021-2025"].completed


def test_every_difference_that_shizhu_prints_is_the_one_computed(catalogue: Catalogue) -> None:
    found = {row.row: compare_with_print(row, judge(row)) for row in rows(catalogue, "shizhu")}
    assert {row for row, agreement in found.items() if agreement is Agreement.NOTHING_PRINTED} == {12, 16}
    assert all(agreement is Agreement.AGREES for row, agreement in found.items() if row not in (12, 16))


@pytest.mark.parametrize(
    ("row", "verdict", "difference"),
    [
        (1, "met", "0.0032"),
        (3, "met", "5.3"),
        (5, "met", "0"),
        (6, "met", "1"),
        (9, "missed", "-0.54"),
        (13, "met", "2"),
    ],
)
def test_a_row_of_shizhu_is_judged_with_its_signed_difference(
    catalogue: Catalogue, row: int, verdict: str, difference: str
) -> None:
    judgement = judge(rows(catalogue, "shizhu")[row - 1])
    assert (judgement.verdict, judgement.difference) == (PrintedVerdict(verdict), Decimal(difference))


def test_every_row_that_jiulongpo_prints_as_done_is_found_done_but_the_ratio(catalogue: Catalogue) -> None:
    found = {row.row: compare_with_print(row, judge(row)) for row in rows(catalogue, "jiulongpo")}
    assert {row for row, agreement in found.items() if agreement is not Agreement.AGREES} == {10}
    assert found[10] is Agreement.NOT_COMPARABLE
    assert judge(rows(catalogue, "jiulongpo")[9]).reason is Reason.RATIO


@pytest.mark.parametrize(
    ("plan", "undecided"),
    [
        ("chongqing", {14: Reason.RATIO}),
        ("sichuan", {8: Reason.RATIO, 10: Reason.NO_OUTCOME}),
        ("jiulongpo", {10: Reason.RATIO}),
        ("shizhu", {12: Reason.RATIO, 16: Reason.NO_OUTCOME}),
    ],
)
def test_the_rows_that_cannot_be_judged_are_named_with_the_reason(
    catalogue: Catalogue, plan: str, undecided: dict[int, Reason]
) -> None:
    judged = {row.row: judge(row) for row in rows(catalogue, plan)}
    assert {row: item.reason for row, item in judged.items() if item.verdict is PrintedVerdict.UNDECIDED} == undecided
    assert all(
        (item.difference is None) == (row in undecided or item.reason is Reason.OUTCOME_BOUNDED)
        for row, item in judged.items()
    )


@pytest.mark.parametrize(("plan", "missed"), [("chongqing", {12, 15, 18}), ("sichuan", set()), ("shizhu", {9})])
def test_the_missed_rows_are_the_ones_whose_outcome_breaks_the_bound(
    catalogue: Catalogue, plan: str, missed: set[int]
) -> None:
    assert {row.row for row in rows(catalogue, plan) if judge(row).verdict is PrintedVerdict.MISSED} == missed


def test_a_ceiling_is_kept_by_an_outcome_at_or_under_it(catalogue: Catalogue) -> None:
    registered = judge(rows(catalogue, "chongqing")[2])
    surveyed = judge(rows(catalogue, "chongqing")[1])
    assert (registered.verdict, registered.difference) == (PrintedVerdict.MET, Decimal(0))
    assert (surveyed.verdict, surveyed.difference) == (PrintedVerdict.MET, Decimal("-0.8"))


def test_more_than_95_against_more_than_95_is_met_and_has_no_difference(catalogue: Catalogue) -> None:
    row = rows(catalogue, "chongqing")[9]
    assert (row.printed_target, row.printed_outcome) == (">95", ">95")
    judgement = judge(row)
    assert (judgement.verdict, judgement.reason, judgement.difference) == (
        PrintedVerdict.MET,
        Reason.OUTCOME_BOUNDED,
        None,
    )


def test_an_outcome_that_is_printed_as_about_something_is_not_judged(catalogue: Catalogue) -> None:
    row = replace(rows(catalogue, "chongqing")[9], outcome_bound="about")
    assert judge(row).reason is Reason.OUTCOME_NOT_EXACT


NUMBERS = st.integers(-3, 3)


@given(st.sampled_from(Bound), NUMBERS, st.sampled_from(Bound), NUMBERS)
def test_a_bounded_outcome_is_judged_as_all_or_none_of_what_it_may_be(
    catalogue: Catalogue, bound: Bound, value: int, known: Bound, outcome: int
) -> None:
    row = replace(
        rows(catalogue, "chongqing")[9],
        bound=bound,
        value=Decimal(value),
        outcome_bound=known,
        outcome=Decimal(outcome),
    )
    may_be = [Fraction(number, 2) for number in range(-40, 41) if known.holds(Fraction(number, 2), Fraction(outcome))]
    kept = [bound.holds(each, Fraction(value)) for each in may_be]
    expected = PrintedVerdict.MET if all(kept) else PrintedVerdict.UNDECIDED if any(kept) else PrintedVerdict.MISSED
    assert judge(row).verdict is expected
