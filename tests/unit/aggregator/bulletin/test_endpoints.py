"""Bulletins over HTTP: who may publish, what is answered, the files and the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from services.aggregator.issuing.files import AS_PUBLISHED
from services.aggregator.issuing.renditions import KINDS
from shared.periods import Month
from shared.security.sessions import COOKIE
from tests.described import as_described
from tests.people.signing_in import session_of_key
from tests.unit.aggregator.bulletin.world import AREA, BulletinWorld

BODY = {"region": AREA, "period": "2024-06"}


@pytest.fixture(scope="module")
def client(world: BulletinWorld) -> TestClient:
    return TestClient(world.standalone.app)  # without its background: nothing moves but by the tests


@pytest.fixture(scope="module")
def published(world: BulletinWorld, client: TestClient) -> Iterator[dict[str, object]]:
    answer = client.post("/v1/bulletins", json=BODY, headers=world.headers("reviewer"))
    assert answer.status_code == 201, answer.text
    yield answer.json()


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("reporter", 403), ("auditor", 403), ("stranger", 403)])
def test_only_ops_and_the_regions_reviewers_publish(
    client: TestClient, world: BulletinWorld, who: str | None, status: int
) -> None:
    headers = world.headers(who) if who else {"Idempotency-Key": "k"}
    assert client.post("/v1/bulletins", json=BODY, headers=headers).status_code == status


def test_publishing_again_gives_the_same_edition(
    client: TestClient, world: BulletinWorld, published: dict[str, object]
) -> None:
    for key in ("k-1", "k-2"):
        answer = client.post("/v1/bulletins", json=BODY, headers=world.headers("reviewer", key))
        assert (answer.status_code, answer.json()) == (200, published)
    assert client.post("/v1/bulletins", json=BODY, headers=world.headers("ops")).json() == published


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"region": AREA, "period": "2024-6"}, 422, "parameters-invalid"),
        ({"region": AREA}, 422, "body-invalid"),
        ({**BODY, "more": 1}, 422, "body-invalid"),
        ({"region": "500101", "period": "2024-06"}, 422, "bulletin-not-covered"),
        ({**BODY, "as_of": "999999999"}, 422, "as-of-invalid"),
        ({"region": AREA, "period": "2024-05", "as_of": "x"}, 422, "as-of-invalid"),
    ],
)
def test_what_cannot_be_published_is_refused_with_the_reason(
    client: TestClient, world: BulletinWorld, body: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/v1/bulletins", json=body, headers=world.headers("ops", "k-9"))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (status, code)


def test_a_body_that_is_no_json_and_a_missing_key_are_told(client: TestClient, world: BulletinWorld) -> None:
    headers = world.headers("ops")
    assert client.post("/v1/bulletins", content=b"{", headers=headers).status_code == 400
    del headers["Idempotency-Key"]
    assert client.post("/v1/bulletins", json=BODY, headers=headers).status_code == 400


def test_the_same_key_for_another_month_is_refused(
    client: TestClient, world: BulletinWorld, published: dict[str, object]
) -> None:
    other = {**BODY, "period": "2024-05"}
    answer = client.post("/v1/bulletins", json=other, headers=world.headers("reviewer"))
    assert answer.status_code == 409


def test_an_edition_is_read_as_data_with_its_place_in_the_chain(
    client: TestClient, published: dict[str, object]
) -> None:
    answer = client.get(f"/v1/bulletins/{AREA}/2024-06")
    assert answer.json() == published
    tag = answer.headers["etag"]
    assert client.get(f"/v1/bulletins/{AREA}/2024-06", headers={"If-None-Match": tag}).status_code == 304
    listed = client.get("/v1/bulletins", params={"region": AREA}).json()["bulletins"]
    assert [(each["period"], each["number"]) for each in listed] == [("2024-06", 1)]
    assert client.get("/v1/bulletins", params={"region": "510000"}).json() == {"bulletins": []}


def test_answers_are_as_described(client: TestClient, world: BulletinWorld, published: dict[str, object]) -> None:
    assert published["number"] == 1
    again = client.post("/v1/bulletins", json=BODY, headers=world.headers("reviewer", "k-9"))
    assert as_described(client, "POST /v1/bulletins", again)
    assert as_described(client, "GET /v1/bulletins", client.get("/v1/bulletins"))
    route, path = "GET /v1/bulletins/{region}/{period}", f"/v1/bulletins/{AREA}/2024-06"
    assert as_described(client, route, client.get(path))
    draft = client.get(f"/v1/bulletins/{AREA}/2024-03", params={"as_of": str(world.now().position - 200)})
    assert as_described(client, route, draft)
    described = client.get("/openapi.json").json()["paths"]["/v1/bulletins/{region}/{period}"]
    media = described["get"]["responses"]["200"]["content"]
    for suffix in KINDS:
        assert client.get(f"{path}.{suffix}").headers["content-type"].partition(";")[0] in media


@pytest.mark.parametrize("suffix", KINDS)
def test_a_file_has_the_digest_that_was_published(
    client: TestClient, published: dict[str, dict[str, str]], suffix: str
) -> None:
    answer = client.get(f"/v1/bulletins/{AREA}/2024-06.{suffix}")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == published["digests"][suffix]
    assert answer.headers[AS_PUBLISHED] == "true"
    assert f"{AREA}-2024-06-1.{suffix}" in answer.headers["content-disposition"]


def test_a_draft_of_the_past_can_be_looked_at(client: TestClient, world: BulletinWorld) -> None:
    point = str(world.now().position - 200)
    answer = client.get(f"/v1/bulletins/{AREA}/2024-03", params={"as_of": point})
    assert answer.json()["draft"] is True
    assert answer.json()["content"]["position"] == int(point)
    for suffix in ("docx", "pdf"):
        assert client.get(f"/v1/bulletins/{AREA}/2024-03.{suffix}", params={"as_of": point}).status_code == 200


@pytest.mark.parametrize("path", [f"{AREA}/2024-04", f"{AREA}/2024-06.odt", "nowhere/2024-06"])
def test_what_is_not_there_is_404(client: TestClient, published: dict[str, object], path: str) -> None:
    assert client.get(f"/v1/bulletins/{path}").status_code == 404
    assert client.get(f"/v1/bulletins/{AREA}/2024-06", params={"number": 7}).status_code == 404


def test_the_page_shows_the_bulletin_its_files_and_that_they_are_as_published(
    client: TestClient, published: dict[str, object]
) -> None:
    page = client.get(f"/bulletins/{AREA}/2024-06").text
    for text in ("规划主要指标进展情况通报", "模拟数据", "逐字节相同", "工伤保险参保人数", "第1号", "【&gt;300】"):
        assert text in page
    assert f"/v1/bulletins/{AREA}/2024-06.docx?number=1" in page
    listing = client.get("/bulletins").text
    assert f'href="/bulletins/{AREA}/2024-06?number=1"' in listing
    assert '<form class="chooser publish"' not in listing
    assert client.get(f"/bulletins/{AREA}/{Month(2024, 1)}").status_code == 404


def test_a_reviewer_publishes_on_the_page(world: BulletinWorld) -> None:
    browser = TestClient(world.standalone.app)
    browser.cookies.set(COOKIE, session_of_key(world.standalone.intake, world.keys["reviewer"], "李某"))
    listing = browser.get("/bulletins").text
    assert '<option value="2024-05">2024年5月</option>' in listing and "2024-08" not in listing
    preview = browser.get("/bulletins/preview", params={"region": AREA, "period": "2024-05"})
    token = preview.text.split('name="form_token" value="')[1].split('"')[0]
    form = {"form_token": token, "key": "page-1", "region": AREA, "period": "2024-05"}
    for text in ("未发布", "规划主要指标进展情况通报", "下面的内容我已核对"):
        assert text in preview.text
    unsure = browser.post("/bulletins", data=form)
    assert unsure.status_code == 422 and "请先核对下面的内容" in unsure.text
    past = browser.post("/bulletins", data={**form, "sure": "1", "embargo_until": "2024-01-01T09:00"})
    assert past.status_code == 422 and "已经过去" in past.text
    assert browser.get(f"/bulletins/{AREA}/2024-05").status_code == 404, "nothing is published yet"
    form |= {"sure": "1"}
    answer = browser.post("/bulletins", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/bulletins/{AREA}/2024-05?number=1")
    assert " 由 李某 发布" in browser.get(f"/bulletins/{AREA}/2024-05").text
    assert "<td>李某</td>" in browser.get("/bulletins").text
    told = browser.get(f"/v1/bulletins/{AREA}/2024-05", headers=world.headers("ops")).json()
    assert (told["actor"], told["published_by"]) == ("reviewer", "李某")
    assert browser.post("/bulletins", data={**form, "form_token": "x"}).status_code == 403
    assert browser.post("/bulletins", data={**form, "region": "510000"}).status_code == 403
