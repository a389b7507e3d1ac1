"""A past state of which the catalogue was another takes over nothing that the present has worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from services.aggregator.past.as_of import AsOf
from services.aggregator.past.state import alike_before
from services.aggregator.progress.repository import load_row
from shared.catalogue import Catalogue
from shared.catalogue.known import Moment
from shared.events import ReportAccepted, ReportLine, ReportSubmitted
from shared.periods import Month
from tests.unit.aggregator.changing_city import LATE, a_changing_city
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, PLAN, STOCK, UNITS, a_catalogue

MARCH = Month(2021, 3)


def an_earlier_catalogue() -> Catalogue:
    """The city without its third county, and a plan that asks for 1500 where the present one asks for 1200."""
    present = a_catalogue()
    (plan,) = present.plans.values()
    first, *others = plan.targets
    changed = replace(plan, targets=(replace(first, value=Decimal(1500)), *others))
    regions = [region for region in present.regions.values() if region.code != UNITS[2]]
    return Catalogue(regions, {}, present.indicators.values(), [changed], [], {})


class Changed:
    """Another catalogue up to a position."""

    def __init__(self, now: Catalogue, then: Catalogue, until: int) -> None:
        self.now = now
        self._then = then
        self.until = until

    def at(self, moment: Moment) -> Catalogue:
        return self._then if moment.position <= self.until else self.now.known_on(moment.day)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Three counties have reported March, and are accepted; all stands by the present catalogue."""
    play = Play(tmp_path, 1)
    play.clock.set(datetime(2021, 4, 6, 2, tzinfo=UTC))
    for unit in UNITS:
        lines = (ReportLine(STOCK, 210),)
        play.apply(ReportSubmitted(region=unit, period=str(MARCH), lines=lines, digest="d"))
        play.apply(ReportAccepted(region=unit, period=str(MARCH), revision=1))
    play.clock.advance(timedelta(days=30))
    play.sweep()
    return play


def past(play: Play, until: int) -> AsOf:
    catalogues = Changed(play.catalogue, an_earlier_catalogue(), until)
    return an_as_of(play.database, play.catalogue, play.clock, play.log, catalogues=catalogues)


def stock(play: Play, asked: AsOf, position: int, *, whole: bool = True) -> tuple[int, int | None, int]:
    """The city's figure, what its target is, and how many units are expected."""
    point = asked.point(str(position))
    figures = play.figures.known_by(asked.known(point))
    with asked.read(point, whole=whole) as connection:
        (figure,) = figures.series(connection, CITY, STOCK, MARCH, MARCH)
        (assessment,) = load_row(connection, PLAN, 1, MARCH, MARCH).values()
    return figure.value, assessment.target, assessment.expected_units


@pytest.mark.parametrize("whole", [True, False])
def test_figures_and_assessments_are_made_by_the_catalogue_of_then(play: Play, whole: bool) -> None:
    """Though the present ones have not moved since."""
    head = play.log.head()
    assert stock(play, past(play, head), head, whole=whole) == (420, 1500, 2)
    assert stock(play, past(play, head - 1), head, whole=whole) == (630, 1200, 3)


def test_a_state_is_made_anew_where_it_turns_out_that_another_catalogue_was_in_force(play: Play) -> None:
    head = play.log.head()
    catalogues = Changed(play.catalogue, an_earlier_catalogue(), 0)
    asked = an_as_of(play.database, play.catalogue, play.clock, play.log, catalogues=catalogues)
    assert stock(play, asked, head) == (630, 1200, 3)
    catalogues.until = head
    assert stock(play, asked, head) == (420, 1500, 2)


def test_what_is_alike_ends_with_the_first_change_of_regions_that_was_announced_later() -> None:
    present = a_changing_city(LATE)
    day = date(2022, 9, 1)
    assert alike_before(present, present.known_on(day), day) == Month(2022, 4)
    assert alike_before(present, present, LATE) == Month(9999, 12)


def test_by_another_catalogue_nothing_is_alike() -> None:
    assert alike_before(a_catalogue(), an_earlier_catalogue(), LATE) < Month.parse("1949-01")
