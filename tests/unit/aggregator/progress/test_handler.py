from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.aggregator.model import ProgressKey
from services.aggregator.targets.gaps import GapParts
from shared.events import Contribution, ReportCorrected, ReportLine, ReportWithdrawn
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS, World, levels


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_once_every_unit_has_reported_each_target_is_assessed_once(world: World) -> None:
    events = world.submit("2021-01", 204)
    assert levels(events) == [(1, "2021-01", "normal"), (2, "2021-01", "normal"), (3, "2021-01", "normal")]
    assert [event.assessment.actual for event in events] == [612, 300, 950_000]
    assert {(event.plan, event.region, event.binding) for event in events} == {(PLAN, CITY, True), (PLAN, CITY, False)}
    assert {event.assessment.data_version for event in events} == {3}


def test_while_reports_are_coming_in_it_is_said_once_and_the_counts_keep_up(world: World) -> None:
    assert {level for _, _, level in levels(world.submit("2021-01", 204, units=UNITS[:1]))} == {"reporting"}
    assert world.submit("2021-01", 204, units=UNITS[1:2]) == []
    assert world.now(1, "2021-01").reported_units == 2
    assert {level for _, _, level in levels(world.submit("2021-01", 204, units=UNITS[2:]))} == {"normal"}


def test_the_same_report_again_says_nothing_new(world: World) -> None:
    world.submit("2021-01", 204)
    assert world.submit("2021-01", 204) == []


def test_acceptance_is_news_because_it_can_clear_an_alert(world: World) -> None:
    world.submit("2021-01", 204)
    events = world.accept("2021-01")
    assert {event.assessment.accepted_units for event in events} == {3}
    assert [event.assessment.accepted_met for event in events] == [True, True, True]


def test_a_binding_target_that_is_behind_names_the_units_behind_its_gap(world: World) -> None:
    world.submit("2021-01", (250, 250, 110))
    event = world.submit("2021-02", (250, 240, 110))[0]
    found = event.assessment
    assert (found.level, found.expected, found.actual, found.gap) == ("orange", 620, 600, 20)
    assert found.contributions == (
        Contribution(UNITS[1], 14, 7_000),
        Contribution(UNITS[0], 4, 2_000),
        Contribution(UNITS[2], 2, 1_000),
    )
    assert (found.rest_gap, found.rest_units) == (0, 0)


def test_a_rates_gap_is_split_by_the_units_denominators(world: World) -> None:
    lines = {unit: ReportLine(RATE, value, 100) for unit, value in zip(UNITS, (80, 90, 94), strict=True)}
    found = world.apply(
        *(
            ReportCorrected(
                region=unit, period="2021-01", lines=(line,), digest="", reason="核实", second_signer="王某"
            )
            for unit, line in lines.items()
        )
    )[0].assessment
    assert (found.rule, found.level, found.gap) == ("floor", "yellow", 20_000)
    assert [(each.region, each.gap) for each in found.contributions] == [
        (UNITS[0], 33_333),
        (UNITS[1], 0),
        (UNITS[2], -13_333),
    ]


def test_the_units_of_an_expected_flow_are_worked_out_when_somebody_asks(world: World) -> None:
    world.submit("2021-01", 204, flow=20)
    world.submit("2021-02", 208, flow=20)
    target = world.catalogue.plans[PLAN].target(2)
    assert (world.now(2, "2021-02").gap, world.now(2, "2021-02").contributions) == (80, ())
    with world.database.read() as connection:
        parts = world.handler.contributions(connection, target, Month(2021, 2))
    assert [(each.region, each.gap) for each in parts.listed] == [(UNITS[0], 27), (UNITS[1], 27), (UNITS[2], 26)]


def test_nobody_is_named_while_the_area_is_not_behind(world: World) -> None:
    world.submit("2021-01", (10, 300, 302))
    target = world.catalogue.plans[PLAN].target(1)
    with world.database.read() as connection:
        assert world.handler.contributions(connection, target, Month(2021, 1)) == GapParts()


def test_a_late_correction_changes_every_later_total_but_no_other_stock(world: World) -> None:
    for month in range(1, 5):
        world.submit(f"2021-0{month}", 230, flow=40)
    events = world.apply(
        ReportCorrected(
            region=UNITS[0],
            period="2021-02",
            lines=(ReportLine(STOCK, 230), ReportLine(FLOW, 10), ReportLine(RATE, 95, 100)),
            digest="",
            reason="重报",
            second_signer="王某",
        )
    )
    assert [(event.row, event.period) for event in events] == [(2, "2021-02"), (2, "2021-03"), (2, "2021-04")]
    assert [event.assessment.actual for event in events] == [210, 330, 450]


