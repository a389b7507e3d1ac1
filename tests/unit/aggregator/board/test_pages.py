"""The board's addresses, over a filled database."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository as progress
from services.aggregator.reports import history
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.commitments.history import CommitmentEvent
from shared.store import Recorded
from tests.builders import an_assessment
from tests.unit.aggregator.board import world
from tests.unit.shared.commitments.builders import accepted, stated

INDICATOR = f"/plans/{world.CHONGQING}/8"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[TestClient]:
    database = world.make_database(tmp_path_factory.mktemp("board"))
    world.fill(database, catalogue)
    with TestClient(world.make_app(database, catalogue)) as client:
        yield client
    database.dispose()


@pytest.fixture
def empty_client(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[TestClient]:
    database = world.make_database(tmp_path_factory.mktemp("empty"))
    with TestClient(world.make_app(database, catalogue)) as client:
        yield client
    database.dispose()


def test_the_overview_lists_every_target_of_every_plan(client: TestClient) -> None:
    page = client.get("/").text
    assert page.count('class="row') == 104
    assert "2025年3月" in page
    assert "模拟数据" in page


def test_the_overview_names_the_months_that_are_coming_in(client: TestClient, empty_client: TestClient) -> None:
    assert "正在报送" not in client.get("/?period=2023-03").text
    before_any = client.get("/").text, empty_client.get("/").text
    assert "正在报送" not in before_any[0]  # March is the newest that has ended, and is opened with
    assert "0/38" in before_any[1]
    assert "应报日" in before_any[1]


def test_the_overview_links_every_open_alert(client: TestClient) -> None:
    page = client.get("/").text
    assert 'href="/alerts/T500000-08"' in page
    assert "24 个月" in page


def test_every_unit_under_a_target_has_a_page(client: TestClient) -> None:
    page = client.get(f"{INDICATOR}/units").text
    assert "2025年3月没有可比的数" in page  # the world holds assessments alone
    assert f'href="{INDICATOR}/units?period=2025-03"' in client.get(INDICATOR).text
    assert client.get("/plans/none/8/units").status_code == 404


def test_the_units_are_a_link_away_where_the_area_is_ahead_too(client: TestClient) -> None:
    row_4 = f"/plans/{world.CHONGQING}/4"
    page = client.get(row_4).text
    assert "缺口来自哪里" not in page and "缺口来自哪里" in client.get(INDICATOR).text
    assert page.count(f'href="{row_4}/units?period=2025-03"') == 1


def test_what_a_plan_promises_beyond_its_table_has_a_page(client: TestClient, catalogue: Catalogue) -> None:
    address = f"/plans/{world.CHONGQING}/commitments"
    assert f'href="{address}?period=2025-03"' in client.get(f"/plans/{world.CHONGQING}").text
    page = client.get(address).text
    promised = len(catalogue.plans[world.CHONGQING].commitments)
    assert f"承诺 {promised} 项" in page and page.count('class="row"') == promised
    assert f'href="/plans/{world.CHONGQING}/8?period=2025-03"' in page  # 工伤保险参保人数 750 万人
    assert "无回音" in page and "模拟数据" in page
    narrowed = client.get(f"{address}?standing=unassigned&chapter=第六章").text
    assert 0 < narrowed.count('class="row"') < 10 and "未明确部门" in narrowed
    assert client.get("/plans/none/commitments").status_code == 404
    assert client.get(f"{address}?period=2031-01").status_code == 404


def test_what_a_department_stated_is_on_the_page_once_it_is_accepted_and_its_words_are_not_for_everybody(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    of: dict[str, Any] = {"plan": world.CHONGQING, "region": "500000"}
    said = stated("2024", progress="late", value="3", unit="个", text="只给审核人员看", row=10, **of)
    database = world.make_database(tmp_path)
    world.fill(database, catalogue)
    with TestClient(world.make_app(database, catalogue)) as client:
        address = f"/plans/{world.CHONGQING}/commitments"
        told = []
        events: list[CommitmentEvent] = [said, msgspec.structs.replace(accepted("2024", row=10), **of)]
        for position, event in enumerate(events, 1):
            name, version, data = Codec().encode(event)
            row = Recorded(position, "commitment", position, name, version, data, 0, "k", "c", None, "", "")
            with database.write() as connection:
                history.add(connection, [(row, event)])
            told.append(client.get(address).text)
    database.dispose()
    assert "滞后，3 个" not in told[0] and "已报待审" in told[0]
    assert "2024年 滞后，3 个" in told[1] and "只给审核人员看" not in told[0] + told[1]


def test_an_earlier_month_is_shown_as_it_was(client: TestClient) -> None:
    page = client.get("/?period=2023-03").text
    assert "692.20" in page
    assert re.search(r'<option value="2023-03" selected>', page)


def test_the_page_of_a_target_holds_figures_groups_and_the_printed_row(client: TestClient) -> None:
    page = client.get(INDICATOR).text
    for text in ("658.60 万人", "747.00 万人", "主城都市区", "专栏2 “十四五”规划主要指标", "渝府办发〔2021〕109号"):
        assert text in page
    assert page.count('<tr class="row') == 51


def test_the_trajectory_goes_on_to_the_end_of_the_plan(client: TestClient) -> None:
    page = client.get(INDICATOR).text
    data = page.split('id="trajectory-data">')[1].split("</script>")[0]
    assert '"expected":[730.3333,' in data
    assert ',750.0],"actual"' in data


def test_oddities_of_the_print_are_told_beside_it(client: TestClient) -> None:
    assert "提示" in client.get("/plans/shizhu-2021-2025/8").text


def test_the_plan_page_holds_its_own_targets_only(client: TestClient) -> None:
    page = client.get(f"/plans/{world.CHONGQING}").text
    assert page.count('class="row') == 20


def test_the_operations_page_says_what_was_not_compared_yet(client: TestClient) -> None:
    page = client.get("/ops").text
    assert "尚未比对" in page
    assert "放假安排" not in page
    assert "有应答" in page


@pytest.mark.parametrize(
    "address",
    ["/plans/nowhere", f"/plans/{world.CHONGQING}/99", f"/plans/{world.CHONGQING}/x", "/?period=2031-01", "/?period=3"],
)
def test_what_does_not_exist_is_a_page_that_says_so(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/?period=2026-02", "2026年2月没有在执行的规划"),
        ("/?period=2019-12", "2019年12月没有在执行的规划"),
        (f"/plans/{world.CHONGQING}?period=2026-02", "自2021年1月至2025年12月，2026年2月不在其内"),
        (f"{INDICATOR}?period=2026-02", "自2021年1月至2025年12月，2026年2月不在其内"),
    ],
)
def test_a_month_without_a_plan_in_force_says_so_and_leads_on(client: TestClient, address: str, why: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
    assert f"{why}：报来的数照收" in answer.text
    onward = re.search(r'<a href="(\?period=[0-9-]+)">看最近的数据期', answer.text)
    assert onward is not None and client.get(address.partition("?")[0] + onward[1]).status_code == 200
    assert '<a href="/regions?period=' not in answer.text, "nobody reported for it"


def test_a_month_of_a_plan_that_has_no_figures_yet_is_another_matter(client: TestClient) -> None:
    assert "2025年12月还没有数据" in client.get("/?period=2025-12").text


@pytest.mark.parametrize("address", ["/", INDICATOR, "/ops"])
def test_a_page_asks_no_other_host_and_has_no_inline_script(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", answer.text)
    assert not re.search(r'\s(on\w+|style)="', answer.text)
    assert "script-src 'self';" in answer.headers["content-security-policy"]


def test_pages_are_complete_well_under_a_second(client: TestClient) -> None:
    client.get("/")
    started = time.perf_counter()
    client.get("/")
    client.get(INDICATOR)
    assert time.perf_counter() - started < 1.0


def test_before_any_report_the_board_says_so(empty_client: TestClient) -> None:
    assert "还没有任何评估" in empty_client.get("/").text
    assert "还没有可画的数字" not in empty_client.get("/ops").text
    assert empty_client.get(INDICATOR).status_code == 200


def test_before_any_report_the_board_says_which_plans_ask_from_when_and_what_comes_next(
    empty_client: TestClient, client: TestClient
) -> None:
    page = empty_client.get("/").text
    assert "重庆“十四五”（自2021年1月）" in re.sub(r"\s+", "", page)
    assert "xushi account add" in page and '<a href="/reports">报送</a>' in page
    assert "xushi account add" not in client.get("/").text


def test_a_board_without_plans_asks_for_one(tmp_path: Path, catalogue: Catalogue) -> None:
    database = world.make_database(tmp_path)
    bare = Catalogue(catalogue.regions.values(), catalogue.groups, catalogue.indicators.values(), [], [], {})
    with TestClient(world.make_app(database, bare)) as visitor:
        page = visitor.get("/").text
    database.dispose()
    assert "没有要求报送的规划" in page and "已载入并要求报送" not in page


def test_a_static_file_is_kept_for_long_under_its_version(client: TestClient) -> None:
    address = re.search(r'href="(/static/xushi\.css\?v=\w+)"', client.get("/").text)
    assert address is not None
    answer = client.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    unchanged = client.get(address[1], headers={"If-None-Match": answer.headers["etag"]})
    assert unchanged.status_code == 304


def test_no_file_outside_the_folder_is_served(client: TestClient) -> None:
    assert client.get("/static/..%2Ftables.py").status_code == 404
    assert client.get("/static/unknown.css").status_code == 404


def test_a_plan_that_is_over_stands_with_its_result_beside_the_one_that_follows(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    both = world.with_a_successor(catalogue)
    ended = both.plans[world.CHONGQING]
    reasons = ["completed"] * 15 + ["not_completed"] * 4 + ["no_baseline"]
    results = {
        ProgressKey(ended.id, target.row, ended.last): an_assessment(reason=reason)
        for target, reason in zip(ended.targets, reasons, strict=True)
    }
    begun = {ProgressKey(world.NEXT, row, ended.last.shift(1)): an_assessment() for row in range(1, 7)}
    database = world.make_database(tmp_path)
    with database.write() as connection:
        progress.save(connection, results | begun)
    with TestClient(world.make_app(database, both)) as client:
        page = client.get("/").text
        assert client.get("/?period=2025-12").text.count("期满规划的最终结果") == 0
    database.dispose()
    assert "2026年1月" in page and page.count('class="row') == 6
    result = page.split("期满规划的最终结果")[1].split("</table>")[0]
    assert f'href="/plans/{ended.id}?period=2025-12"' in result
    assert re.findall(r'<td class="figure">([^<]*)</td>', result) == ["15", "4", "1", "20", "2/2"]
