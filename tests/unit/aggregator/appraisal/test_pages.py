"""The pages of 考核: districts in order, one district's points with links to what they come from, and the form."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from shared.security.sessions import COOKIE
from tests.people.signing_in import session_of_key
from tests.unit.aggregator.appraisal.test_endpoints import position_of
from tests.unit.aggregator.appraisal.world import AREA, FALSE, GOOD, LATE, QUARTER, RETURNED, AppraisalWorld


def signed_in(client: TestClient, world: AppraisalWorld, who: str) -> TestClient:
    client.cookies.clear()
    client.cookies.set(COOKIE, session_of_key(world.standalone.intake, world.keys[who], "李某"))
    return client


@pytest.fixture
def reviewer(client: TestClient, world: AppraisalWorld) -> TestClient:
    return signed_in(client, world, "reviewer")


def page_of(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_month_s_dispatch_shows_every_district_and_says_that_the_scheme_is_an_example(
    reviewer: TestClient,
) -> None:
    page = page_of(reviewer, f"/appraisals?region={AREA}&period={QUARTER}")
    assert page.count(f'/{QUARTER}">') >= 8
    for word in ("示例办法，未经任何单位印发", "得分率", "每迟一个工作日扣 5 分", "模拟数据"):
        assert word in page


def test_one_page_traces_a_district_s_month_to_its_events(reviewer: TestClient, world: AppraisalWorld) -> None:
    page = page_of(reviewer, f"/appraisals/{RETURNED}/2024-02")
    for word in ("第1版被退回", "更正，成为第3版", "没有扣分", "没有可比的目标，不计", "90.00%"):
        assert word in page
    for kind in ("ReportReturned", "ReportCorrected"):
        assert f'<a href="/reports/{RETURNED}/2024-02">报送事件 {position_of(world, kind, RETURNED)}</a>' in page


def test_a_district_is_led_to_its_own_month_and_sees_no_rank(client: TestClient, world: AppraisalWorld) -> None:
    clerk = signed_in(client, world, "reporter")
    led = clerk.get("/appraisals", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, f"/appraisals/{LATE}/2024-06")
    page = page_of(clerk, f"/appraisals/{LATE}/2024-01")
    assert "迟 5 个工作日" in page
    assert not re.search(r"第 <strong>\d+</strong> 名", page)
    assert "记下虚报" not in page
    assert clerk.get(f"/appraisals/{GOOD}/2024-01").status_code == 403


def test_a_past_point_shows_what_was_known_then(reviewer: TestClient) -> None:
    assert "更正，成为" not in page_of(reviewer, f"/appraisals/{RETURNED}/2024-02?as_of=2024-03-10")


def test_a_finding_is_recorded_on_the_page_and_revoked_there(reviewer: TestClient) -> None:
    address = f"/appraisals/{FALSE}/2024-01"

    def fields() -> dict[str, str]:
        return dict(
            re.findall(r'name="(form_token|key)" value="([^"]*)"', page_of(reviewer, address).split("note-form")[1])
        )

    refused = reviewer.post(f"{address}/false-reports", data=fields() | {"revision": "9", "document": "", "text": "x"})
    assert refused.status_code == 422
    assert "没有第9版：该月报过 1 版" in refused.text
    assert "请写明认定文件" in refused.text
    said = {"document": "决定书〔2024〕8号（虚构）", "text": "多报"}
    done = reviewer.post(f"{address}/false-reports", data=fields() | said | {"revision": "1"}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, address)
    page = page_of(reviewer, address)
    assert "第1版认定为虚报：决定书〔2024〕8号（虚构）" in page
    record = re.search(r"汇总事件 ([\d,]+)", page)
    assert record is not None
    taken_back = fields() | said | {"record": record[1].replace(",", "")}
    assert reviewer.post(f"{address}/false-reports", data=taken_back, follow_redirects=False).status_code == 303
    assert "认定为虚报" not in page_of(reviewer, address)


def test_a_span_that_is_none_and_a_region_that_is_no_district_are_told(reviewer: TestClient) -> None:
    assert reviewer.get(f"/appraisals/{LATE}/2024-5").status_code == 422
    assert reviewer.get(f"/appraisals/{AREA}/2024-05").status_code == 404
    assert reviewer.get("/appraisals?region=500000").status_code == 403
