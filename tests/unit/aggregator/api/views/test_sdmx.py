from __future__ import annotations

import csv
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.aggregator.api import figures as endpoints
from services.aggregator.api.views.sdmx import COLUMNS
from services.aggregator.figures.reader import Figures
from shared.observe import Health, Metrics
from shared.web.install import install
from tests.builders import AUDITOR, a_clock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue
from tests.unit.units_of_measure import UNITS

JOBS, RATE = "urban_new_employment", "mediation_success_rate"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    world = World(tmp_path)
    world.report(
        make.submitted("500101", "2023-02", a_line(JOBS, 20_000), simulated=True),
        make.submitted("500101", "2023-03", a_line(JOBS, 50_000, to_date=True), a_line(RATE, 1, 3)),
        make.accepted("500101", "2023-02"),
        make.set_for_year(2023, 1, "60", "万人"),
        make.set_for_year(2023, 16, "60.5", "%"),
    )
    app = FastAPI()
    install(app, Metrics(), Health())
    past = an_as_of(world.database, the_catalogue(), a_clock(), world.log)
    app.include_router(endpoints.router(past, the_catalogue(), Figures(the_catalogue()), lambda _request: AUDITOR))
    return TestClient(app)


def rows(client: TestClient, **query: str) -> list[dict[str, str]]:
    answer = client.get("/v1/figures.csv", params={"region": "500000", "period": "2023-03"} | query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/vnd.sdmx.data+csv")
    return list(csv.DictReader(answer.text.splitlines()))


def test_a_figure_is_one_observation_with_its_attributes(client: TestClient) -> None:
    (row,) = rows(client, indicator="城镇新增就业人数")
    assert tuple(row) == COLUMNS
    assert (row["STRUCTURE"], row["STRUCTURE_ID"], row["ACTION"]) == ("dataflow", "XUSHI:DF_FIGURES(1.0)", "I")
    assert (row["REGION"], row["INDICATOR"], row["FREQ"], row["TIME_PERIOD"]) == ("500000", JOBS, "M", "2023-03")
    assert (row["OBS_VALUE"], row["OBS_STATUS"], row["UNIT_MEASURE"], row["UNIT_MULT"]) == ("30000", "P", "PS", "0")
    assert (row["UNITS_EXPECTED"], row["UNITS_REPORTED"], row["UNITS_ACCEPTED"]) == ("38", "1", "0")
    assert row["SIMULATED"] == "true"


def test_what_was_set_for_the_year_stands_beside_its_figures(client: TestClient) -> None:
    found = {indicator: rows(client, indicator=indicator)[0]["ANNUAL_TARGET"] for indicator in (JOBS, RATE)}
    assert found == {JOBS: "600000", RATE: "60.5"}
    assert rows(client, indicator=JOBS, period="2022-12")[0]["ANNUAL_TARGET"] == ""


def test_a_rate_is_per_cent_with_its_parts_and_what_is_missing_is_empty(client: TestClient) -> None:
    (rate,) = rows(client, indicator=RATE)
    assert (rate["OBS_VALUE"], rate["UNIT_MEASURE"]) == ("33.333333", "PT")
    assert (rate["NUMERATOR"], rate["DENOMINATOR"], rate["DECIMALS"]) == ("1", "3", "6")
    (missing,) = rows(client, indicator="social_security_card_holders")
    assert (missing["OBS_VALUE"], missing["OBS_STATUS"]) == ("", "O"), "M would say that there cannot be one"


def test_the_same_questions_are_answered_as_by_the_json_route(client: TestClient) -> None:
    query = {"region": "500000", "from": "2023-01", "to": "2023-03"}
    figures = client.get("/v1/figures", params=query).json()["figures"]
    answer = client.get("/v1/figures.csv", params=query)
    found = list(csv.DictReader(answer.text.splitlines()))
    assert [(row["INDICATOR"], row["TIME_PERIOD"]) for row in found] == [
        (figure["indicator"], figure["period"]) for figure in figures
    ]
    again = client.get("/v1/figures.csv", params=query, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/v1/figures.csv", params={"region": "1"}).status_code == 404


def test_the_unit_of_the_observation_is_that_of_the_json_value(client: TestClient) -> None:
    query = {"region": "500000", "period": "2023-03"}
    figures = {each["indicator"]: each for each in client.get("/v1/figures", params=query).json()["figures"]}
    for row in rows(client):
        figure = figures[row["INDICATOR"]]
        assert row["UNIT_MEASURE"] == UNITS[figure["unit"]].sdmx
        observed = figure["rate"] if figure["unit"] == "%" else figure["value"]
        assert row["OBS_VALUE"] == ("" if observed is None else str(observed))


def test_every_base_unit_has_a_code() -> None:
    assert all(unit.sdmx for unit in UNITS.values())


def test_a_month_that_holds_others_is_defined_otherwise_and_names_them(client: TestClient) -> None:
    (unit,) = rows(client, indicator=JOBS, region="500101")
    assert (unit["OBS_STATUS"], unit["ALSO_MONTHS"], unit["UNITS_WITH_ALSO_MONTHS"]) == ("D", "2023-01", "1")
    (total,) = rows(client, indicator=JOBS)
    assert (total["OBS_STATUS"], total["ALSO_MONTHS"], total["UNITS_WITH_ALSO_MONTHS"]) == ("P", "", "1")
    (rate,) = rows(client, indicator=RATE)
    assert (rate["ALSO_MONTHS"], rate["UNITS_WITH_ALSO_MONTHS"]) == ("", "0")
