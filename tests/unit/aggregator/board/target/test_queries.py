"""What the page of a target reads: the line of its chart is the one that its months are held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from services.aggregator.board.target.queries import TargetQueries
from services.aggregator.progress.repository import load_range
from shared.catalogue import Catalogue
from shared.catalogue.model import Horizon, Kind
from shared.periods import Month, months
from shared.security.access import Access, Sight
from tests.builders import AUDITOR
from tests.unit.aggregator.progress_world import PLAN, RATE, UNITS, World, a_catalogue

EVERYBODY = Access(a_catalogue()).sight(None)
NEXT = "city-next"
FIRST, LAST = Month(2024, 1), Month(2026, 2)


def with_a_later_plan() -> Catalogue:
    """The city's plan to 2025, and one from 2026 on: row 2 a flow, row 3 a rate of flows with no printed baseline."""
    catalogue = a_catalogue()
    plan = catalogue.plans[PLAN]
    rate = replace(plan.target(3), baseline=None, printed_baseline="—", horizon=Horizon.END, value=Decimal(99))
    rows = tuple(replace(row, plan=NEXT) for row in (plan.target(1), plan.target(2), rate))
    later = replace(plan, id=NEXT, first=Month(2026, 1), last=Month(2030, 12), targets=rows)
    of_flows = replace(catalogue.indicators[RATE], part_kind=Kind.FLOW)
    indicators = {**catalogue.indicators, RATE: of_flows}
    return Catalogue(catalogue.regions.values(), {}, indicators.values(), [plan, later], [], {})


@pytest.mark.parametrize(
    ("row", "begun"), [(2, 0), (3, 950_000)], ids=["shares learnt before the plan", "a start before the plan"]
)
def test_what_was_reported_before_the_plan_bends_the_line_as_it_bends_the_assessments(
    tmp_path: Path, row: int, begun: int
) -> None:
    world = World(tmp_path, with_a_later_plan())
    world.clock.set(datetime(2026, 3, 5, tzinfo=UTC))
    for month in months(FIRST, LAST):
        world.submit(str(month), 200, flow=10 * month.month)
        world.accept(str(month))
    plan = world.catalogue.plans[NEXT]
    with world.database.read() as connection:
        line = TargetQueries(world.catalogue).due_line(connection, plan, plan.target(row), LAST, EVERYBODY)
        found = load_range(connection, NEXT, plan.first, LAST)
    now = {key.period: item for key, item in found.items() if key.row == row}
    assert [item.baseline for item in now.values()] == [begun, begun]
    assert {month: line[month] for month in now} == {month: item.expected for month, item in now.items()}
    assert len(line) == len(plan.years) * 12


def test_the_line_of_a_units_own_plan_tells_nothing_of_months_that_wait_for_review(tmp_path: Path) -> None:
    city = a_catalogue()
    plans = [replace(city.plans[PLAN], region=UNITS[0])]
    catalogue = Catalogue(city.regions.values(), {}, city.indicators.values(), plans, [], {})
    world, access = World(tmp_path, catalogue), Access(catalogue)
    world.clock.set(datetime(2022, 2, 5, tzinfo=UTC))
    plan, last = catalogue.plans[PLAN], Month(2022, 1)

    def line(sight: Sight) -> dict[Month, int]:
        with world.database.read() as connection:
            return TargetQueries(catalogue).due_line(connection, plan, plan.target(2), last, sight)

    for month in months(plan.first, last):
        world.submit(str(month), 200, flow=10 * month.month)
        if month.month < 12:
            world.accept(str(month))
    even = {month: 100 * (month.ordinal - plan.first.ordinal + 1) for month in months(plan.first, plan.last)}
    assert line(access.sight(None)) == even
    told = line(access.sight(AUDITOR))
    assert told[last] == world.now(2, str(last)).expected != even[last]
    world.accept("2021-12")
    assert line(access.sight(None)) == told == line(access.sight(AUDITOR))
