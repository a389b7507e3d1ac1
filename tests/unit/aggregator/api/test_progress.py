from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.aggregator.api.progress import router
from shared.catalogue import Catalogue
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.events import ReportLine, ReportSubmitted, TargetAllocated, TargetShare
from shared.observe import Health, Metrics
from shared.periods import Month
from shared.web.install import install
from tests.builders import AUDITOR
from tests.described import as_described
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, STOCK, UNITS, World, a_catalogue


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    app = FastAPI()
    install(app, Metrics(), Health())
    past = an_as_of(world.database, world.catalogue, world.clock)
    app.include_router(router(past, world.catalogue, world.figures, world.handler, lambda _request: AUDITOR))
    with TestClient(app) as client:
        yield client


def ask(client: TestClient, **query: str) -> list[dict[str, Any]]:
    response = client.get("/v1/progress", params=query)
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["progress"]
    return found


def test_an_answer_is_as_described(world: World, client: TestClient) -> None:
    world.submit("2021-01", (250, 250, 110))
    world.submit("2021-02", (250, 240, 107))
    for query in ({}, {"plan": PLAN, "row": "1"}, {"plan": PLAN, "row": "2"}):
        assert as_described(client, "GET /v1/progress", client.get("/v1/progress", params=query))


def test_a_target_is_answered_in_exact_values_and_in_words(world: World, client: TestClient) -> None:
    world.submit("2021-01", (250, 250, 110))
    world.submit("2021-02", (250, 240, 107))
    (found,) = ask(client, plan=PLAN, row="1")
    assert (found["unit"], found["display_unit"]) == ("人", "人")
    assert found["actual"] == {"value": 597, "text": "597 人"}
    assert found["expected"] == {"value": 620, "text": "620 人"}
    assert found["gap"] == {"value": 23, "text": "23 人", "points": "3.83"}
    assert (found["level"], found["level_name"], found["reason_text"]) == ("red", "红", "比基期不进反退，背离目标方向")
    assert (found["progress"], found["months_behind"]) == ("-0.1500", "2.0")
    assert found["coverage"] == {"expected": 3, "reported": 3, "accepted": 0}
    assert found["contributions"][0] == {
        "region": UNITS[1],
        "name": "某县2",
        "gap": {"value": 14, "text": "14 人"},
        "share": "0.6087",
    }
    assert found["rest"] is None
    assert (found["binding"], found["attribute"], found["simulated"]) == (True, "binding", False)


def test_without_a_period_each_targets_latest_month_is_answered(world: World, client: TestClient) -> None:
    world.submit("2021-01", 204)
    world.submit("2021-02", 208)
    assert {each["period"] for each in ask(client)} == {"2021-02"}
    assert {each["period"] for each in ask(client, period="2021-01")} == {"2021-01"}
    assert ask(client, period="2021-03") == []


def test_an_answer_can_be_narrowed_to_a_region_or_an_indicator_by_id_or_name(world: World, client: TestClient) -> None:
    world.submit("2021-01", 204)
    assert [each["row"] for each in ask(client, region=CITY, indicator=STOCK)] == [1]
    assert [each["row"] for each in ask(client, indicator="新增就业")] == [2]
    assert ask(client, region=UNITS[0]) == []


def test_the_units_of_an_expected_target_come_with_its_row_only(world: World, client: TestClient) -> None:
    world.submit("2021-01", 204, flow=20)
    assert ask(client, indicator=FLOW)[0]["contributions"] == []
    assert [part["gap"]["value"] for part in ask(client, row="2")[0]["contributions"]] == [14, 13, 13]


def test_a_month_without_figures_says_so_and_shows_no_noughts(world: World, client: TestClient) -> None:
    world.submit("2021-01", 0, units=UNITS[:1])
    found = ask(client)[0]
    assert (found["level_name"], found["actual"], found["gap"], found["progress"]) == ("报送中", None, None, None)


def test_the_same_answer_is_not_sent_twice(world: World, client: TestClient) -> None:
    world.submit("2021-01", 204)
    etag = client.get("/v1/progress").headers["etag"]
    assert client.get("/v1/progress", headers={"If-None-Match": etag}).status_code == 304
    world.submit("2021-01", 205)
    assert client.get("/v1/progress", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"plan": "no-such"}, 404, "unknown_plan"),
        ({"region": "999999"}, 404, "unknown_region"),
        ({"indicator": "不存在"}, 404, "unknown_indicator"),
        ({"period": "2021-13"}, 422, "bad_period"),
        ({"row": "一"}, 422, "bad_row"),
        ({"rwo": "1"}, 422, "unknown_parameter"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_parameter(
    client: TestClient, query: dict[str, str], status: int, code: str
) -> None:
    response = client.get("/v1/progress", params=query)
    fault = response.json()["faults"][0]
    assert (response.status_code, fault["code"], fault["pointer"]) == (status, code, next(iter(query)))


def test_shares_of_the_past_are_those_of_the_regions_as_they_were_known_then(tmp_path: Path) -> None:
    """A part went over in February, which became known in June: in March both had their share."""
    giver, getter, third = UNITS
    flows = (Flow(giver, giver, False), Flow(giver, getter, False), Flow(getter, getter, True))
    redraw = RegionChange(
        ChangeKind.REDRAW, date(2021, 6, 1), Month(2021, 2), UNITS[:2], UNITS[:2], "划入一部分的批复", drawn=flows
    )
    plain = a_catalogue()
    plans = plain.plans.values()
    changed = Catalogue(
        plain.regions.values(), {}, plain.indicators.values(), plans, [], {}, changes=RegionChanges((redraw,))
    )
    play = Play(tmp_path, 1, changed)
    play.clock.set(datetime(2021, 3, 5, tzinfo=UTC))
    play.apply(
        TargetAllocated(
            plan=PLAN,
            row=2,
            region=CITY,
            period="",
            amount=6_000,
            shares=tuple(TargetShare(unit, 2_000, "given") for unit in UNITS),
            gap=0,
            method="given",
            document="分解的通知",
            number="",
            second_signer="",
        )
    )
    for unit in UNITS:
        lines = (ReportLine(FLOW, 100),)
        play.apply(ReportSubmitted(region=unit, period="2021-02", lines=lines, digest="d"))
    play.clock.set(datetime(2021, 7, 1, tzinfo=UTC))
    app = FastAPI()
    install(app, Metrics(), Health())
    app.include_router(router(play.past, changed, play.figures, play.handler, lambda _request: AUDITOR))
    with TestClient(app) as client:
        now, then = (
            ask(client, plan=PLAN, row="2", period="2021-02", **point)[0]["allocation"]
            for point in ({}, {"as_of": "4"})
        )
    assert [each["region"] for each in now["shares"]] == [third]
    assert [each["region"] for each in then["shares"]] == [giver, getter, third]
