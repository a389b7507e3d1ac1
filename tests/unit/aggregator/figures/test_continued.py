"""A unit's months as they go on over changes of regions."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.api.figures import find_figures
from services.aggregator.api.questions.figures import FigureQuestion
from services.aggregator.districts.standing import Districts
from services.aggregator.figures.continued import needed
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series_cache import SeriesCache
from shared.catalogue import Catalogue
from shared.events import Event, ReportLine
from shared.periods import Month, today_in_china
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import (
    ALWAYS_KNOWN,
    FIRST,
    GIVER,
    LATE,
    MERGED,
    NEW,
    SECOND,
    STAYS,
    TAKER,
    WEST,
    a_changing_city,
    a_city_with_a_recoded_part,
)
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW

JANUARY, OCTOBER = Month(2022, 1), Month(2022, 10)


def report(unit: str, period: Month, value: int) -> list[Event]:
    return [make.submitted(unit, str(period), ReportLine(FLOW, value)), make.accepted(unit, str(period))]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Two years of 10 a month of everybody, 20 of the second; the merged one 35, those who began anew 4 and 5."""
    play = Play(tmp_path, 1, a_changing_city())
    for month in (JANUARY.shift(-12).shift(step) for step in range(22)):
        for unit in play.units:
            if play.catalogue.valid_in(unit, month):
                value = {SECOND: 20, MERGED: 35, TAKER: 5}.get(unit, 10)
                for event in report(unit, month, value):
                    play.apply(event)
    return play


def continued(play: Play, unit: str) -> list[FigurePoint]:
    with play.database.read() as connection:
        return play.figures.continued(connection, [unit], [FLOW], JANUARY, OCTOBER)[unit][FLOW]


def test_a_successor_has_the_months_of_whom_it_continues(play: Play) -> None:
    assert [point.value for point in continued(play, NEW)] == [10] * 10
    assert [point.value for point in continued(play, MERGED)] == [30] * 8 + [35] * 2
    assert [(point.expected, point.reported) for point in continued(play, MERGED)] == [(2, 2)] * 8 + [(1, 1)] * 2


@pytest.mark.parametrize("unit", [GIVER, TAKER])
def test_of_the_months_before_a_part_came_or_went_nothing_is_known(play: Play, unit: str) -> None:
    points = continued(play, unit)
    assert [(point.expected, point.reported, point.value) for point in points][:3] == [(1, 0, 0)] * 3
    assert all(point.reported for point in points[3:])


def test_only_the_units_a_unit_was_made_of_are_looked_at() -> None:
    catalogue = a_changing_city()
    assert set(needed(catalogue, MERGED)) == {MERGED, FIRST, SECOND}
    assert needed(catalogue, STAYS) == (STAYS,)


def figures(play: Play, catalogue: Catalogue, region: str) -> dict[str, tuple[int | None, int | None]]:
    question = FigureQuestion(region, play.catalogue.indicators[FLOW], (Month(2022, 5), Month(2022, 7)))
    with play.database.read() as connection:
        found = find_figures(connection, catalogue, play.figures, question, play.sight)
    return {
        each.period: (each.accepted.value, each.accepted.year_to_date) if each.accepted else (None, None)
        for each in found
    }


def test_the_year_to_date_of_a_successor_holds_its_predecessors_months(play: Play) -> None:
    told = figures(play, play.catalogue, NEW)
    assert told["2022-06"] == (10, 60)
    assert told["2022-07"] == (10, 70)
    assert told["2022-05"][0] in (None, 0)


def test_districts_are_ranked_by_what_they_continue_and_who_began_anew_says_so(play: Play) -> None:
    districts = Districts(play.catalogue, play.figures)
    item = play.catalogue.indicators[FLOW]
    with play.database.read() as connection:
        found = districts.rankings(connection, CITY, [item], OCTOBER, today_in_china(play.clock))[FLOW]
    standing = {each.standing.region: each.standing for each in found.placed}
    assert set(standing) == {NEW, MERGED, GIVER, TAKER, STAYS}
    assert [standing[NEW].now, standing[NEW].before] == [100, 100]
    assert [standing[MERGED].now, standing[MERGED].before] == [310, 300]
    assert {code: standing[code].reason for code in (GIVER, TAKER)} == {GIVER: "redrawn", TAKER: "redrawn"}


def test_a_recoded_part_of_the_city_has_its_counties_figures_and_none_of_its_own(tmp_path: Path) -> None:
    """No unit reports under its code: what it continues is in the figures that its counties add up to."""
    play = Play(tmp_path, 1, a_city_with_a_recoded_part())
    for month in (4, 5, 6, 7):
        for event in report(STAYS, Month(2022, month), 10 * month):
            play.apply(event)
    assert figures(play, play.catalogue, WEST)["2022-07"] == (70, 220)
    with play.database.read() as connection:
        series = play.figures.series_of(connection, WEST, [FLOW], JANUARY, OCTOBER)[FLOW]
        assert list(play.figures.marked_series(connection, WEST, [FLOW], JANUARY, OCTOBER)[FLOW].points) == series
        kept = SeriesCache(play.figures).read(connection, WEST, [FLOW], JANUARY, OCTOBER)[FLOW]
    assert list(kept.points) == series
    assert series[6].value == 70


def test_what_another_catalogue_knows_is_read_by_one_reader() -> None:
    present = a_changing_city(LATE)
    figures, known = Figures(present), present.known_on(ALWAYS_KNOWN)
    assert figures.known_by(known) is figures.known_by(known) is not figures
    assert figures.known_by(present) is figures
    assert not figures.known_by(known).has_other_past(NEW) and figures.has_other_past(NEW)
