from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.aggregator.api import figures as endpoints
from services.aggregator.figures.reader import Figures
from shared.observe import Health, Metrics
from shared.quantities import format_amount
from shared.web.install import install
from tests.builders import AUDITOR, a_clock
from tests.described import as_described
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue
from tests.unit.units_of_measure import unit_of

JOBS, INJURY = "urban_new_employment", "work_injury_insurance_insured"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.report(
        make.submitted("500101", "2023-02", a_line(JOBS, 20_000), a_line(INJURY, 7_060_000), simulated=True),
        make.submitted("500101", "2023-03", a_line(JOBS, 50_000, to_date=True), a_line("mediation_success_rate", 1, 3)),
        make.accepted("500101", "2023-02"),
    )
    return world


@pytest.fixture
def client(world: World) -> TestClient:
    app = FastAPI()
    install(app, Metrics(), Health())
    past = an_as_of(world.database, the_catalogue(), a_clock(), world.log)
    app.include_router(endpoints.router(past, the_catalogue(), Figures(the_catalogue()), lambda _request: AUDITOR))
    return TestClient(app)


def figure(client: TestClient, **query: str) -> dict[str, Any]:
    answer = client.get("/v1/figures", params={"region": "500000", "period": "2023-03"} | query)
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["figures"]
    assert isinstance(found, dict)
    return found


def test_a_flow_is_answered_with_its_cumulative_figures_and_coverage(client: TestClient) -> None:
    found = figure(client, indicator="城镇新增就业人数")
    assert (found["region_name"], found["indicator"], found["kind"]) == ("重庆市", JOBS, "flow")
    assert (found["unit"], found["display_unit"], found["part_unit"]) == ("人", "万人", "")
    assert (found["value"], found["display"], found["year_to_date"], found["plan_to_date"]) == (
        30_000,
        "3.00 万人",
        50_000,
        50_000,
    )
    assert found["accepted"]["year_to_date"] == 20_000
    assert found["coverage"] == {"expected": 38, "reported": 1, "accepted": 0}
    assert (found["provisional"], found["simulated"], found["data_version"]) == (True, True, 3)


def test_a_missing_stock_is_carried_and_marked(client: TestClient) -> None:
    found = figure(client, indicator=INJURY)
    assert (found["display"], found["carried"], found["coverage"]["reported"]) == ("706.00 万人", True, 0)


def test_a_rate_is_answered_with_its_parts(client: TestClient) -> None:
    found = figure(client, indicator="mediation_success_rate")
    assert (found["value"], found["numerator"], found["denominator"], found["rate"], found["display"]) == (
        None,
        1,
        3,
        "33.333333",
        "33.33%",
    )

    assert (found["unit"], found["display_unit"], found["part_unit"]) == ("%", "%", "件")


def test_every_answered_value_is_in_the_unit_beside_it(client: TestClient) -> None:
    for found in client.get("/v1/figures", params={"region": "500000", "period": "2023-03"}).json()["figures"]:
        item = the_catalogue().indicators[found["indicator"]]
        assert (found["unit"], found["display_unit"]) == (item.unit.base, item.unit.symbol)
        if found["value"] is not None:
            assert (
                found["display"]
                == f"{format_amount(found['value'], unit_of(found['display_unit']))} " + item.unit.symbol
            )


def test_answers_are_as_described(client: TestClient) -> None:
    for query in ({"period": "2023-03"}, {"from": "2023-01", "to": "2023-03", "as_of": "2"}):
        assert as_described(client, "GET /v1/figures", client.get("/v1/figures", params={"region": "500000"} | query))
    asked = client.get("/v1/coverage", params={"region": "500000", "period": "2023-03"})
    assert as_described(client, "GET /v1/coverage", asked)


def test_a_units_own_figures_are_answered_too(client: TestClient) -> None:
    assert figure(client, region="500101", indicator=JOBS)["value"] == 30_000


def test_a_span_answers_every_month_and_no_indicator_all_of_them(client: TestClient) -> None:
    span = client.get("/v1/figures", params={"region": "500000", "indicator": JOBS, "from": "2023-01", "to": "2023-03"})
    assert [each["value"] for each in span.json()["figures"]] == [None, 20_000, 30_000]
    every = client.get("/v1/figures", params={"region": "500000"}).json()["figures"]
    assert {each["period"] for each in every} == {"2023-03"}
    assert len(every) == 20


