"""A target that is set for a year: what is assessed anew, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.aggregator.rebuild.replay import Replay
from shared.catalogue import Catalogue
from shared.catalogue.model import Attribute, Horizon
from shared.events import AnnualTargetSet, ReportLine, ReportSubmitted, TargetRevised, YearStanding
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS, World, a_catalogue, a_row, levels

MONTHS = ("2021-01", "2021-02", "2021-03")


def a_year(row: int, value: str, year: int = 2021) -> AnnualTargetSet:
    fields: dict[str, Any] = {"document": "政府工作报告", "number": "", "second_signer": "key:second"}
    return AnnualTargetSet(plan=PLAN, row=row, region=CITY, year=year, value=value, unit="人", **fields)


def in_words(*, follows: bool = False) -> Catalogue:
    """Row 1, a stock, and row 2, a flow, say their aims in words; with ``follows`` row 2 is a total of 6000."""
    catalogue = a_catalogue()
    words: dict[str, Any] = {"value": None, "printed_target": "稳步提高", "attribute": Attribute.BINDING}
    total = a_row(2, FLOW, "0", "6000", "人", horizon=Horizon.PLAN)
    plan = catalogue.plans[PLAN]
    stock = replace(plan.target(1), **words)
    rows = (stock, total if follows else replace(total, horizon=Horizon.END, **words), plan.target(3))
    plans = [replace(plan, targets=rows, follow_annual_targets=follows)]
    return Catalogue(catalogue.regions.values(), {}, catalogue.indicators.values(), plans, [], {})


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, in_words())
    for month in MONTHS:
        made.submit(month, 204)
    return made


def test_a_flow_in_words_is_judged_in_the_years_that_a_target_is_set_for(world: World) -> None:
    assert {world.now(2, month).reason for month in MONTHS} == {"no_target_value"}
    events = world.apply(a_year(2, "6000"))
    assert levels(events) == [(2, "2021-01", "normal"), (2, "2021-02", "normal"), (2, "2021-03", "red")]
    now = world.now(2, "2021-03")
    assert (now.rule, now.target, now.expected, now.actual) == ("trajectory", 6000, 1500, 900)
    assert now.year == YearStanding(year=2021, target=6000, actual=900, completed=1_500)
    world.apply(a_year(2, "3600"))
    assert (world.now(2, "2021-03").level, world.now(2, "2021-03").expected) == ("normal", 900)


def test_a_stock_in_words_tells_what_is_completed_and_is_not_judged(world: World) -> None:
    (event,) = [each for each in world.apply(a_year(1, "700")) if each.period == "2021-03"]
    assert (event.assessment.level, event.assessment.reason) == ("unassessed", "no_target_value")
    assert event.assessment.year == YearStanding(year=2021, target=700, actual=612, completed=8_743)


def test_other_years_are_left_alone(world: World) -> None:
    assert world.apply(a_year(2, "6000", 2022)) == []
    assert world.now(2, "2021-03").year is None


def test_the_line_of_a_plan_that_follows_bends_and_that_of_another_does_not(tmp_path: Path) -> None:
    world = World(tmp_path, in_words(follows=True))
    for month in MONTHS:
        world.submit(month, 204)
    assert world.now(2, "2021-03").expected == 300  # 6000 over 60 months
    world.apply(a_year(2, "2400"))
    assert (world.now(2, "2021-03").expected, world.now(2, "2021-03").target) == (600, 6000)
    other = World(tmp_path / "other")
    for month in MONTHS:
        other.submit(month, 204)
    (*_, told) = other.apply(a_year(2, "2400"))
    assert (told.assessment.expected, told.assessment.year) == (
        300,
        YearStanding(year=2021, target=2400, actual=900, completed=3_750),
    )


def test_a_rebuild_moves_no_figure_over_a_year_that_was_set() -> None:
    replay = Replay([STOCK, FLOW])
    replay.add(a_year(2, "6000"), 1)
    assert replay.months == {}


def test_a_simulated_year_ago_marks_the_months_that_are_told_against_it(tmp_path: Path) -> None:
    made = World(tmp_path, in_words())
    lines = (ReportLine(STOCK, 204), ReportLine(FLOW, 100), ReportLine(RATE, 95, 100))
    for unit in UNITS:
        made.apply(ReportSubmitted(region=unit, period="2021-02", lines=lines, digest="d", simulated=True))
    for month in ("2021-01", "2021-03", "2022-01", "2022-02", "2022-03"):
        made.submit(month, 204)
    made.apply(a_year(1, "700", 2022), a_year(2, "3600", 2022))
    assert made.now(2, "2022-02").year is not None
    assert [made.now(2, f"2022-{month:02d}").simulated for month in (1, 2, 3)] == [False, True, True]  # a sum
    assert [made.now(1, f"2022-{month:02d}").simulated for month in (1, 2, 3)] == [False, True, False]  # a stock


def test_a_value_that_words_are_given_inside_a_year_ends_what_was_set_from_january_on(world: World) -> None:
    world.apply(a_year(2, "6000"))
    fields: dict[str, Any] = {"document": "d", "number": "", "reason": "r", "second_signer": "s"}
    world.apply(TargetRevised(plan=PLAN, row=2, region=CITY, value="9000", unit="人", effective="2021-03", **fields))
    assert [world.now(2, month).target for month in MONTHS] == [None, None, 9000]
