"""Sharing a target out: exact, never below zero, more for who weighs more, own plans first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue import load_catalogue
from shared.catalogue.allocation import NotAllocatable, Task, amount_of, as_given, share_out, task
from shared.catalogue.amendments import Amendment, Amendments
from shared.catalogue.model import Horizon, Kind
from shared.events import AnnualTargetSet, TargetRevised

CATALOGUE = load_catalogue()
CHONGQING = CATALOGUE.plans["chongqing-2021-2025"]
JIULONGPO = "500107"


def a_task(amount: int, children: int, own: dict[str, int]) -> Task:
    codes = tuple(f"{number:06d}" for number in range(children))
    return Task(CHONGQING, CHONGQING.target(1), None, amount, codes, own)


@given(
    amount=st.integers(0, 10**10),
    weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=40),
    own=st.dictionaries(st.integers(0, 39), st.integers(0, 10**10), max_size=5),
)
def test_shares_and_gap_add_up_and_nobody_is_below_zero(amount: int, weights: list[int], own: dict[int, int]) -> None:
    kept = {f"{number:06d}": value for number, value in own.items() if number < len(weights)}
    work = a_task(amount, len(weights), kept)
    found = share_out(work, dict(zip(work.children, weights, strict=True)))
    assert sum(share.amount for share in found.shares) + found.gap == amount
    assert [share.region for share in found.shares] == list(work.children)
    assert all(share.amount >= 0 for share in found.shares)
    assert {share.region: share.amount for share in found.shares if share.basis == "own_plan"} == kept
    if work.others:
        assert found.gap == min(0, amount - sum(kept.values()))


@given(amount=st.integers(0, 10**10), weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_who_weighs_more_gets_no_less(amount: int, weights: list[int]) -> None:
    work = a_task(amount, len(weights), {})
    heavy = sorted(weights)
    found = share_out(work, dict(zip(work.children, heavy, strict=True)))
    ordered = [share.amount for share in found.shares]
    for (light, less), (weight, more) in pairwise(zip(heavy, ordered, strict=True)):
        assert less <= more if light < weight else abs(less - more) <= 1


def test_a_childs_own_plan_comes_first_and_the_others_share_the_rest() -> None:
    work = task(CATALOGUE, CHONGQING, 1)
    own = next(target for target in CATALOGUE.targets_for(JIULONGPO, "urban_new_employment"))
    assert work.amount == 3_000_000
    assert own.value_exact is not None and work.own[JIULONGPO] == own.value_exact
    found = share_out(work)
    mine = next(share for share in found.shares if share.region == JIULONGPO)
    assert (mine.amount, mine.basis) == (int(own.value_exact), "own_plan")
    assert found.gap == 0
    assert {share.basis for share in found.shares if share.region not in work.own} == {"apportioned"}


def test_years_of_a_total_add_up_to_it() -> None:
    years = [task(CATALOGUE, CHONGQING, 1, year).amount for year in CHONGQING.years]
    assert sum(years) == 3_000_000


def test_a_stocks_years_lead_to_its_end_value() -> None:
    shares = {"work_injury_insurance_insured": tuple(Fraction(part, 10) for part in (1, 2, 3, 2, 2))}
    plan = replace(CHONGQING, year_shares=shares)
    amounts = [amount_of(plan, plan.target(8), year, Kind.STOCK) for year in plan.years]
    assert amounts == [7_320_000, 7_360_000, 7_420_000, 7_460_000, 7_500_000]


def test_a_revised_target_is_shared_out_as_it_is_in_force() -> None:
    event = TargetRevised(
        plan=CHONGQING.id,
        row=8,
        region="500000",
        value="700",
        unit="万人",
        effective="2024-01",
        document="d",
        number="",
        reason="r",
        second_signer="s",
    )
    amendments = Amendments([Amendment(7, 0, event)])
    assert task(CATALOGUE, CHONGQING, 8, amendments=amendments).amount == 7_000_000
    assert amendments.target(CHONGQING.target(8), CHONGQING.last).value == Decimal(700)


def test_the_whole_plan_is_not_shared_out_by_what_its_last_year_was_set_to() -> None:
    row = CHONGQING.target(1)
    words = replace(row, value=None, horizon=Horizon.END)
    plan = replace(CHONGQING, targets=(words, *(each for each in CHONGQING.targets if each is not row)))
    event = AnnualTargetSet(
        plan=plan.id,
        row=1,
        region=plan.region,
        year=2025,
        value="60",
        unit="万人",
        document="d",
        number="",
        second_signer="s",
    )
    amendments = Amendments([Amendment(7, 0, event)])
    with pytest.raises(NotAllocatable) as refused:
        task(CATALOGUE, plan, 1, amendments=amendments)
    assert refused.value.code == "no-value"
    assert task(CATALOGUE, plan, 1, 2025, amendments).amount == 600_000


def test_what_a_document_gives_is_held_against_the_children() -> None:
    work = a_task(100, 3, {"000001": 30})
    found = as_given(work, {"000000": 20, "000001": 30, "000002": 40})
    assert (found.gap, [share.basis for share in found.shares]) == (10, ["given", "own_plan", "given"])
    for amounts, code in (
        ({"000000": 1, "000001": 2}, "child-missing"),
        ({"000000": 1, "000001": 2, "000002": 3, "9": 1}, "not-a-child"),
        ({"000000": 1, "000001": -2, "000002": 3}, "below-zero"),
    ):
        with pytest.raises(NotAllocatable) as refused:
            as_given(work, amounts)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("plan", "row", "year", "code"),
    [
        ("chongqing-2021-2025", 1, 2031, "year-outside-plan"),
        ("chongqing-2021-2025", 16, None, "rate"),
        ("chongqing-2021-2025", 9, None, "known-at-area-only"),
        ("jiulongpo-2021-2025", 1, None, "no-children"),
    ],
)
def test_what_cannot_be_shared_out_says_why(plan: str, row: int, year: int | None, code: str) -> None:
    with pytest.raises(NotAllocatable) as refused:
        task(CATALOGUE, CATALOGUE.plans[plan], row, year)
    assert refused.value.code == code