def test_an_answer_that_is_known_already_is_not_sent_again(client: TestClient, world: World) -> None:
    query = {"region": "500000", "indicator": JOBS, "period": "2023-03"}
    tag = client.get("/v1/figures", params=query).headers["etag"]
    assert client.get("/v1/figures", params=query, headers={"If-None-Match": tag}).status_code == 304
    world.report(make.submitted("500102", "2023-01", a_line(JOBS, 1)))
    assert client.get("/v1/figures", params=query, headers={"If-None-Match": tag}).status_code == 200


def test_coverage_names_the_units_that_are_missing(client: TestClient) -> None:
    found = client.get("/v1/coverage", params={"region": "500000-db", "period": "2023-03"}).json()
    assert (found["expected"], found["reported"], found["accepted"]) == (11, 1, 0)
    assert {"region": "500154", "region_name": "开州区"} in found["missing"]


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ({}, 422, "region"),
        ({"region": "500000", "period": "2023-13"}, 422, "period"),
        ({"region": "500000", "from": "2023-01"}, 422, "to"),
        ({"region": "500000", "from": "2023-02", "to": "2023-01"}, 422, "to"),
        ({"region": "500000", "from": "2003-02", "to": "2023-01"}, 422, "to"),
        ({"region": "500000", "period": "2023-01", "from": "2023-01", "to": "2023-01"}, 422, "period"),
        ({"region": "500000", "colour": "red"}, 422, "colour"),
        ({"region": "123456"}, 404, "region"),
        ({"region": "500000", "indicator": "国内生产总值"}, 404, "indicator"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_with_its_fault(
    client: TestClient, query: dict[str, str], status: int, pointer: str
) -> None:
    answer = client.get("/v1/figures", params=query)
    assert answer.status_code == status
    assert pointer in [fault["pointer"] for fault in answer.json()["faults"]]


def test_a_figure_nobody_owes_is_unknown(client: TestClient) -> None:
    answer = client.get("/v1/figures", params={"region": "500000", "indicator": "hr_services_revenue"})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "figure-unknown")


def test_a_units_month_after_a_hole_says_which_months_are_in_it_and_a_total_of_how_many_units(
    world: World, client: TestClient
) -> None:
    """500101 left January out, and reports February as 20,000 and March as the year to date: that holds January."""
    unit = figure(client, region="500101", indicator=JOBS)
    assert (unit["value"], unit["display"], unit["also_months"]) == (30_000, "3.00 万人（含1月）", ["2023-01"])
    assert unit["units_with_also_months"] == 1
    total = figure(client, indicator=JOBS)
    assert (total["display"], total["also_months"], total["units_with_also_months"]) == ("3.00 万人", [], 1)
    assert (total["accepted"]["also_months"], total["accepted"]["units_with_also_months"]) == ([], 0)
    february = figure(client, region="500101", indicator=JOBS, period="2023-02")
    assert (february["also_months"], february["units_with_also_months"]) == ([], 0)
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 4_000)))
    mended = figure(client, region="500101", indicator=JOBS)
    assert (mended["value"], mended["also_months"], mended["display"]) == (26_000, [], "2.60 万人")


def test_the_rate_of_a_year_so_far_holds_its_months_anyway_and_says_nothing_of_them(client: TestClient) -> None:
    found = figure(client, region="500101", indicator="mediation_success_rate")
    assert (found["also_months"], found["units_with_also_months"]) == ([], 0)


def test_what_is_held_back_does_not_tell_which_months_are_in_it(world: World) -> None:
    app = FastAPI()
    install(app, Metrics(), Health())
    past = an_as_of(world.database, the_catalogue(), a_clock(), world.log)
    app.include_router(endpoints.router(past, the_catalogue(), Figures(the_catalogue()), lambda _request: None))
    found = figure(TestClient(app), region="500101", indicator=JOBS)
    assert found["hidden"] and found["also_months"] == [] and found["units_with_also_months"] == 0


def test_as_it_was_known_then_the_hole_is_there(world: World, client: TestClient) -> None:
    world.report(make.submitted("500101", "2023-01", a_line(JOBS, 4_000)))
    assert figure(client, region="500101", indicator=JOBS, as_of="3")["also_months"] == ["2023-01"]
    assert figure(client, region="500101", indicator=JOBS)["also_months"] == []
