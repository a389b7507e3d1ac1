"""Forecasts of months to come: stored by data version, answered, and the same when worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.aggregator.api.forecasts import router
from services.aggregator.model import ProgressKey
from services.aggregator.progress import forecast_repository
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.forecasts import Forecasts
from shared.observe import Health, Metrics
from shared.periods import Month, months
from shared.web.install import install
from tests.builders import AUDITOR
from tests.described import as_described
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.progress_world import PLAN, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Fourteen months of three units."""
    world = World(tmp_path)
    for step, month in enumerate(months(Month(2021, 1), Month(2022, 2))):
        world.submit(str(month), 200 + 4 * step, flow=30 + step % 3)
    return world


@pytest.fixture
def forecasts(world: World) -> Forecasts:
    return Forecasts(world.catalogue, world.handler.question)


@pytest.fixture
def client(world: World, forecasts: Forecasts) -> Iterator[TestClient]:
    app = FastAPI()
    install(app, Metrics(), Health())
    past = an_as_of(world.database, world.catalogue, world.clock)
    app.include_router(router(past, forecasts, lambda _request: AUDITOR))
    with TestClient(app) as client:
        yield client


def ask(client: TestClient, **query: str) -> Any:
    response = client.get("/v1/forecasts", params={"plan": PLAN, "row": "2"} | query)
    assert response.status_code == 200
    return response.json()["forecast"]


def test_an_answer_is_as_described(client: TestClient) -> None:
    for row in ("1", "2"):
        asked = client.get("/v1/forecasts", params={"plan": PLAN, "row": row})
        assert as_described(client, "GET /v1/forecasts", asked)


def test_the_latest_month_is_answered_to_the_plans_end_in_exact_values_and_words(client: TestClient) -> None:
    found = ask(client)
    assert (found["period"], found["reached_by"], len(found["months"])) == ("2022-02", "2025-12", 46)
    assert (found["unit"], found["display_unit"]) == ("人", "人")
    first, last = found["months"][0], found["months"][-1]
    assert (first["period"], last["period"]) == ("2022-03", "2025-12")
    assert first["p10"]["value"] <= first["p50"]["value"] <= first["p90"]["value"]
    assert last["p50"]["text"] == f"{last['p50']['value']:,} 人"


def test_it_ends_where_the_assessment_says(world: World, client: TestClient) -> None:
    assessment = world.now(2, "2022-02")
    last = ask(client)["months"][-1]
    assert assessment.outlook is not None
    assert [last[name]["value"] for name in ("p10", "p50", "p90")] == [
        assessment.outlook.p10,
        assessment.outlook.p50,
        assessment.outlook.p90,
    ]
    assert ask(client)["probability"] == assessment.probability


def test_what_is_stored_is_what_was_worked_out(world: World, forecasts: Forecasts, client: TestClient) -> None:
    before = ask(client)
    assert forecasts.store(world.database) == 3
    assert forecasts.store(world.database) == 0
    assert ask(client) == before
    assert ask(client, data_version=str(before["data_version"])) == before
    assert ask(client, data_version="1") is None


def test_every_data_version_keeps_its_own(world: World, forecasts: Forecasts, client: TestClient) -> None:
    forecasts.store(world.database)
    before = ask(client)
    world.submit("2022-02", 256, flow=99)
    assert forecasts.store(world.database) == 2  # the rate stayed
    after = ask(client)
    assert (after["series"], after["months"]) != (before["series"], before["months"])
    assert ask(client, data_version=str(before["data_version"])) == before


def test_equal_figures_give_an_equal_forecast_however_they_came_about(
    world: World, client: TestClient, tmp_path: Path
) -> None:
    before = ask(client)
    world.submit("2022-02", 256, flow=99)
    world.submit("2022-02", 252, flow=31)
    after = ask(client)
    assert after["data_version"] > before["data_version"]
    assert (after["series"], after["months"]) == (before["series"], before["months"])


def test_an_earlier_month_is_answered_by_what_was_known_until_it(world: World, client: TestClient) -> None:
    before = ask(client, period="2022-02")
    world.submit("2022-03", 260, flow=500)
    assert ask(client, period="2022-02")["months"] == before["months"]
    assert ask(client)["period"] == "2022-03"


def test_a_correction_long_ago_moves_the_forecasts_of_all_later_months(world: World) -> None:
    before = [world.now(row, "2022-02").outlook for row in (1, 2, 3)]
    world.submit("2021-02", 150, flow=5, covered=91)
    after = [world.now(row, "2022-02").outlook for row in (1, 2, 3)]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_without_a_forecast_the_reason_is_stored_and_said(tmp_path: Path) -> None:
    world = World(tmp_path / "young")
    world.submit("2021-01", 204)
    forecasts = Forecasts(world.catalogue, world.handler.question)
    assert forecasts.store(world.database) == 3
    assert forecasts.store(world.database) == 0
    with world.database.read() as connection:
        key = ProgressKey(PLAN, 2, Month(2021, 1))
        stored = forecast_repository.load(connection, key)
        (assessment,) = progress_repository.load_row(connection, PLAN, 2, key.period, key.period).values()
        assert forecasts.of(connection, key, assessment) == stored
    assert stored is not None
    assert (stored.reason, stored.months, stored.probability) == ("under_twelve_months", (), None)


@pytest.mark.parametrize(
    ("query", "status", "code", "pointer"),
    [
        ({}, 422, "missing_parameter", "plan"),
        ({"plan": PLAN}, 422, "missing_parameter", "row"),
        ({"plan": "no-such", "row": "1"}, 404, "unknown_plan", "plan"),
        ({"plan": PLAN, "row": "99"}, 404, "unknown_row", "row"),
        ({"plan": PLAN, "row": "一"}, 422, "bad_row", "row"),
        ({"plan": PLAN, "row": "1", "period": "2022-13"}, 422, "bad_period", "period"),
        ({"plan": PLAN, "row": "1", "data_version": "x"}, 422, "bad_data_version", "data_version"),
        ({"plan": PLAN, "row": "1", "rwo": "1"}, 422, "unknown_parameter", "rwo"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_parameter(
    client: TestClient, query: dict[str, str], status: int, code: str, pointer: str
) -> None:
    response = client.get("/v1/forecasts", params=query)
    fault = response.json()["faults"][0]
    assert (response.status_code, fault["code"], fault["pointer"]) == (status, code, pointer)
