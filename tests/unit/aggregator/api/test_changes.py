from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.aggregator.api import changes as changes_endpoints
from services.aggregator.api.changes import Explainer
from services.aggregator.board import as_of_page
from services.aggregator.board.render import BoardRenderer
from services.aggregator.figures.reader import Figures
from services.aggregator.past.changes import Changes
from shared.catalogue.known import OneCatalogue
from shared.codec import Codec
from shared.observe import Health, Metrics
from shared.security.keys import Principal, Role
from shared.web.install import install
from tests.builders import a_clock
from tests.described import as_described
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

JOBS, INJURY = "urban_new_employment", "work_injury_insurance_insured"
AUDITOR = Principal("auditor", Role.AUDITOR, "")
ASKED = {"region": "500000", "indicator": "城镇新增就业人数", "period": "2023-02", "from": "1"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Positions: 1 and 2 first reports, 3 accepted, 4 corrected, 5 returned."""
    world = World(tmp_path)
    world.report(
        make.submitted("500101", "2023-02", a_line(JOBS, 20_000), simulated=True),
        make.submitted("500102", "2023-02", a_line(JOBS, 5_000)),
        make.accepted("500101", "2023-02"),
        make.corrected("500101", "2023-02", a_line(JOBS, 26_000)),
        make.returned("500102", "2023-02"),
    )
    return world


def a_client(world: World, viewer: Principal | None) -> TestClient:
    catalogue = the_catalogue()
    past = an_as_of(world.database, catalogue, a_clock(), world.log)
    explainer = Explainer(past, Changes(OneCatalogue(catalogue), Codec()), Figures(catalogue))
    app = FastAPI()
    install(app, Metrics(), Health())
    app.include_router(changes_endpoints.router(explainer, lambda _: viewer))
    page = as_of_page.AsOfPage(explainer, catalogue, BoardRenderer(a_clock()))
    app.include_router(as_of_page.router(page, lambda _: viewer))
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def client(world: World) -> TestClient:
    return a_client(world, AUDITOR)


def explained(client: TestClient, **query: str) -> dict[str, Any]:
    answer = client.get("/v1/figures/changes", params=ASKED | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_change_is_explained_by_cause_unit_and_event(client: TestClient) -> None:
    found = explained(client)
    assert (found["from"]["total"]["value"], found["to"]["total"]["value"]) == (20_000, 26_000)
    assert (found["from"]["position"], found["to"]["position"], found["change"]["text"]) == (1, 5, "6,000 人")
    assert (found["unit"], found["display_unit"]) == ("人", "人")
    causes = [(each["cause_name"], each["change"]["value"]) for each in found["causes"]]
    assert causes == [("按时报送", 5_000), ("更正", 6_000), ("退回", -5_000)]
    (unit,) = found["causes"][1]["units"]
    (event,) = unit["events"]
    assert (unit["region"], event["position"], event["actor"], event["reason"]) == ("500101", 4, "key:x", "漏报")
    assert found["simulated"]


def test_an_answer_is_as_described(client: TestClient) -> None:
    assert as_described(client, "GET /v1/figures/changes", client.get("/v1/figures/changes", params=ASKED))


def test_the_same_question_has_the_same_tag(client: TestClient) -> None:
    first = client.get("/v1/figures/changes", params=ASKED)
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get("/v1/figures/changes", params=ASKED, headers=held).status_code == 304


def test_a_change_is_not_told_to_everybody_while_it_holds_what_waits(world: World) -> None:
    refused = a_client(world, None).get("/v1/figures/changes", params=ASKED)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "awaiting-review")
    assert "待审核" in a_client(world, None).get("/as-of", params=ASKED).text


def test_whoever_may_not_see_a_units_figures_sees_only_their_sum_between_points_at_which_all_was_accepted(
    world: World,
) -> None:
    world.report(
        make.accepted("500101", "2023-02", 2),
        make.submitted("500102", "2023-02", a_line(JOBS, 7_000)),
        make.accepted("500102", "2023-02", 2),
    )
    query = {"from": "6", "to": "8"}
    (cause,) = explained(a_client(world, None), **query)["causes"]
    (unit,) = cause["units"]
    assert (unit["region"], unit["region_name"], unit["events"]) == ("", "其他单位（未公开） 1 个", [])
    assert cause["change"]["value"] == 7_000
    accepted = explained(a_client(world, None), side="accepted", **query)
    (unit,) = accepted["causes"][0]["units"]
    assert (unit["region"], unit["events"][0]["actor"]) == ("500102", "")
    refused = a_client(world, None).get("/v1/figures/changes", params=ASKED | {"region": "500101"})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"from": ""}, 422, "from"),
        ({"from": "99"}, 422, "from"),
        ({"to": "2999-01-01"}, 422, "to"),
        ({"from": "4", "to": "2"}, 422, "to"),
        ({"measure": "week"}, 422, "measure"),
        ({"side": "both"}, 422, "side"),
        ({"month": "2023-02"}, 422, "month"),
        ({"period": "2023-2"}, 422, "period"),
        ({"region": "999999"}, 404, "region"),
        ({"indicator": "没有的"}, 404, "indicator"),
    ],
)
def test_a_question_that_is_wrong_is_told_where(
    client: TestClient, changes: dict[str, str], status: int, pointer: str
) -> None:
    answer = client.get("/v1/figures/changes", params=ASKED | changes)
    assert answer.status_code == status
    assert [fault["pointer"] for fault in answer.json()["faults"]] == [pointer]


def test_what_does_not_add_up_over_months_is_told(client: TestClient) -> None:
    answer = client.get("/v1/figures/changes", params=ASKED | {"indicator": INJURY, "measure": "year_to_date"})
    assert answer.status_code == 404
    assert "各月不相加" in answer.json()["detail"]


# the page


def test_a_moment_that_is_picked_leads_to_the_overview_of_it(client: TestClient) -> None:
    for query in ({"at": "3"}, {"at": "3", "at_day": "2023-02-28"}):
        answer = client.get("/as-of", params=query)
        assert (answer.status_code, answer.headers["location"]) == (303, "/?as_of=3")
    wrong = client.get("/as-of", params={"at_day": "2999-01-01"})
    assert wrong.status_code == 422
    assert "还没有到" in wrong.text


def test_two_points_show_the_picture_and_beneath_it_every_event(client: TestClient) -> None:
    answer = client.get("/as-of", params={**ASKED, "indicator": JOBS, "from_day": "", "to": "5"})
    assert answer.status_code == 200
    assert '<svg class="waterfall"' in answer.text
    for text in ("20,000 人 → 26,000 人", "更正", "漏报", 'href="/reports/500101/2023-02"', "模拟数据"):
        assert text in answer.text
    assert re.findall(r'href="(/\?as_of=\d+)"', answer.text) == ["/?as_of=1", "/?as_of=5"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_empty_page_offers_what_can_be_asked(client: TestClient) -> None:
    text = client.get("/as-of").text
    assert "重庆市" in text and "2023年2月" in text and "城镇新增就业人数" in text
    assert "<svg" not in text


def test_a_fault_stands_over_the_form_which_keeps_what_was_entered(client: TestClient) -> None:
    answer = client.get("/as-of", params=ASKED | {"indicator": JOBS, "from": "77"})
    assert answer.status_code == 422
    assert "还没有位置 77" in answer.text
    assert 'value="77"' in answer.text


def test_a_month_that_holds_others_of_some_units_says_of_how_many(world: World, client: TestClient) -> None:
    assert explained(client)["units_with_also_months"] == 0
    world.report(make.submitted("500103", "2023-02", a_line(JOBS, 900, to_date=True)))
    assert explained(client)["units_with_also_months"] == 1
    assert explained(client, to="5")["units_with_also_months"] == 0
    assert explained(client, measure="year_to_date")["units_with_also_months"] == 0
    page = client.get("/as-of", params=ASKED).text
    assert "其中 1 个单位的当月数含以前未报的月份" in page
