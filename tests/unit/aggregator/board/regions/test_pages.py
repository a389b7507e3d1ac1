"""地区: the map, the list and a unit's page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from shared.periods import Month, due_day
from shared.working_days import LAST_ARRANGED_YEAR, arrangement_note
from tests.unit.aggregator.bulletin.world import INJURY, LAST, BulletinWorld


@pytest.fixture
def client(world: BulletinWorld) -> TestClient:
    return TestClient(world.standalone.app)


def test_the_first_area_is_shown_as_a_map_with_its_list(client: TestClient) -> None:
    page = client.get(f"/regions?period={LAST}").text
    assert page.count('class="tile ') == 38
    assert page.count('<th scope="row" class="name"><a href="/regions/') == 38
    for text in ("重庆市各地", "模拟数据", "排名", "四川省", "没有自己目标的地区不评级别"):
        assert text in page


def test_a_district_with_a_plan_carries_its_level_and_the_others_none(client: TestClient) -> None:
    page = client.get(f"/regions/500000?period={LAST}&indicator={INJURY}").text
    assert page.count('class="tile level-') == 2
    assert page.count('class="tile falling"') == 36
    assert "本级规划目标" in page


def test_a_units_page_shows_accepted_figures_and_its_places(client: TestClient) -> None:
    page = client.get(f"/regions/500107?period={LAST}").text
    for text in ("九龙坡区", "/plans/jiulongpo-2021-2025", "工伤保险参保人数", "● 已审核", "/38"):
        assert text in page
    assert page.count("<li class=") == 12


def test_a_units_unreviewed_figure_is_on_no_page(fresh: BulletinWorld) -> None:
    fresh.append([fresh.submitted("500103", LAST.shift(1), 987_654, 150_000)])
    fresh.clock.advance(timedelta(days=1))
    client = TestClient(fresh.standalone.app)
    for path in ("/regions/500103", "/regions/500000"):
        page = client.get(f"{path}?period={LAST.shift(1)}").text
        assert "98.77" not in page and "987" not in page
    assert "◐ 已报" in client.get(f"/regions/500103?period={LAST.shift(1)}").text


def test_a_due_day_that_may_still_move_says_so_and_the_operations_page_which_year_is_missing(
    fresh: BulletinWorld,
) -> None:
    period = Month(LAST_ARRANGED_YEAR, 12)
    fresh.append([fresh.submitted("500103", period, 1, 1)])
    fresh.clock.set(datetime(LAST_ARRANGED_YEAR + 1, 1, 5, tzinfo=UTC))
    client = TestClient(fresh.standalone.app)
    assert arrangement_note(due_day(period)) in client.get(f"/regions/500103?period={period}").text
    assert "法定节假日" not in client.get(f"/regions/500103?period={LAST}").text
    assert f"尚未收录国务院{LAST_ARRANGED_YEAR + 1}年放假安排" in client.get("/ops").text


def test_the_past_can_be_looked_at_and_links_stay_there(client: TestClient, world: BulletinWorld) -> None:
    position = world.now().position - 10
    page = client.get(f"/regions/500000?period=2024-03&as_of={position}").text
    assert f"as_of={position}" in page
    assert "时所知" in page


def test_an_area_whose_districts_have_no_figures_yet_still_has_its_page(client: TestClient) -> None:
    page = client.get(f"/regions/510000?period={LAST}").text
    assert page.count('class="tile silent"') == 21


@pytest.mark.parametrize(
    "path", ["/regions/nowhere", "/regions?period=2050-01", "/regions?period=x", "/regions/500000?indicator=none"]
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
