"""How a target is shared out to the regions below (分解): exact integers, and the 缺口 that is left. Pure.

Children with a plan of their own keep what it says; what they leave is shared by weight among the others,
by largest remainder. Where the plans of the children ask for another amount than the parent's, nothing is
bent to fit: the difference is the gap (缺口, below zero: 超出).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from shared.catalogue.amendments import NO_AMENDMENTS, Amendments
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.duties import reported_by_area
from shared.catalogue.model import Horizon, Kind, Plan, Target
from shared.catalogue.model.year_shares import year_shares
from shared.events import TargetShare
from shared.periods import Month
from shared.quantities import apportion


class NotAllocatable(ValueError):
    """A target cannot be shared out: ``code`` names why, the text says it in Chinese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be shared out: ``amount`` in base units among ``children``, some of which have ``own`` amounts.

    ``year`` is the year whose part it is (None: the whole plan).
    """

    plan: Plan
    target: Target
    year: int | None
    amount: int
    children: tuple[str, ...]
    own: Mapping[str, int]

    @property
    def others(self) -> tuple[str, ...]:
        """The children without a plan of their own for this."""
        return tuple(child for child in self.children if child not in self.own)


@dataclass(frozen=True, slots=True)
class Shared:
    """The shares, in the children's order; they and the ``gap`` add up to ``amount``."""

    amount: int
    shares: tuple[TargetShare, ...]
    gap: int


def task(
    catalogue: Catalogue, plan: Plan, row: int, year: int | None = None, amendments: Amendments = NO_AMENDMENTS
) -> Task:
    """What row ``row`` of ``plan`` gives to share out, for a year or for the whole plan, as it is in force.

    Raises:
        KeyError: no such row.
        NotAllocatable: ``year-outside-plan``, ``no-children``, ``rate`` (a rate is kept everywhere, not
            shared), ``no-value``, ``known-at-area-only``.
    """
    published = plan.target(row)
    if year is not None and year not in plan.years:
        raise NotAllocatable("year-outside-plan", f"{year}年不在规划期{plan.first.year}—{plan.last.year}年内")
    month = plan.last if year is None else Month(year, 12)
    target = _in_force(amendments, published, plan, year)
    children = tuple(code for code in catalogue.children(plan.region) if catalogue.regions[code].valid_in(month))
    name = catalogue.regions[plan.region].name
    if not children:
        raise NotAllocatable("no-children", f"{name}没有下级地区，不能分解")
    if target.unit.base == "%":
        raise NotAllocatable("rate", f"“{target.name}”是比率，各地区同守一个数，不作分解")
    if target.value is None:
        raise NotAllocatable("no-value", f"“{target.name}”没有印出目标值，不能分解")
    if reported_by_area(catalogue.indicators[target.indicator]):
        raise NotAllocatable("known-at-area-only", f"“{target.name}”只有{name}本级掌握，不能分解")
    own = {
        child: amount
        for child in children
        if (amount := _own_amount(catalogue, plan, target, child, year, amendments)) is not None
    }
    return Task(plan, target, year, amount_of(plan, target, year, _kind(catalogue, target)), children, own)


def amount_of(plan: Plan, target: Target, year: int | None, kind: Kind) -> int:
    """What a target asks for in base units: by the plan's end, or (``year``) in, or by the end of, that year.

    What was set for the year is what it asks for. Else the years follow the plan's year shares: a total's years add
    up to it, a stock's way is covered at its end.
    """
    if year is not None and (asked := target.annual_exact(year)) is not None:
        return _whole(asked)
    value = _whole(target.value_exact)
    if year is None or target.horizon in (Horizon.YEAR, Horizon.THROUGHOUT):
        return value
    index = year - plan.first.year
    if kind is Kind.FLOW:
        return _years(plan, target, value)[index]
    start = _whole(target.baseline_exact)
    return start + sum(_years(plan, target, value - start)[: index + 1])


