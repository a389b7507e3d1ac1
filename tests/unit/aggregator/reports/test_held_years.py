"""What is kept of the months that units' years hold: made anew where a row is another one, and only there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.reports.held_years import HeldYears, UnitHeld
from services.aggregator.tables import UNIT_MONTHS
from shared.events import Event
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

JOBS, RATE, INJURY = "urban_new_employment", "mediation_success_rate", "work_injury_insurance_insured"
FIRST, SECOND = "500101", "500102"
UNITS = (FIRST, SECOND)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def read(world: World, years: HeldYears, *, accepted: bool = False) -> dict[str, UnitHeld]:
    """What is read with what is kept, after holding it against a reading of its own."""
    with world.database.read() as connection:
        found = years.read(connection, UNITS, 2023, accepted=accepted)
        assert found == HeldYears(the_catalogue()).read(connection, UNITS, 2023, accepted=accepted)
    return found


def jobs(unit: str, month: int, *, to_date: bool = True) -> Event:
    return make.submitted(unit, f"2023-{month:02d}", a_line(JOBS, 10 * month, to_date=to_date))


def test_a_late_report_of_an_earlier_month_is_seen(world: World) -> None:
    years = HeldYears(the_catalogue())
    world.report(jobs(FIRST, 1), jobs(FIRST, 4), jobs(SECOND, 1))
    assert read(world, years) == {FIRST: {(JOBS, 4): (2, 3)}, SECOND: {}}
    world.report(jobs(FIRST, 3))
    assert read(world, years)[FIRST] == {(JOBS, 3): (2,)}
    world.report(jobs(FIRST, 2, to_date=False))
    assert read(world, years)[FIRST] == {}
    world.report(make.returned(FIRST, "2023-03"))
    assert read(world, years)[FIRST] == {(JOBS, 4): (3,)}


def test_a_year_whose_rows_all_stayed_is_not_worked_out_again(world: World) -> None:
    years = HeldYears(the_catalogue())
    world.report(jobs(FIRST, 1), jobs(FIRST, 3), jobs(SECOND, 1), jobs(SECOND, 2))
    before = read(world, years)
    world.report(jobs(SECOND, 4))
    after = read(world, years)
    assert after[FIRST] is before[FIRST]
    assert after[SECOND] == {(JOBS, 4): (3,)}


def test_what_was_read_in_a_transaction_that_rolled_back_is_forgotten(world: World) -> None:
    years = HeldYears(the_catalogue())
    world.report(jobs(FIRST, 1), jobs(FIRST, 3))
    before = read(world, years)

    def fail() -> None:
        with world.database.write() as connection:
            connection.execute(sa.delete(UNIT_MONTHS).where(UNIT_MONTHS.c.period == "2023-01"))
            assert years.read(connection, UNITS, 2023, accepted=False) == {FIRST: {(JOBS, 3): (1, 2)}}
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert read(world, years) == before == {FIRST: {(JOBS, 3): (2,)}}


def test_a_year_that_nobody_reports_to_date_is_left_out(world: World) -> None:
    years = HeldYears(the_catalogue())
    world.report(jobs(FIRST, 1, to_date=False), jobs(FIRST, 4, to_date=False), jobs(SECOND, 4))
    assert read(world, years) == {SECOND: {(JOBS, 4): (1, 2, 3)}}


@pytest.mark.parametrize("seed", range(3))
def test_after_any_reports_in_any_order_it_is_what_a_reading_of_its_own_finds(world: World, seed: int) -> None:
    rng, years = random.Random(seed), HeldYears(the_catalogue())
    for _ in range(60):
        unit, month = rng.choice(UNITS), rng.randrange(1, 13)
        lines = [a_line(item, month, 9, to_date=rng.random() < 0.6) for item in (JOBS, RATE) if rng.random() < 0.8]
        period = f"2023-{month:02d}"
        world.report(
            rng.choice(
                (
                    make.submitted(unit, period, *lines, a_line(INJURY, 5, to_date=True)),
                    make.accepted(unit, period),
                    make.returned(unit, period),
                )
            )
        )
        read(world, years)
        read(world, years, accepted=True)
