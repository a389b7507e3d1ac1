"""Which areas' reports are kept: bounded, and shown only where everything stands as it stood."""

from __future__ import annotations

from services.intake.queries.kept.areas import MOST_AREAS, MOST_REVIEWS, KeptArea, KeptAreas, Stand
from services.intake.queries.kept.reports import KeptReports, Stands
from services.intake.reports.repository import Repository
from shared.log.port import Mark
from shared.periods import Month
from shared.store import Head
from tests.unit.intake.support import CITY, Service

MARCH = Month(2023, 3)
HERE = Stand(Head(7, "a"), {0: Mark(3)})


def area_of(service: Service, reports: int = 0) -> KeptReports:
    made = KeptReports(Repository(service.intake.store), {CITY})
    made.standing = {(CITY, number): Stands("submitted", 1, (), (), ()) for number in range(reports)}
    return made


def test_what_a_month_came_to_is_shown_where_everything_stands_as_it_stood(service: Service) -> None:
    kept: KeptArea[str] = KeptArea(area_of(service))
    kept.keep(MARCH, HERE, "found")
    assert kept.review(MARCH, HERE) == "found"
    assert kept.review(MARCH.shift(1), HERE) is None
    for other in (HERE._replace(head=Head(8, "b")), HERE._replace(head=Head(7, "b")), HERE._replace(progress={})):
        assert kept.review(MARCH, other) is None


def test_the_oldest_answers_and_areas_go_first(service: Service) -> None:
    kept: KeptArea[str] = KeptArea(area_of(service))
    for number in range(MOST_REVIEWS + 1):
        kept.keep(MARCH.shift(number), HERE, str(number))
    assert kept.review(MARCH, HERE) is None and kept.review(MARCH.shift(1), HERE) == "1"
    areas: KeptAreas[str] = KeptAreas(lambda _area: area_of(service))
    first, second = areas.of("0"), areas.of("1")
    for number in range(2, MOST_AREAS):
        areas.of(str(number))
    assert areas.of("0") is first
    areas.of("one more")
    assert areas.of("1") is not second and areas.of("0") is first


def test_reports_of_the_area_asked_for_longest_ago_go_when_they_are_too_many_and_what_they_came_to_stays(
    service: Service,
) -> None:
    areas: KeptAreas[str] = KeptAreas(lambda _area: area_of(service, 3), 6)
    first, second, third = (areas.of(str(number)) for number in range(3))
    first.keep(MARCH, HERE, "found")
    areas.bound()
    assert [each.reports.size for each in (first, second, third)] == [0, 3, 3]
    assert first.review(MARCH, HERE) == "found"
