"""Whatever intake is asked as of a point it answers by the catalogue that was in force there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit import turning
from tests.unit.aggregator.progress_world import CITY, PLAN
from tests.unit.turning import FIRST, GONE, GONE_PLAN, NEW_PLAN, PERIOD, Door

_REPORT, _HERE, _GONE = "/v1/reports/{region}/{period}", f"/v1/reports/{FIRST}/{PERIOD}", f"/v1/reports/{GONE}/{PERIOD}"
_SPAN = f"area={CITY}&from={PERIOD}&to={PERIOD}"

DOORS = (
    Door("/v1/reports", f"/v1/reports?{_SPAN}", GONE, ""),
    Door("/v1/reports", f"/v1/reports?area={GONE}&from={PERIOD}&to={PERIOD}", GONE, None),
    Door(_REPORT, _HERE, "旧口径", "新口径"),
    Door(_REPORT, _GONE, "旧口径", None),
    Door(f"{_REPORT}/revisions", f"{_HERE}/revisions", "旧市", "新市"),
    Door(f"{_REPORT}/revisions", f"{_GONE}/revisions", "旧市", None),
    Door(f"{_REPORT}/receipt", f"{_HERE}/receipt", "旧市", "新市"),
    Door(f"{_REPORT}/receipt", f"{_GONE}/receipt", "旧市", None),
    Door("/v1/targets", f"/v1/targets?plan={PLAN}&row=1", '"value":"1500"', '"value":"1200"'),
    Door("/v1/targets", f"/v1/targets?plan={PLAN}", "旧市", "新市"),
    Door("/v1/targets", f"/v1/targets?plan={PLAN}&row=3", "gone_item", '"targets":[]'),
    Door("/v1/targets", f"/v1/targets?plan={GONE_PLAN}", "旧规划的指标", None),
    Door("/v1/targets", f"/v1/targets?plan={NEW_PLAN}", None, "新规划的指标"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with turning.turned(tmp_path_factory.mktemp("turned")) as office, office.asked("intake") as asked:
        yield asked


def test_every_door_that_is_asked_about_points_is_listed_here(client: TestClient) -> None:
    assert turning.doors(client) == {door.route for door in DOORS}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.address)
def test_each_answers_by_the_catalogue_of_the_point(client: TestClient, door: Door) -> None:
    assert turning.faults(client, door) == []


def test_a_plan_that_was_not_there_at_the_point_is_said_to_be_so_of_then(client: TestClient) -> None:
    then = client.get(f"/v1/targets?plan={NEW_PLAN}&as_of={turning.BEFORE}").json()
    assert then["faults"][0]["message"] == f"该时点没有规划“{NEW_PLAN}”"


def test_nothing_breaks_over_what_has_left_the_catalogue(client: TestClient) -> None:
    assert turning.broken(client) == []
