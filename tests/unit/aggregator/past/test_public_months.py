"""A month that is short in public only because reports wait for review says so."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.model import ProgressKey, RegionMonth
from services.aggregator.past.public_months import hold_back_short
from services.aggregator.progress import repository
from services.aggregator.reports.months import Lines, UnitMonth
from services.aggregator.veil.held_back import AWAITING
from services.aggregator.veil.months import VeiledMonth
from shared.events import Assessment
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.aggregator.progress_world import PLAN, STOCK, UNITS, a_catalogue
from tests.unit.aggregator.report_builders import a_line

MONTH = Month(2021, 2)
KEY = ProgressKey(PLAN, 1, MONTH)
CATALOGUE = a_catalogue()


def waiting(*units: str) -> dict[RegionMonth, VeiledMonth]:
    """These units have reported the stock, and nothing of it is public."""

    def month(lines: Lines) -> UnitMonth:
        return UnitMonth("submitted", 1, 1, lines, None, simulated=False, has_year_to_date=False)

    return {(unit, str(MONTH)): VeiledMonth(month((a_line(STOCK, 1),)), month(())) for unit in units}


def held(connection: sa.Connection, stored: Assessment | None, *units: str) -> Assessment | None:
    """The assessment of the stock once these units' reports wait."""
    if stored is not None:
        repository.save(connection, {KEY: stored})
    hold_back_short(connection, CATALOGUE, CATALOGUE.plans[PLAN], waiting(*units), 7)
    return repository.load_row(connection, PLAN, 1, MONTH, MONTH).get(KEY)


def short(reported: int) -> Assessment:
    return an_assessment(level="missing", reason="reports_missing", expected_units=3, reported_units=reported)


def test_with_those_that_wait_it_is_whole_and_waits_for_review(connection: sa.Connection) -> None:
    found = held(connection, short(1), *UNITS[1:])
    assert found is not None
    assert (found.level, found.reason, found.reported_units, found.actual) == ("unassessed", AWAITING, 3, None)


def test_it_stays_short_where_some_have_not_reported_and_counts_those_that_have(connection: sa.Connection) -> None:
    assert held(connection, short(1), UNITS[1]) == short(2)


def test_a_month_of_which_nobody_is_public_is_there(connection: sa.Connection) -> None:
    found = held(connection, None, *UNITS)
    assert found is not None
    assert (found.reason, found.expected_units, found.reported_units, found.data_version) == (AWAITING, 3, 3, 7)


def test_what_is_judged_on_public_figures_stays(connection: sa.Connection) -> None:
    judged = an_assessment(expected_units=3, reported_units=3)
    assert held(connection, judged, UNITS[0]) == judged


def test_other_targets_of_the_plan_are_left_alone(connection: sa.Connection) -> None:
    held(connection, short(1), *UNITS[1:])
    assert [key.row for key in repository.load_range(connection, PLAN, MONTH, MONTH)] == [1]
