"""地区: the map, the list and a unit's page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from shared.events import Basis, Event, ReportAccepted, ReportCorrected, ReportLine
from shared.periods import Month
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.unit.aggregator.bulletin.world import INJURY, LAST, BulletinWorld

JOBS = "urban_new_employment"


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
    assert WorkCalendar().note(WorkCalendar().due_day(period)) in client.get(f"/regions/500103?period={period}").text
    assert "法定节假日" not in client.get(f"/regions/500103?period={LAST}").text
    assert f"尚未收录国务院{LAST_ARRANGED_YEAR + 1}年放假安排" in client.get("/ops").text


def test_a_month_without_a_plan_in_force_is_owed_by_nobody_and_says_so(fresh: BulletinWorld) -> None:
    period = Month(2026, 2)
    fresh.append([fresh.submitted("500103", period, 1, 1)])
    fresh.clock.set(datetime(2026, 4, 20, tzinfo=UTC))
    client = TestClient(fresh.standalone.app)
    unit = client.get(f"/regions/500103?period={period}").text
    assert "2026年2月没有应报的指标" in unit and "报来的指标" in unit and "◐ 已报" in unit
    assert unit.count("○ 未报") == 0 and unit.count("</span> 不报") == 1, "of January, for which no plan is in force"
    assert "2026年2月没有应报的单位（没有在执行的规划）" in client.get(f"/regions/500000?period={period}").text
    assert f'href="/regions?period={period}"' in client.get(f"/?period={period}").text
    assert "应报指标" in client.get(f"/regions/500103?period={LAST}").text


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


def test_a_month_that_holds_others_says_so_on_the_units_page_and_its_areas(fresh: BulletinWorld) -> None:
    """The first unit leaves January 2024 of a flow out and reports February as the year to date."""
    unit, other = fresh.units[:2]
    january, february = Month(2024, 1), Month(2024, 2)

    def flow(region: str, period: Month, value: int, basis: Basis) -> list[Event]:
        lines = (ReportLine(JOBS, value, None, basis),)
        sent = ReportCorrected(
            region=region, period=str(period), lines=lines, digest="d" * 64, reason="补报", second_signer="王某"
        )
        return [sent, ReportAccepted(region=region, period=str(period), revision=2)]

    fresh.append([*flow(other, january, 1_111, "month"), *flow(other, february, 2_222, "month")])
    fresh.append(flow(unit, february, 3_600, "year_to_date"))
    fresh.clock.advance(timedelta(days=1))
    client = TestClient(fresh.standalone.app)
    assert "3,600 人（含1月）" in client.get(f"/regions/{unit}?period=2024-02").text
    assert "（含" not in client.get(f"/regions/{other}?period=2024-02").text
    area = client.get(f"/regions/500000?period=2024-02&indicator={JOBS}").text
    assert "2024年2月有 1 个单位的城镇新增就业人数含以前未报的月份" in area
    row = next(each for each in area.split("<tr>") if f"/regions/{unit}?" in each and "remark" in each)
    assert '<td class="figure">–</td>' in row and "本年前面有月份未审核" in row  # it has no place in the list
    assert "含以前未报的月份" not in client.get(f"/regions/500000?period=2024-01&indicator={JOBS}").text


def test_what_is_kept_of_a_page_is_left_when_a_figure_is_accepted(fresh: BulletinWorld) -> None:
    period = LAST.shift(1)
    fresh.append([fresh.submitted("500103", period, 987_654, 150_000)])
    fresh.clock.advance(timedelta(days=1))
    client = TestClient(fresh.standalone.app, cookies={"a": "signed in or not"})
    path = f"/regions/500103?period={period}"
    assert "98.77" not in client.get(path).text
    assert "98.77" not in client.get(path).text
    fresh.append([ReportAccepted(region="500103", period=str(period), revision=1)])
    assert "98.77" in client.get(path).text
