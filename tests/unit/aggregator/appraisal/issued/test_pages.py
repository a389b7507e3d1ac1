"""The pages of the quarterly bulletin: the draft is confirmed before it is published, and stands where it is read."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from shared.security.sessions import COOKIE
from tests.people.signing_in import session_of_key
from tests.unit.aggregator.appraisal.world import AREA, AppraisalWorld

SECOND = "2024-Q2"


@pytest.fixture
def reviewer(client: TestClient, world: AppraisalWorld) -> TestClient:
    client.cookies.clear()
    client.cookies.set(COOKIE, session_of_key(world.standalone.intake, world.keys["reviewer"], "李某"))
    return client


def test_a_quarter_is_published_from_its_draft(reviewer: TestClient) -> None:
    listed = reviewer.get(f"/appraisals?region={AREA}&period={SECOND}").text
    draft = f"/appraisals/{AREA}/{SECOND}/draft"
    assert draft in listed
    page = reviewer.get(draft).text
    assert "未印发" in page
    fields = dict(re.findall(r'name="(form_token|key|as_of)" value="([^"]*)"', page))
    door = f"/appraisals/{AREA}/{SECOND}/bulletin"
    unsure = reviewer.post(door, data=fields)
    assert unsure.status_code == 422
    assert "请先核对下面的内容" in unsure.text
    assert reviewer.get(door).status_code == 404
    done = reviewer.post(door, data=fields | {"sure": "1"}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"{door}?number=1")
    assert f'<a href="{door}">' in reviewer.get(f"/appraisals?region={AREA}&period={SECOND}").text
    reviewer.cookies.clear()
    listed = reviewer.get("/appraisals/published").text
    assert f'<a href="{door}">' in listed, "everybody is led to what is out"
    assert '<a href="/appraisals/published">' in reviewer.get("/bulletins").text
    published = reviewer.get(door)
    assert published.status_code == 200
    for word in ("由 李某 印发", "规划实施考核通报", "示例办法", "PDF", "Word"):
        assert word in published.text


def test_a_month_has_no_bulletin(reviewer: TestClient) -> None:
    assert reviewer.get(f"/appraisals/{AREA}/2024-05/draft").status_code == 422
    assert reviewer.get(f"/appraisals/{AREA}/2024-05/bulletin").status_code == 422
