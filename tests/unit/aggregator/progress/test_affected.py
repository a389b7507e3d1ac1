"""A month that is changed long afterwards moves every assessment that leans on it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from shared.events import Assessment, ReportCorrected, ReportLine
from shared.periods import Month, months
from tests.unit.aggregator.progress_world import RATE, STOCK, UNITS, World

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
