"""Evaluations over HTTP: who may publish, what is answered, the files and the pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from services.aggregator.issuing.files import AS_PUBLISHED
from services.aggregator.issuing.renditions import KINDS
from shared.periods import to_microseconds
from shared.security.sessions import COOKIE, form_token
from tests.described import as_described
from tests.people.signing_in import session_of_key
from tests.unit.aggregator.bulletin.world import BulletinWorld

PLAN = "chongqing-2021-2025"
BODY: dict[str, object] = {"plan": PLAN, "kind": "annual", "year": 2023}
ADDRESS = f"/v1/evaluations/{PLAN}/annual-2023"


@pytest.fixture(scope="module")
def client(world: BulletinWorld) -> TestClient:
    return TestClient(world.standalone.app)  # without its background: nothing moves but by the tests


@pytest.fixture(scope="module")
def published(world: BulletinWorld, client: TestClient) -> Iterator[dict[str, object]]:
    answer = client.post("/v1/evaluations", json=BODY, headers=world.headers("reviewer"))
    assert answer.status_code == 201, answer.text
    assert as_described(client, "POST /v1/evaluations", answer)
    yield answer.json()


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("reporter", 403), ("auditor", 403), ("stranger", 403)])
def test_only_ops_and_the_areas_reviewers_publish_or_see_a_draft(
    client: TestClient, world: BulletinWorld, who: str | None, status: int
) -> None:
    headers = world.headers(who) if who else {"Idempotency-Key": "k"}
    assert client.post("/v1/evaluations", json=BODY, headers=headers).status_code == status
    assert client.get(f"{ADDRESS}?as_of=100", headers=headers).status_code == status


def test_publishing_again_gives_the_same_edition(
    client: TestClient, world: BulletinWorld, published: dict[str, object]
) -> None:
    for who, key in (("reviewer", "k-1"), ("reviewer", "k-2"), ("ops", "k-1")):
        answer = client.post("/v1/evaluations", json=BODY, headers=world.headers(who, key))
        assert (answer.status_code, answer.json()) == (200, published)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"plan": PLAN}, 422, "body-invalid"),
        ({**BODY, "more": 1}, 422, "body-invalid"),
        ({**BODY, "plan": "nobodys"}, 404, "plan-unknown"),
        ({**BODY, "kind": "weekly"}, 422, "evaluation-not-covered"),
        ({"plan": PLAN, "kind": "final"}, 422, "evaluation-not-covered"),
        ({**BODY, "as_of": "999999999"}, 422, "as-of-invalid"),
    ],
)
def test_what_cannot_be_published_is_refused_with_the_reason(
    client: TestClient, world: BulletinWorld, body: dict[str, object], status: int, code: str
) -> None:
    answer = client.post("/v1/evaluations", json=body, headers=world.headers("ops", "k-9"))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (status, code)


def test_it_is_listed_and_read_by_everybody_and_its_files_are_those_that_were_published(
    client: TestClient, published: dict[str, object]
) -> None:
    listed = client.get("/v1/evaluations", params={"plan": PLAN})
    assert as_described(client, "GET /v1/evaluations", listed)
    assert [each["title"] for each in listed.json()["evaluations"]] == ["重庆“十四五”规划2023年度评估报告"]
    assert client.get("/v1/evaluations?plan=jiulongpo-2021-2025").json() == {"evaluations": []}
    one = client.get(ADDRESS)
    assert one.json() == published
    assert as_described(client, "GET /v1/evaluations/{plan}/{evaluation}", one)
    for suffix in KINDS:
        file = client.get(f"{ADDRESS}.{suffix}?number=1")
        assert file.headers[AS_PUBLISHED] == "true", suffix
        digests = published["digests"]
        assert isinstance(digests, dict)
        assert hashlib.sha256(file.content).hexdigest() == digests[suffix]
    for unknown in (f"{ADDRESS}?number=7", f"{ADDRESS}.odt", f"/v1/evaluations/{PLAN}/weekly"):
        assert client.get(unknown).status_code == 404, unknown


def test_a_draft_of_a_point_is_for_who_may_publish_it(client: TestClient, world: BulletinWorld) -> None:
    answer = client.get(f"{ADDRESS}?as_of=1200", headers=world.headers("reviewer"))
    assert answer.json()["draft"] is True
    assert answer.json()["content"]["position"] == 1200
    pdf = client.get(f"{ADDRESS}.pdf?as_of=1200", headers=world.headers("reviewer"))
    assert pdf.content.startswith(b"%PDF") and AS_PUBLISHED not in pdf.headers


def test_the_pages_show_it_and_publish_what_was_looked_at(
    client: TestClient, world: BulletinWorld, published: dict[str, object]
) -> None:
    assert "重庆“十四五”规划2023年度评估报告" in client.get("/evaluations").text
    page = client.get(f"/evaluations/{PLAN}/annual-2023").text
    assert "各文件与发布时逐字节相同" in page and "主要指标进展" in page
    cookie = session_of_key(world.standalone.intake, world.keys["reviewer"])
    headers = {"Cookie": f"{COOKIE}={cookie}", "Accept": "text/html"}
    preview = client.get(f"/evaluations/preview?plan={PLAN}&kind=midterm", headers=headers)
    assert preview.status_code == 200 and "未发布" in preview.text
    as_of = re.findall(r'name="as_of" value="([^"]*)"', preview.text)[-1]
    fields = {"form_token": form_token(cookie), "plan": PLAN, "kind": "midterm", "key": "x", "year": "", "as_of": as_of}
    unsure = client.post("/evaluations", data=fields, headers=headers, follow_redirects=False)
    assert unsure.status_code == 422 and "勾选后再发布" in unsure.text
    done = client.post("/evaluations", data=fields | {"sure": "1"}, headers=headers, follow_redirects=False)
    assert done.headers["location"] == f"/evaluations/{PLAN}/midterm?number=1"
    # as of the instant that was looked at, not of the day of the last report: what has fallen due since is in it
    out = client.get(f"/v1/evaluations/{PLAN}/midterm").json()["content"]
    assert out["instant"] == to_microseconds(datetime.fromisoformat(as_of))
    assert _article(client.get(f"/evaluations/{PLAN}/midterm").text) == _article(preview.text)
    assert client.get(f"/evaluations/preview?plan={PLAN}&kind=annual&year=x", headers=headers).status_code == 422
    assert client.get("/evaluations/nobodys/final").status_code == 404


def _article(page: str) -> str:
    found = re.search(r"<article.*</article>", page, re.DOTALL)
    assert found is not None
    return found[0]
