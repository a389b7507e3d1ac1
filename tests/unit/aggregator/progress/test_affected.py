"""A month that is changed long afterwards moves every assessment that leans on it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.aggregator.progress.affected import reached_until
from services.aggregator.targets.measuring import read_target
from shared.catalogue.model import Horizon, Kind
from shared.events import Assessment, ReportCorrected, ReportLine
from shared.periods import Month, months
from tests.unit.aggregator.progress_world import RATE, STOCK, UNITS, World
from tests.unit.aggregator.target_builders import a_plan, a_target, an_indicator

FAR = "2022-09"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def behind(world: World, *, first: tuple[int, int, int]) -> None:
    """All months from the plan's first to a far one, behind the trajectory."""
    for month in months(Month(2021, 1), Month.parse(FAR)):
        world.submit(str(month), first if str(month) == "2021-01" else (150, 150, 150))


def correct(world: World, period: str, *stocks: int) -> None:
    world.apply(
        *(
            ReportCorrected(
                region=unit,
                period=period,
                lines=(ReportLine(STOCK, stock), ReportLine(RATE, 95, 100)),
                digest="d",
                reason="更正",
                second_signer="李某",
            )
            for unit, stock in zip(UNITS, stocks, strict=True)
        )
    )


def far(world: World) -> Assessment:
    return msgspec.structs.replace(world.now(1, FAR), data_version=0)


def as_if_always(folder: Path, *, first: tuple[int, int, int]) -> Assessment:
    """The far month's assessment where the first month was reported right from the start."""
    world = World(folder)
    behind(world, first=first)
    return far(world)


def test_a_correction_of_the_first_month_shares_the_gap_of_all_later_months_anew(world: World, tmp_path: Path) -> None:
    behind(world, first=(100, 200, 300))
    before = far(world)
    correct(world, "2021-01", 320, 200, 100)

    assert [each.region for each in before.contributions] == [UNITS[2], UNITS[1], UNITS[0]]
    assert far(world).contributions == as_if_always(tmp_path / "always", first=(320, 200, 100)).contributions
    assert far(world).contributions != before.contributions


def test_a_month_far_from_the_first_is_news_only_until_next_years_comparison(world: World) -> None:
    behind(world, first=(100, 200, 300))
    position = world.head()
    correct(world, "2021-03", 140, 150, 160)
    assert {event.period for event in world.assessed(position) if event.row == 1} <= {
        str(month) for month in months(Month(2021, 3), Month(2022, 3))
    }


def reported(*, whole_until: str) -> Series:
    """2021 to 2023: all of twenty units up to that month, nineteen afterwards."""
    return Series(
        FigurePoint(month, 20, 20 if str(month) <= whole_until else 19, 0, 1_000)
        for month in months(Month(2021, 1), Month(2023, 12))
    )


def test_the_last_month_with_every_unit_reaches_all_that_are_held_against_it() -> None:
    unknown, plan_total = a_target(None, "750"), a_target("0", "300", horizon=Horizon.PLAN)
    reading, plan = read_target(unknown, an_indicator(Kind.STOCK)), a_plan(unknown)
    series = reported(whole_until="2021-06")
    assert reached_until(Kind.STOCK, reading, plan, series, Month(2021, 6)) == plan.last
    assert reached_until(Kind.STOCK, reading, plan, series, Month(2021, 5)) == Month(2022, 5)
    flow = read_target(plan_total, an_indicator(Kind.FLOW))
    assert reached_until(Kind.FLOW, flow, a_plan(plan_total), Series(()), Month(2021, 5)) == plan.last
