"""One plan ends and the next begins: what is reported goes on, and so do its targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.catalogue import Catalogue
from shared.events import Assessment, ReportAccepted, ReportCorrected, ReportLine, ReportSubmitted
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, PLAN, RATE, STOCK, UNITS, World, a_catalogue

NEXT = "city-next"
MONTHS = ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02")


def both() -> Catalogue:
    """The city's plan to 2025, and one from 2026 on whose stock has no printed baseline."""
    catalogue = a_catalogue()
    plan = catalogue.plans[PLAN]
    rows = tuple(replace(target, plan=NEXT) for target in plan.targets)
    stock = replace(rows[0], baseline=None, printed_baseline="—")
    after = replace(plan, id=NEXT, first=Month(2026, 1), last=Month(2030, 12), targets=(stock, *rows[1:]))
    return Catalogue(catalogue.regions.values(), {}, catalogue.indicators.values(), [plan, after], [], {})


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, both())
    made.clock.set(datetime(2026, 3, 5, tzinfo=UTC))
    for month in MONTHS:
        made.submit(month, 200)
    return made


def of_the_new(world: World, period: str) -> Assessment:
    found = [each for each in world.assessed() if (each.plan, each.row, each.period) == (NEXT, 1, period)]
    return found[-1].assessment


def test_a_unit_owes_an_indicator_of_both_plans_once(world: World) -> None:
    owed = world.catalogue.owed(UNITS[0], Month(2025, 12))
    assert owed == world.catalogue.owed(UNITS[0], Month(2026, 1))
    assert owed.count(STOCK) == 1


def test_without_a_baseline_the_way_begins_at_the_accepted_december(world: World) -> None:
    before = of_the_new(world, "2026-02")
    assert (before.rule, before.reason, before.baseline) == ("floor", "bound_breached", None)
    world.accept("2025-12")
    now = of_the_new(world, "2026-02")
    assert (now.rule, now.baseline, now.expected) == ("trajectory", 600, 620)


def test_a_correction_of_that_december_moves_the_line(world: World) -> None:
    world.accept("2025-12")
    lines = (ReportLine(STOCK, 240), ReportLine(FLOW, 100), ReportLine(RATE, 95, 100))
    again = ReportCorrected(
        region=UNITS[0], period="2025-12", lines=lines, digest="e", reason="漏报", second_signer="王某"
    )
    world.apply(again, ReportAccepted(region=UNITS[0], period="2025-12", revision=2))
    assert (of_the_new(world, "2026-02").baseline, of_the_new(world, "2026-02").expected) == (640, 659)


def test_a_simulated_december_marks_what_is_held_against_it(tmp_path: Path) -> None:
    made = World(tmp_path, both())
    made.clock.set(datetime(2026, 3, 5, tzinfo=UTC))
    lines = (ReportLine(STOCK, 200), ReportLine(FLOW, 100), ReportLine(RATE, 95, 100))
    for unit in UNITS:
        made.apply(ReportSubmitted(region=unit, period="2025-12", lines=lines, digest="d", simulated=True))
    made.submit("2026-01", 200)
    assert not of_the_new(made, "2026-01").simulated
    made.accept("2025-12")
    assert (of_the_new(made, "2026-01").baseline, of_the_new(made, "2026-01").simulated) == (600, True)