def test_a_late_correction_of_a_floor_changes_the_row_of_breaches_after_it(world: World) -> None:
    for month in range(1, 5):
        world.submit(f"2021-0{month}", 230, covered=80)
    assert [world.now(3, f"2021-0{month}").level for month in range(1, 5)] == ["yellow", "orange", "red", "red"]
    cured = [
        ReportCorrected(
            region=unit,
            period="2021-02",
            lines=(ReportLine(STOCK, 230), ReportLine(FLOW, 100), ReportLine(RATE, 95, 100)),
            digest="",
            reason="重报",
            second_signer="王某",
        )
        for unit in UNITS
    ]
    assert levels(world.apply(*cured)) == [(3, "2021-02", "normal"), (3, "2021-03", "yellow"), (3, "2021-04", "orange")]


def test_a_withdrawn_report_takes_the_month_and_every_total_after_it_back(world: World) -> None:
    world.submit("2021-01", 204)
    world.submit("2021-02", 208)
    events = world.apply(ReportWithdrawn(region=UNITS[0], period="2021-01", revision=1, reason="填错"))
    assert levels(events) == [
        (1, "2021-01", "reporting"),
        (2, "2021-01", "reporting"),
        (3, "2021-01", "reporting"),
        (2, "2021-02", "reporting"),
    ]
    assert world.now(2, "2021-02").reason == "earlier_months_missing"


def test_reports_in_any_order_end_in_the_same_assessments(tmp_path: Path) -> None:
    found = []
    for name, order in (("forward", (1, 2, 3, 4, 5, 6)), ("backward", (6, 3, 5, 1, 4, 2))):
        folder = tmp_path / name
        folder.mkdir()
        world = World(folder)
        for month in order:
            world.submit(f"2021-0{month}", 200 + month * month, flow=10 * month, covered=86 + month)
        found.append({key: (each.level, each.actual, each.gap) for key, each in world.stored().items()})
    assert found[0] == found[1]
    assert len(found[0]) == 18


def test_an_empty_system_stays_silent_however_late_it_is(world: World) -> None:
    assert world.sweep(date(2023, 6, 30)) == []


def test_a_month_that_nobody_has_reported_is_missing_after_its_due_day_and_said_once(world: World) -> None:
    world.submit("2021-01", 204)
    assert world.sweep(date(2021, 3, 5)) == []
    events = world.sweep(date(2021, 3, 31))
    assert {(event.period, event.assessment.level) for event in events} == {("2021-02", "missing")}
    assert len(events) == 3
    assert world.sweep(date(2021, 4, 1)) == []


def test_a_month_left_half_reported_becomes_missing(world: World) -> None:
    world.submit("2021-01", 204, units=UNITS[:2])
    events = world.sweep(date(2021, 2, 28))
    assert levels(events) == [(1, "2021-01", "missing"), (2, "2021-01", "missing"), (3, "2021-01", "missing")]
    assert world.now(1, "2021-01").reported_units == 2


def test_after_a_long_silence_only_the_last_two_months_are_called_missing(world: World) -> None:
    world.submit("2021-01", 204)
    assert {event.period for event in world.sweep(date(2022, 3, 31))} == {"2022-01", "2022-02"}


def test_after_the_plans_end_nothing_more_is_missing(world: World) -> None:
    world.submit("2025-10", 390)
    assert {event.period for event in world.sweep(date(2026, 6, 30))} == {"2025-10", "2025-11", "2025-12"}
    assert world.sweep(date(2027, 6, 30)) == []


def test_a_late_month_that_comes_in_is_assessed_after_all(world: World) -> None:
    world.submit("2021-01", 204)
    world.sweep(date(2021, 3, 31))
    assert levels(world.submit("2021-02", 207)) == [
        (1, "2021-02", "normal"),
        (2, "2021-02", "normal"),
        (3, "2021-02", "normal"),
    ]


def test_a_report_for_a_month_outside_the_plan_is_not_assessed(world: World) -> None:
    assert world.submit("2020-12", 200) == []
    assert world.submit("2026-01", 500) == []


def test_every_target_and_month_stands_once(world: World) -> None:
    world.submit("2021-01", 204)
    world.submit("2021-01", 205)
    assert sorted(world.stored()) == [ProgressKey(PLAN, row, Month(2021, 1)) for row in (1, 2, 3)]
