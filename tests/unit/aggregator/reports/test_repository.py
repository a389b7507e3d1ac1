from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.reports import repository as reports_repository
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import NEW, OLD, STAYS, a_changing_city
from tests.unit.aggregator.progress_world import FLOW
from tests.unit.aggregator.report_builders import World, a_line

JOBS = "urban_new_employment"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_years_that_hold_a_year_to_date_line_are_found_until_it_is_replaced(world: World) -> None:
    years = [("500101", 2023), ("500101", 2022), ("500102", 2023)]

    def found() -> set[tuple[str, int]]:
        with world.database.read() as connection:
            return reports_repository.years_with_year_to_date(connection, years)

    world.report(
        make.submitted("500101", "2023-02", a_line(JOBS, 3, to_date=True)),
        make.submitted("500102", "2023-02", a_line(JOBS, 3)),
    )
    assert found() == {("500101", 2023)}
    world.report(make.submitted("500101", "2023-02", a_line(JOBS, 3)))
    assert found() == set()


def test_the_first_and_last_reported_months_are_told(world: World) -> None:
    with world.database.read() as connection:
        assert (reports_repository.first_period(connection), reports_repository.last_period(connection)) == (None, None)
    world.report(make.submitted("500101", "2023-02"), make.submitted("500102", "2022-11"))
    with world.database.read() as connection:
        assert (str(reports_repository.first_period(connection)), str(reports_repository.last_period(connection))) == (
            "2022-11",
            "2023-02",
        )


def test_months_of_regions_that_are_not_there_are_counted_while_something_stands_for_them(tmp_path: Path) -> None:
    catalogue = a_changing_city()
    world = World(tmp_path)
    world.catalogue = catalogue

    def nobodys() -> list[tuple[str, str]]:
        with world.database.read() as connection:
            return reports_repository.nobodys_months(connection, catalogue)

    world.report(
        *(make.submitted(OLD, period, a_line(FLOW, 1)) for period in ("2022-05", "2022-06", "2022-07")),
        make.submitted(NEW, "2022-05", a_line(FLOW, 1)),
        make.submitted(STAYS, "2022-05", a_line(FLOW, 1)),
    )
    assert nobodys() == [(OLD, "2022-06"), (OLD, "2022-07"), (NEW, "2022-05")]
    world.report(make.returned(OLD, "2022-06"), make.withdrawn(NEW, "2022-05"))
    assert nobodys() == [(OLD, "2022-07")]
