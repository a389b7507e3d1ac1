"""The page 比对分析: the figures side by side, what was noted, and the form to note something."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from shared.security.sessions import COOKIE
from tests.people.signing_in import session_of_key
from tests.unit.aggregator.comparison.world import AREA, LAST, ComparisonWorld


@pytest.fixture
def reviewer(client: TestClient, world: ComparisonWorld) -> TestClient:
    _comes_back(client, world, world.clock.now())
    return client


def _comes_back(client: TestClient, world: ComparisonWorld, now: datetime) -> None:
    world.clock.set(now)
    client.cookies.clear()
    client.cookies.set(COOKIE, session_of_key(world.standalone.intake, world.keys["reviewer"], "李某"))


def page_of(client: TestClient, query: str = f"?region={AREA}&quarter={LAST}") -> str:
    answer = client.get(f"/comparisons{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_shows_both_figures_with_the_widest_there_was(reviewer: TestClient) -> None:
    page = page_of(reviewer)
    assert "◆ 走势不一致，请核实口径与数据" in page
    for word in (
        "登记失业率与城镇新增就业",
        "应反向",
        "上年同季",
        "近12个季度",
        "倍的才列出",
        "下一级各地区",
        "模拟数据",
    ):
        assert word in page
    assert "<script" not in page.split("<main")[1].split("</main>")[0]
    assert not re.search("虚报|造假|错误", page), "nobody is accused"


def test_without_anything_asked_it_is_the_viewer_s_own_region_and_the_last_quarter(reviewer: TestClient) -> None:
    assert f"湘西土家族苗族自治州 {LAST.chinese}" in page_of(reviewer, "")


def test_a_quarter_that_has_just_ended_is_not_opened_before_anything_of_it_is_known(
    client: TestClient, world: ComparisonWorld
) -> None:
    """In the first days of April nobody has reported the first quarter; asked for, it says so."""
    now = world.clock.now()
    try:
        _comes_back(client, world, datetime(2025, 4, 2, tzinfo=UTC))
        page = page_of(client, "")
        assert f"湘西土家族苗族自治州 {LAST.chinese}" in page and "走势不一致，请核实口径与数据</strong>" in page
        assert '<option value="2025-Q1">' in page
        assert "湘西土家族苗族自治州 2025年第一季度" in page_of(client, f"?region={AREA}&quarter=2025-Q1")
        _comes_back(client, world, datetime(2027, 4, 2, tzinfo=UTC))
        assert "湘西土家族苗族自治州 2027年第一季度" in page_of(client, "")
    finally:
        world.clock.set(now)


def test_a_note_is_written_on_the_page_and_stands_there(reviewer: TestClient) -> None:
    page = page_of(reviewer)
    fields = dict(
        re.findall(r'name="(form_token|key|region|quarter|rule)" value="([^"]*)"', page.split("note-form")[1])
    )
    refused = reviewer.post("/comparisons", data=fields | {"text": " "})
    assert refused.status_code == 422
    assert "请写明核实的结果" in refused.text
    noted = reviewer.post("/comparisons", data=fields | {"text": "10月起口径<b>调整</b>"}, follow_redirects=False)
    assert (noted.status_code, noted.headers["location"]) == (
        303,
        f"/comparisons?region={AREA}&quarter={LAST}#registered_new",
    )
    assert "10月起口径&lt;b&gt;调整&lt;/b&gt;" in page_of(reviewer)


def test_a_past_point_has_no_form(reviewer: TestClient, world: ComparisonWorld) -> None:
    page = page_of(reviewer, f"?region={AREA}&quarter={LAST}&as_of={world.now().position}")
    assert "走势不一致" in page
    assert "note-form" not in page


def test_another_s_region_is_refused_and_a_wrong_quarter_named(reviewer: TestClient) -> None:
    assert reviewer.get("/comparisons?region=500000").status_code == 403
    assert reviewer.get(f"/comparisons?region={AREA}&quarter=2024").status_code == 422
