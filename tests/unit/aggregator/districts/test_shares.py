"""A target's shares beside the figures of the regions they were given to."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from services.aggregator.api.views.allocation import allocation_of
from services.aggregator.board.target.shares_table import revision_facts, sharing
from services.aggregator.districts.share_progress import AllocationStanding
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.reader import Figures
from services.aggregator.progress.target_series import TargetSeries
from services.aggregator.reports.amendments import load
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.judging import line_of
from services.aggregator.targets.lines import line_month
from services.aggregator.wording.levels import LEVELS
from shared.catalogue.amendments import Amendment, Amendments, HeldTarget
from shared.events import TargetAllocated, TargetShare
from shared.periods import Month, months
from shared.quantities import round_half_even
from tests.narrowing import there as there_is
from tests.unit.aggregator import report_builders
from tests.unit.aggregator.progress.test_revised_targets import a_revision
from tests.unit.aggregator.progress_world import CITY, PLAN, UNITS, World
from tests.unit.aggregator.report_builders import a_line, submitted, the_catalogue

CHONGQING, TRAINED = "500000", "subsidised_training"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def an_allocation(row: int, amounts: tuple[int, int, int], amount: int, **changes: Any) -> TargetAllocated:
    shares = tuple(
        TargetShare(unit, given, "own_plan" if unit == UNITS[0] else "apportioned")
        for unit, given in zip(UNITS, amounts, strict=True)
    )
    fields: dict[str, Any] = {
        "plan": PLAN,
        "row": row,
        "region": CITY,
        "period": "",
        "amount": amount,
        "shares": shares,
        "gap": amount - sum(amounts),
        "method": "baseline",
        "document": "分解表",
        "number": "某发〔2021〕2号",
        "second_signer": "key:second",
    }
    return TargetAllocated(**(fields | changes))


def standing(world: World, row: int, period: str) -> AllocationStanding | None:
    target = world.catalogue.plans[PLAN].target(row)
    with world.database.read() as connection:
        shares = Shares(world.catalogue, world.figures)
        return shares.standing(connection, target, Month.parse(period), load(connection))


def test_without_an_allocation_there_is_nothing_to_show(world: World) -> None:
    world.submit("2021-01", 204)
    assert standing(world, 1, "2021-01") is None


def test_each_child_is_held_against_its_share_of_the_line(world: World) -> None:
    world.apply(an_allocation(1, (300, 400, 500), 1200))
    world.submit("2021-01", (155, 200, 240))
    found = standing(world, 1, "2021-01")
    assert found is not None and found.total == 1200
    # the whole is due at 610 of 1200, of a way from 600: a child with a quarter at 152.5, from 150
    assert [(child.actual, child.expected) for child in found.children] == [(155, 152), (200, 203), (240, 254)]
    assert [child.progress for child in found.children] == [2, Fraction(0), Fraction(-12, 5)]
    assert [child.level for child in found.children] == ["normal", "orange", "red"]


def test_the_line_of_the_shares_is_that_of_the_assessments(tmp_path: Path) -> None:
    """In each month of 2022 enough units reported, but too few of them March alone: that year teaches nothing."""
    reports, units = report_builders.World(tmp_path), the_catalogue().units_under(CHONGQING, Month(2022, 1))
    left_out = {Month(2021, 2): units[:3], Month(2022, 2): units[:1], Month(2022, 3): units[1:2]}
    for period in months(Month(2021, 1), Month(2023, 1)):
        there = [unit for unit in units if unit not in left_out.get(period, ())]
        line = a_line(TRAINED, 10_000 + 10 * period.month, to_date=True)
        reports.report(*(submitted(unit, str(period), line) for unit in there))
    plan = reports.catalogue.plans["chongqing-2021-2025"]
    target = next(each for each in plan.targets if each.indicator == TRAINED)
    figures, period = Figures(reports.catalogue), Month(2023, 1)
    whole = round_half_even(there_is(target.value_exact))
    share = an_allocation(target.row, (0, 0, 0), whole, plan=plan.id, shares=(TargetShare(units[-1], whole, "given"),))
    amendments = Amendments([Amendment(1, 0, share)])
    with reports.database.read() as connection:
        series = TargetSeries(figures).whole(connection, plan, [TRAINED], period)[TRAINED]
        found = Shares(reports.catalogue, figures).standing(connection, target, period, amendments)
    assert series.mixed(Month(2022, 3)) and series.complete_years(2023) == ()
    context = TargetContexts(reports.catalogue, {}).of(HeldTarget(target))
    due = there_is(line_of(target, series, period, context))
    assert there_is(found).children[0].expected == round_half_even(
        due.expected(line_month(context.reading, plan, period))
    )


def test_a_flows_shares_add_up_over_the_months(world: World) -> None:
    world.apply(an_allocation(2, (2000, 2000, 1000), 6000))
    for month in ("2021-01", "2021-02"):
        world.submit(month, 204, flow=50)
    found = standing(world, 2, "2021-02")
    assert found is not None
    assert [(child.actual, child.expected) for child in found.children] == [(100, 67), (100, 67), (100, 33)]
    assert found.allocation.gap == 1000


def test_a_years_allocation_holds_for_its_year_only(world: World) -> None:
    world.apply(an_allocation(2, (400, 400, 400), 1200, period="2021"))
    world.submit("2021-01", 204, flow=50)
    found = standing(world, 2, "2021-01")
    assert found is not None
    assert [(child.actual, child.progress) for child in found.children] == [(50, Fraction(1, 8))] * 3
    assert standing(world, 2, "2022-01") is None


def test_a_child_that_has_not_reported_is_not_judged(world: World) -> None:
    world.apply(an_allocation(1, (300, 400, 500), 1200))
    world.submit("2021-01", 204, units=UNITS[:2])
    found = standing(world, 1, "2021-01")
    assert found is not None
    assert [(child.actual, child.level) for child in found.children][-1] == (None, "unassessed")


def test_the_table_says_the_sum_and_what_is_lacking(world: World) -> None:
    world.apply(an_allocation(1, (300, 400, 400), 1200))
    world.submit("2021-01", 204)
    target = world.catalogue.plans[PLAN].target(1)
    table = sharing(standing(world, 1, "2021-01"), target, world.catalogue.regions)
    assert table is not None
    assert (table.amount, table.total, table.gap_word, table.gap) == ("1,200 人", "1,100", "缺口", "100 人")
    assert table.source == "整个规划期；按基期分摊；《分解表》（某发〔2021〕2号）"
    assert [row.basis for row in table.rows] == ["本地区规划", "按权数分摊", "按权数分摊"]
    assert all(row.mark in LEVELS.values() for row in table.rows)
    answer = allocation_of(world.catalogue, target, standing(world, 1, "2021-01"))
    assert answer is not None
    assert sum(share.share.value for share in answer.shares) + answer.gap.value == answer.amount.value


def test_more_than_was_asked_for_is_called_so(world: World) -> None:
    world.apply(an_allocation(1, (800, 400, 400), 1200))
    world.submit("2021-01", 204)
    table = sharing(standing(world, 1, "2021-01"), world.catalogue.plans[PLAN].target(1), world.catalogue.regions)
    assert table is not None and (table.gap_word, table.gap) == ("超出", "400 人")


def test_a_revision_is_told_with_its_document(world: World) -> None:
    target = world.catalogue.plans[PLAN].target(1)
    (fact,) = revision_facts(target, [a_revision(attribute="expected", bound="more_than")])
    assert (fact.label, fact.text) == ("中期调整", "2023年1月起 900 人，预期性，高于")
    assert fact.note == "《某规划中期调整方案》（某府发〔2023〕1号）；口径调整"
    (rate,) = revision_facts(world.catalogue.plans[PLAN].target(3), [a_revision(3, "88.5", unit="%")])
    assert rate.text == "2023年1月起 88.50%"
