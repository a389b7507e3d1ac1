"""Whatever the aggregator is asked as of a point it answers by the catalogue that was in force there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.unit import turning
from tests.unit.aggregator.progress_world import CITY, PLAN, STOCK
from tests.unit.turning import FIRST, GONE, GONE_ITEM, GONE_PLAN, NEW, NEW_ITEM, NEW_PLAN, PERIOD, Door

_TOTAL = f"region={CITY}&indicator={STOCK}&period={PERIOD}"
_BETWEEN = "&from=1&to={point}"
_OF_GONE = f"region={GONE}&indicator={STOCK}&period={PERIOD}{_BETWEEN}"

DOORS = (
    Door("/v1/figures", f"/v1/figures?{_TOTAL}", '"value":277', '"value":200'),
    Door("/v1/figures", f"/v1/figures?{_TOTAL}", "旧市", "新市"),
    Door("/v1/figures", f"/v1/figures?region={GONE}&period={PERIOD}", "丙县", None),
    Door("/v1/figures", f"/v1/figures?region={NEW}&period={PERIOD}", None, "丁县"),
    Door("/v1/figures", f"/v1/figures?region={CITY}&period={PERIOD}&indicator={GONE_ITEM}", "旧口径", None),
    Door("/v1/figures", f"/v1/figures?region={CITY}&period={PERIOD}&indicator={NEW_ITEM}", None, "新口径"),
    Door("/v1/figures.csv", f"/v1/figures.csv?{_TOTAL}", ",277,", ",200,"),
    Door("/v1/figures.csv", f"/v1/figures.csv?region={GONE}&period={PERIOD}", ",77,", None),
    Door("/v1/coverage", f"/v1/coverage?region={CITY}&period={PERIOD}", "旧市", "丁县"),
    Door("/v1/coverage", f"/v1/coverage?region={GONE}&period={PERIOD}", "丙县", None),
    Door("/v1/progress", f"/v1/progress?plan={PLAN}&row=1&period={PERIOD}", "1500", "1200"),
    Door("/v1/progress", f"/v1/progress?plan={PLAN}&row=3", GONE_ITEM, '"progress":[]'),
    Door("/v1/progress", f"/v1/progress?plan={GONE_PLAN}", "progress", None),
    Door("/v1/progress", f"/v1/progress?region={NEW}", None, "progress"),
    Door("/v1/forecasts", f"/v1/forecasts?plan={PLAN}&row=3", "forecast", None),
    Door("/v1/forecasts", f"/v1/forecasts?plan={NEW_PLAN}&row=1", None, "forecast"),
    Door("/v1/figures/changes", f"/v1/figures/changes?{_TOTAL}{_BETWEEN}", "旧市", "新市"),
    Door(
        "/v1/figures/changes",
        f"/v1/figures/changes?{_OF_GONE}",
        "丙县",
        None,
    ),
    Door("/v1/bulletins/{region}/{period}", f"/v1/bulletins/{CITY}/{PERIOD}?as_of={{point}}", "旧规划", "新规划"),
    Door("/", f"/?period={PERIOD}", "旧规划", "新规划"),
    Door("/plans/{plan}", f"/plans/{PLAN}?period={PERIOD}", "旧规划", "新规划"),
    Door("/plans/{plan}", f"/plans/{GONE_PLAN}", "旧的另一规划", None),
    Door("/plans/{plan}", f"/plans/{NEW_PLAN}", None, "新的另一规划"),
    Door("/plans/{plan}/commitments", f"/plans/{PLAN}/commitments?period={PERIOD}", "旧规划", "新规划"),
    Door("/plans/{plan}/{row}", f"/plans/{PLAN}/1?period={PERIOD}", "旧规划", "新规划"),
    Door("/plans/{plan}/{row}", f"/plans/{PLAN}/3?period={PERIOD}", "旧规划", None),
    Door("/plans/{plan}/{row}/units", f"/plans/{PLAN}/1/units?period={PERIOD}", "旧规划", "新规划"),
    Door("/regions", f"/regions?period={PERIOD}", "旧市", "新市"),
    Door("/regions/{code}", f"/regions/{FIRST}?period={PERIOD}", "甲县", "甲区"),
    Door("/regions/{code}", f"/regions/{GONE}?period={PERIOD}", "丙县", None),
    Door("/regions/{code}", f"/regions/{NEW}?period={PERIOD}", None, "丁县"),
    Door("/employment", "/employment", "甲县", "甲区"),
    Door("/comparisons", f"/comparisons?region={FIRST}", "甲县", "甲区"),
    Door("/v1/comparisons", f"/v1/comparisons?region={GONE}", '"comparisons"', None),
    Door("/v1/comparisons", f"/v1/comparisons?region={NEW}", None, '"comparisons"'),
    Door("/appraisals", f"/appraisals?period={PERIOD}", "旧考核办法", "新考核办法"),
    Door("/v1/appraisals", f"/v1/appraisals?region={CITY}&period={PERIOD}", "甲县", "甲区"),
    Door("/appraisals/{region}/{period}", f"/appraisals/{FIRST}/{PERIOD}", "甲县", "甲区"),
    Door("/v1/appraisals/{region}/{period}", f"/v1/appraisals/{FIRST}/{PERIOD}", "甲县", "甲区"),
    Door("/as-of", f"/as-of?{_TOTAL}{_BETWEEN}", "旧市 旧口径", "新市 新口径"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with turning.turned(tmp_path_factory.mktemp("turned")) as office, office.asked("aggregator") as asked:
        yield asked


def test_every_door_that_is_asked_about_points_is_listed_here(client: TestClient) -> None:
    assert turning.doors(client) == {door.route for door in DOORS}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.address)
def test_each_answers_by_the_catalogue_of_the_point(client: TestClient, door: Door) -> None:
    assert turning.faults(client, door) == []


def test_what_was_not_there_at_the_point_is_said_to_be_so_of_then(client: TestClient) -> None:
    then = client.get(f"/v1/figures?region={NEW}&as_of={turning.BEFORE}").json()
    assert then["faults"][0]["message"] == f"该时点没有地区“{NEW}”"
    now = client.get(f"/v1/figures?region={GONE}").json()
    assert now["faults"][0]["message"] == f"没有地区“{GONE}”"


def test_a_bulletin_that_is_published_as_of_a_point_is_written_by_the_catalogue_of_then(client: TestClient) -> None:
    for point, name in ((turning.BEFORE, "旧市"), (turning.AFTER, "新市")):
        body = {"region": CITY, "period": PERIOD, "as_of": point}
        answer = client.post("/v1/bulletins", json=body, headers={"Idempotency-Key": point})
        assert (answer.status_code, answer.json()["content"]["region_name"]) == (201, name)


def test_nothing_breaks_over_what_has_left_the_catalogue(client: TestClient) -> None:
    assert turning.broken(client) == []


def test_a_waterfall_begins_by_the_one_catalogue_and_ends_by_the_other(client: TestClient) -> None:
    """What only they differ by stands by itself, under the name that it had."""
    found = client.get(f"/v1/figures/changes?{_TOTAL}&from={turning.BEFORE}&to={turning.AFTER}").json()
    assert [found[end]["total"]["value"] for end in ("from", "to")] == [277, 200]
    ((cause, (unit,)),) = [(each["cause"], each["units"]) for each in found["causes"]]
    assert (cause, unit["region_name"], unit["change"]["value"]) == ("boundary", "丙县", -77)


def test_a_total_that_there_was_not_begins_with_nothing(client: TestClient) -> None:
    asked = f"region={NEW}&indicator={STOCK}&period=2021-03&from={turning.BEFORE}"
    found = client.get(f"/v1/figures/changes?{asked}").json()
    assert [found[end]["total"]["value"] for end in ("from", "to")] == [0, 5]
