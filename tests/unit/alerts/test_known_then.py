"""Whatever the alerts service is asked as of a point it answers by the catalogue that was in force there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit import turning
from tests.unit.aggregator.progress_world import PLAN
from tests.unit.turning import GONE, GONE_PLAN, NEW, NEW_PLAN, Door

DOORS = (
    Door("/v1/alerts", f"/v1/alerts?plan={PLAN}", "旧规划", "新规划"),
    Door("/v1/alerts", f"/v1/alerts?plan={PLAN}&state=all", '"region_name":"旧市"', '"region_name":"新市"'),
    Door("/v1/alerts", f"/v1/alerts?plan={PLAN}&state=open", "旧局", "新局"),
    Door("/v1/alerts", f"/v1/alerts?plan={GONE_PLAN}", '"alerts":[', None),
    Door("/v1/alerts", f"/v1/alerts?plan={NEW_PLAN}", None, '"alerts":['),
    Door("/v1/alerts", f"/v1/alerts?region={GONE}", '"alerts":[', None),
    Door("/v1/alerts", f"/v1/alerts?region={NEW}", None, '"alerts":['),
    Door("/v1/alerts/{number}", "/v1/alerts/CIT-01", "旧局", "新局"),
    Door("/v1/alerts/{number}", "/v1/alerts/CIT-01?", "旧规划", "新规划"),
    Door("/v1/alerts/{number}", "/v1/alerts/CIT-02", "旧局", ""),
    Door("/alerts", "/alerts?state=all", "旧市", "新市"),
    Door("/alerts/{number}", "/alerts/CIT-01", "旧规划", "新规划"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with turning.turned(tmp_path_factory.mktemp("turned")) as office, office.asked("alerts") as asked:
        yield asked


def test_every_door_that_is_asked_about_points_is_listed_here(client: TestClient) -> None:
    assert turning.doors(client) == {door.route for door in DOORS}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.address)
def test_each_answers_by_the_catalogue_of_the_point(client: TestClient, door: Door) -> None:
    assert turning.faults(client, door) == []


def test_a_plan_that_was_not_there_at_the_point_is_said_to_be_so_of_then(client: TestClient) -> None:
    then = client.get(f"/v1/alerts?plan={NEW_PLAN}&as_of={turning.BEFORE}").json()
    assert then["faults"][0]["message"] == f"该时点没有规划“{NEW_PLAN}”"


def test_nothing_breaks_over_what_has_left_the_catalogue(client: TestClient) -> None:
    assert turning.broken(client) == []


def test_an_open_alert_of_a_row_that_has_left_its_plan_is_shown_and_let_be(client: TestClient) -> None:
    """There is nobody who could be told."""
    alert = client.get("/v1/alerts/CIT-02").json()
    (episode,) = alert["episodes"]
    assert (alert["state"], alert["name"], "department" in alert) == ("open", "new_jobs", False)
    assert max(event["at"] for event in episode["events"]) < turning.TURN.isoformat()
