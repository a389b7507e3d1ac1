"""Which catalogue was in force when."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.catalogue.known import OneCatalogue
from shared.points import Point
from tests.unit.aggregator.changing_city import LATE, a_changing_city
from tests.unit.aggregator.progress_world import a_catalogue


def on(day: date) -> Point:
    return Point(1, datetime(day.year, day.month, day.day, tzinfo=UTC))


def test_a_catalogue_that_never_changed_is_that_of_every_point() -> None:
    catalogue = a_catalogue()
    catalogues = OneCatalogue(catalogue)
    assert catalogues.now is catalogue
    assert catalogues.at(on(date(2021, 5, 1))) is catalogue


def test_before_a_change_of_regions_was_announced_nobody_knew_it() -> None:
    catalogue = a_changing_city(LATE)
    catalogues = OneCatalogue(catalogue)
    before = catalogues.at(on(date(2022, 9, 1)))
    assert before is catalogue.known_on(date(2022, 9, 1)) and not before.changes
    assert catalogues.at(on(LATE)) is catalogue