def share_out(work: Task, weights: Mapping[str, int] | None = None) -> Shared:
    """The shares of ``work``; ``weights`` (none below zero) are those of the children without a plan of their
    own, alike where none are given. A child that is not weighed counts as 0.

    Raises:
        ValueError: a weight below zero.
    """
    left = max(0, work.amount - sum(work.own.values()))
    others = work.others
    parts = apportion(left, [1 if weights is None else weights.get(child, 0) for child in others]) if others else []
    amounts = dict(zip(others, parts, strict=True))
    shares = tuple(
        TargetShare(child, work.own[child], "own_plan")
        if child in work.own
        else TargetShare(child, amounts[child], "apportioned")
        for child in work.children
    )
    return _shared(work.amount, shares)


def as_given(work: Task, amounts: Mapping[str, int]) -> Shared:
    """The shares as a document states them, held against the children: the gap is what they leave.

    Raises:
        NotAllocatable: ``child-missing``, ``not-a-child``, ``below-zero``.
    """
    if strangers := [code for code in amounts if code not in work.children]:
        raise NotAllocatable("not-a-child", f"不是下级地区：{'、'.join(strangers[:20])}")
    if missing := [code for code in work.children if code not in amounts]:
        raise NotAllocatable("child-missing", f"缺少下级地区：{'、'.join(missing[:20])}（共{len(missing)}个）")
    if negative := [code for code, amount in amounts.items() if amount < 0]:
        raise NotAllocatable("below-zero", f"分解数不能为负：{'、'.join(negative[:20])}")
    shares = tuple(
        TargetShare(child, amounts[child], "own_plan" if work.own.get(child) == amounts[child] else "given")
        for child in work.children
    )
    return _shared(work.amount, shares)


def _shared(amount: int, shares: tuple[TargetShare, ...]) -> Shared:
    return Shared(amount, shares, amount - sum(share.amount for share in shares))


def _own_amount(
    catalogue: Catalogue, parent: Plan, target: Target, child: str, year: int | None, amendments: Amendments
) -> int | None:
    """What the child's own plan of the same years asks for, in the parent's terms; None without one."""
    for plan in catalogue.plans_of(child):
        if (plan.first, plan.last) != (parent.first, parent.last):
            continue
        for published in _rows(plan.targets, target.indicator):
            found = _in_force(amendments, published, plan, year)
            if found.value is not None and found.unit.base == target.unit.base:
                return _in_terms_of(target, plan, found, year, _kind(catalogue, target))
    return None


def _in_force(amendments: Amendments, published: Target, plan: Plan, year: int | None) -> Target:
    """A row as a year's December, or the whole plan, asks for it."""
    return amendments.of_plan(published, plan) if year is None else amendments.target(published, Month(year, 12))


def _rows(targets: Iterable[Target], indicator: str) -> list[Target]:
    return [target for target in targets if target.indicator == indicator]


def _in_terms_of(parent: Target, plan: Plan, found: Target, year: int | None, kind: Kind) -> int:
    """A yearly total times the years is a plan's, and a plan's total over the years (rounded down) a yearly one."""
    amount = amount_of(plan, found, year, kind)
    if kind is not Kind.FLOW or year is not None:
        return amount
    whole, mine = parent.horizon is Horizon.PLAN, found.horizon is Horizon.PLAN
    if whole and not mine:
        return amount * len(plan.years)
    return amount // len(plan.years) if mine and not whole else amount


def _years(plan: Plan, target: Target, amount: int) -> list[int]:
    return apportion(amount, _weights(year_shares(plan, target)))


def _weights(shares: Sequence[Fraction]) -> list[int]:
    scale = lcm(*(share.denominator for share in shares))
    return [int(share * scale) for share in shares]


def _whole(value: Fraction | None) -> int:
    """Base units; a printed amount is always a whole number of them, and no baseline means zero."""
    return 0 if value is None else value.numerator // value.denominator


def _kind(catalogue: Catalogue, target: Target) -> Kind:
    return catalogue.indicators[target.indicator].kind
