"""Of how many units a figure of a month holds more than that month."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from services.aggregator.figures.point import Side, nearly_all
from services.aggregator.figures.reader import Figures
from services.aggregator.reports.held_months import Held
from shared.events import Event, ReportLine
from shared.periods import Month
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import FIRST as MERGING
from tests.unit.aggregator.changing_city import MERGED, NEW, OLD, a_changing_city
from tests.unit.aggregator.changing_city import SECOND as MERGING_TOO
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY as CITY_OF_THREE
from tests.unit.aggregator.progress_world import FLOW
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

JOBS, INJURY, RATE = "urban_new_employment", "work_injury_insurance_insured", "mediation_success_rate"
CITY, FIRST, SECOND = "500000", "500101", "500102"
FIGURES = Figures(the_catalogue())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def held(
    world: World, region: str, side: Side = Side.PROVISIONAL, last: int = 12, indicators: tuple[str, ...] = (JOBS, RATE)
) -> dict[tuple[str, str], tuple[int, tuple[int, ...]]]:
    first, end = Month(2023, 1), Month(2023, last)
    with world.database.read() as connection:
        series = FIGURES.series_of(connection, region, indicators, first, end)
        found = FIGURES.held.of(connection, region, series, first, end, side)
    return {
        (item, str(month)): (each.units, tuple(m.month for m in each.months)) for (item, month), each in found.items()
    }


def jobs(unit: str, month: int, value: int, *, to_date: bool = False) -> Event:
    return make.submitted(unit, f"2023-{month:02d}", a_line(JOBS, value, to_date=to_date))


def test_a_unit_that_left_out_may_holds_it_in_june_and_so_does_the_total(world: World) -> None:
    for unit in (FIRST, SECOND):
        world.report(*(jobs(unit, month, 10 * month, to_date=True) for month in (1, 2, 3, 4)))
    world.report(jobs(SECOND, 5, 50, to_date=True))
    world.report(*(jobs(unit, 6, 60, to_date=True) for unit in (FIRST, SECOND)))
    assert held(world, FIRST) == {(JOBS, "2023-06"): (1, (5,))}
    assert held(world, SECOND) == {}
    assert held(world, CITY) == {(JOBS, "2023-06"): (1, ())}
    assert held(world, "500000-db")[JOBS, "2023-06"] == (1, ())  # a group of districts


def test_a_late_report_of_the_missing_month_makes_both_one_month_again(world: World) -> None:
    world.report(jobs(FIRST, 1, 10), jobs(FIRST, 3, 40, to_date=True))
    assert held(world, FIRST) == {(JOBS, "2023-03"): (1, (2,))}
    world.report(jobs(FIRST, 2, 12))
    assert held(world, FIRST) == held(world, CITY) == {}
    world.report(make.returned(FIRST, "2023-02"))
    assert held(world, CITY) == {(JOBS, "2023-03"): (1, ())}


def test_months_reported_by_themselves_hold_nothing_else_whatever_is_missing(world: World) -> None:
    world.report(jobs(FIRST, 1, 10), jobs(FIRST, 6, 60), jobs(SECOND, 6, 5))
    assert held(world, FIRST) == held(world, CITY) == {}


def test_an_indicator_that_a_report_leaves_out_is_a_hole_of_its_own(world: World) -> None:
    lines = {month: [a_line(RATE, month, 10 * month, to_date=True)] for month in (1, 2, 3)}
    lines[1].append(a_line(JOBS, 10))
    lines[3].append(a_line(JOBS, 40, to_date=True))
    world.report(*(make.submitted(FIRST, f"2023-{month:02d}", *each) for month, each in lines.items()))
    assert held(world, FIRST) == {(JOBS, "2023-03"): (1, (2,))}


def test_what_is_accepted_has_holes_of_its_own(world: World) -> None:
    world.report(*(jobs(FIRST, month, 10 * month, to_date=True) for month in (1, 2, 3)))
    world.report(make.accepted(FIRST, "2023-01"), make.accepted(FIRST, "2023-03"))
    assert held(world, FIRST) == {}
    assert held(world, FIRST, Side.ACCEPTED) == {(JOBS, "2023-03"): (1, (2,))}
    assert held(world, CITY, Side.ACCEPTED) == {(JOBS, "2023-03"): (1, ())}
    world.report(make.accepted(FIRST, "2023-02"))
    assert held(world, FIRST, Side.ACCEPTED) == {}


def test_both_sides_of_a_question_are_told_together(world: World) -> None:
    world.report(jobs(FIRST, 2, 20, to_date=True), make.accepted(FIRST, "2023-02"), jobs(FIRST, 3, 30, to_date=True))
    with world.database.read() as connection:
        series = FIGURES.series_of(connection, FIRST, [JOBS], Month(2023, 1), Month(2023, 3))
        found = FIGURES.held.sides(connection, FIRST, series, Month(2023, 1), Month(2023, 3))
    both = Held(1, (Month(2023, 1),))
    assert {key: (each.provisional, each.accepted) for key, each in found.items()} == {
        (JOBS, Month(2023, 2)): (both, both),
    }


def test_a_stock_is_no_sum_of_months(world: World) -> None:
    world.report(make.submitted(FIRST, "2023-03", a_line(INJURY, 5), a_line(JOBS, 5, to_date=True)))
    assert set(held(world, FIRST, indicators=(INJURY, JOBS))) == {(JOBS, "2023-03")}


def test_only_the_months_that_are_asked_for_are_told_and_the_year_before_is_no_matter(world: World) -> None:
    world.report(make.submitted(FIRST, "2022-12", a_line(JOBS, 99, to_date=True)))
    world.report(jobs(FIRST, 1, 10, to_date=True), jobs(FIRST, 4, 40, to_date=True))
    assert held(world, FIRST, last=3) == {}
    assert held(world, FIRST) == {(JOBS, "2023-04"): (1, (2, 3))}


@pytest.mark.parametrize("seed", range(3))
def test_the_months_that_are_marked_are_those_of_which_too_few_units_are_one_month(world: World, seed: int) -> None:
    """Read is only where it may matter; here every month is looked at. In the first year a month is always short."""
    rng, events = random.Random(seed), []
    often = {2022: 0.9, 2023: 0.995, 2024: 0.97}
    for unit in the_catalogue().units_under(CITY, Month(2022, 1)):
        for year, chance in often.items():
            months_of_it = [month for month in range(1, 13) if rng.random() < chance]
            events += [
                make.submitted(unit, f"{year}-{month:02d}", a_line(JOBS, 10 * month, to_date=rng.random() < 0.9))
                for month in months_of_it
            ]
    rng.shuffle(events)
    world.report(*events)
    first, last = Month(2022, 1), Month(2024, 12)
    with world.database.read() as connection:
        series = FIGURES.series_of(connection, CITY, [JOBS], first, last)
        marked = FIGURES.marked_series(connection, CITY, [JOBS], first, last)[JOBS]
        everything = FIGURES.held.of(connection, CITY, series, first, last)
    holding = {point.period: everything.get((JOBS, point.period), Held()).units for point in series[JOBS]}
    expected = {
        point.period for point in series[JOBS] if not nearly_all(point.reported - holding[point.period], point.expected)
    }
    assert {month for month in holding if holding[month] and marked.mixed(month)} == {
        month for month in expected if holding[month]
    }
    assert any(map(marked.mixed, holding)) and not all(map(marked.mixed, holding))


def test_who_continues_others_holds_what_they_left_out_and_what_it_left_out_itself(tmp_path: Path) -> None:
    """Recoded in June, two merged in September; all of them report the year to date."""
    play = Play(tmp_path, 1, a_changing_city())

    def report(unit: str, month: int, value: int) -> None:
        line = ReportLine(FLOW, value, None, "year_to_date")
        play.apply(make.submitted(unit, f"2022-{month:02d}", line))

    def found(region: str) -> dict[str, tuple[int, tuple[int, ...]]]:
        first, last = Month(2022, 1), Month(2022, 12)
        with play.database.read() as connection:
            series = play.figures.series_of(connection, region, [FLOW], first, last)
            held = play.figures.held.of(connection, region, series, first, last)
        return {str(month): (each.units, tuple(m.month for m in each.months)) for (_, month), each in held.items()}

    for month in range(1, 9):
        if month != 5:
            report(OLD if month < 6 else NEW, month, 100 * month)
        report(MERGING, month, 100 * month)
        if month != 8:
            report(MERGING_TOO, month, 100 * month)
    for month in (10, 11):
        report(MERGED, month, 200 * month)
    assert found(NEW) == {"2022-06": (1, (5,))}
    assert found(MERGED) == {"2022-10": (1, (8, 9))}
    assert found(CITY_OF_THREE) == {"2022-06": (1, ()), "2022-10": (1, ())}
