"""What was reported of an indicator that has left the catalogue since: kept, shown under its id, in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from shared.catalogue import Catalogue, load_catalogue
from tests.unit.intake.pages.visitor import Visitor
from tests.unit.intake.support import CITY, CORRECTION, UNIT, Service, line, report, running

GONE = "migrant_worker_training"
MARCH = "2023-03"


def without(known: Catalogue, indicator: str) -> Catalogue:
    """The catalogue, and no plan in it, knows the indicator any longer."""
    plans = [
        replace(plan, targets=tuple(each for each in plan.targets if each.indicator != indicator))
        for plan in known.plans.values()
    ]
    kept = [each for each in known.indicators.values() if each.id != indicator]
    return Catalogue(known.regions.values(), known.groups, kept, plans, (), {}, known.review, known.changes)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Two years of months that hold a figure of an indicator that is gone; the last of them twice, once without it."""
    known = load_catalogue()
    with running(tmp_path, known) as before:
        for number, month in enumerate(("2022-02", "2022-03", "2022-12", "2023-01", "2023-02", MARCH)):
            both = report(UNIT, month, [line(value=1_211 + 37 * number), line(GONE, 313 - number)])
            assert before.post(both, month).status_code == 201
            if month != MARCH:
                assert before.accept(UNIT, month, f"a{month}").json()["results"][0]["status"] == "accepted"
        assert before.post(report(lines=[line(value=1_300)]), "less").status_code == 201
        assert before.post(report(lines=[line(value=1_300), line(GONE, 301)]), "more").status_code == 201
    with running(tmp_path, without(known, GONE)) as after:
        yield after


def addresses(service: Service, month: str, unit: str = UNIT) -> Iterator[str]:
    """Whatever may be read of a unit's month, and of its area's."""
    for route in iter_route_contexts(service.intake.router.routes):
        path = str(route.path).replace("{area}", CITY).replace("{region}", unit)
        if "GET" in (route.methods or ()) and "{" not in path.replace("{period}", ""):
            yield path.replace("{period}", month) if "{period}" in path else f"{path}?period={month}"


def test_every_page_and_every_question_of_such_a_month_is_answered(service: Service) -> None:
    asked = [path for month in (MARCH, "2023-02") for path in addresses(service, month)]
    assert len(asked) > 30
    for who in (UNIT, "reviewer"):
        visitor = Visitor(service, who)
        for path in asked:
            assert service.get(path, who).status_code < 500, path
            assert visitor.get(path).status_code < 500, path


def test_it_is_named_by_its_id_where_it_is_shown(service: Service) -> None:
    form = service.intake.forms.filled_form(UNIT, MARCH)
    assert form.not_asked == (GONE,) and GONE not in {row.rule.id for row in form.rows}
    assert GONE in Visitor(service, UNIT).get(f"/reports/{UNIT}/{MARCH}").text


def test_the_month_is_reported_again_and_corrected_without_it(service: Service) -> None:
    again = service.post(report(lines=[line(value=1_301)]), "again")
    assert again.status_code == 201
    assert any(GONE in each["message"] for each in again.json()["receipt"]["review"])
    corrected = service.post(report(period="2023-02", lines=[line(value=1_302)], correction=CORRECTION), "corrected")
    assert corrected.status_code == 201
    assert service.post(report(lines=[line(value=1_301), line(GONE, 5)]), "gone").status_code == 422
