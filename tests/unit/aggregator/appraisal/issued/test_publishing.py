"""A quarter's bulletin: published once, the same bytes for the same position, and as it was whatever is corrected."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.aggregator.appraisal.issued.publishing import stream_of
from services.aggregator.appraisal.spans import AppraisedSpan
from services.aggregator.issuing.files import AS_PUBLISHED
from services.aggregator.issuing.heads import heads
from services.aggregator.issuing.renditions import KINDS
from shared.events import ReportAccepted
from shared.periods import Month, from_microseconds
from tests.described import as_described
from tests.unit.aggregator.appraisal.world import AREA, GOOD, LATE, QUARTER, AppraisalWorld

PATH = f"/v1/appraisals/{AREA}/{QUARTER}/bulletin"


def publish(client: TestClient, world: AppraisalWorld, key: str, path: str = PATH, **body: str) -> Any:
    return client.post(path, json=body, headers=world.headers("reviewer", key))


@pytest.fixture(scope="module")
def first(client: TestClient, world: AppraisalWorld) -> Any:
    answer = publish(client, world, "issue-1")
    assert answer.status_code == 201, answer.text
    return answer.json()


def files(client: TestClient, number: int) -> dict[str, bytes]:
    return {kind: client.get(f"{PATH}.{kind}?number={number}").content for kind in KINDS}


def test_what_is_published_everybody_reads_with_its_place_in_the_chain(client: TestClient, first: Any) -> None:
    answer = client.get(PATH)
    assert answer.json() == first
    assert as_described(client, "GET /v1/appraisals/{region}/{period}/bulletin", answer)
    content = first["content"]
    assert (content["title"], content["number"]) == ("湘西土家族苗族自治州2024年第一季度规划实施考核通报", 1)
    assert content["example"] is True
    assert {head["topic"] for head in content["heads"]} == {"reports", "figures"}
    by_region = {each["region"]: each for each in content["districts"]}
    assert (by_region[GOOD]["points"], by_region[GOOD]["rank"]) == ("240", 1)


def test_its_own_event_is_no_figure_that_a_later_document_rests_on(world: AppraisalWorld, first: Any) -> None:
    with world.standalone.aggregator.database.read() as connection:
        found = {head.topic: head.position for head in heads(connection, world.now())}
    assert found["figures"] < first["event"]["position"]


def test_every_rendition_has_the_bytes_that_were_published(client: TestClient, first: Any) -> None:
    for kind, data in files(client, 1).items():
        answer = client.get(f"{PATH}.{kind}?number=1")
        assert answer.headers[AS_PUBLISHED] == "true", kind
        assert data == answer.content
        assert hashlib.sha256(data).hexdigest() == first["digests"][kind]
    text = files(client, 1)["html"].decode()
    for word in ("示例办法", "模拟数据", "考核结果", "得分率", "龙山县"):
        assert word in text


def test_publishing_again_with_nothing_changed_gives_the_same_edition(
    client: TestClient, world: AppraisalWorld, first: Any
) -> None:
    for key in ("issue-1", "issue-2"):
        again = publish(client, world, key)
        assert (again.status_code, again.json()) == (200, first)


def test_a_correction_changes_the_present_points_and_not_the_published_ones(
    client: TestClient, world: AppraisalWorld, first: Any
) -> None:
    before, old = files(client, 1), str(world.now().position)
    world.next_day()
    world.append([world.corrected(GOOD, Month(2024, 2))])
    world.append([ReportAccepted(region=GOOD, period="2024-02", revision=2)])
    own = f"/v1/appraisals/{GOOD}/{QUARTER}"
    now = client.get(own, headers=world.headers("ops")).json()["district"]["points"]
    then = client.get(own, params={"as_of": old}, headers=world.headers("ops")).json()["district"]["points"]
    assert (now, then) == ("237", "240")
    assert files(client, 1) == before
    assert client.get(PATH).json() == first
    instant = from_microseconds(first["content"]["instant"]).isoformat()
    assert publish(client, world, "issue-3", as_of=instant).json() == first, "it is the edition of that instant"
    second = publish(client, world, "issue-4")
    assert (second.status_code, second.json()["number"]) == (201, 2)
    changed = {each["region"]: each["points"] for each in second.json()["content"]["districts"]}
    assert changed[GOOD] == "237"
    assert files(client, 1) == before
    assert client.get(f"{PATH}?number=1").json() == first
    earlier = publish(client, world, "issue-5", as_of=str(int(old) - 1))
    assert earlier.status_code == 409, "a later edition is out"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"/v1/appraisals/{AREA}/2024-05/bulletin", {}, 422),
        (f"/v1/appraisals/{AREA}/2024-Q4/bulletin", {}, 422),
        (f"/v1/appraisals/{AREA}/2024-Q2/bulletin", {"as_of": "2024-07-05"}, 422),
        (f"/v1/appraisals/{AREA}/2019-Q2/bulletin", {}, 422),
        (PATH, {"as_of": "soon"}, 422),
        (PATH, {"more": "1"}, 422),
    ],
)
def test_what_cannot_be_published_is_refused(
    client: TestClient, world: AppraisalWorld, path: str, body: dict[str, str], status: int
) -> None:
    key = f"refused-{path}{body}".encode().hex()[:80]
    assert publish(client, world, key, path, **body).status_code == status


@pytest.mark.parametrize("who", ["reporter", "auditor", "stranger"])
def test_only_ops_and_the_area_s_reviewers_publish(client: TestClient, world: AppraisalWorld, who: str) -> None:
    assert client.post(PATH, json={}, headers=world.headers(who, f"who-{who}")).status_code == 403


def test_the_key_of_another_bulletin_is_refused(client: TestClient, world: AppraisalWorld, first: Any) -> None:
    assert publish(client, world, "issue-1", f"/v1/appraisals/{AREA}/2024-Q2/bulletin").status_code == 409


def test_what_was_not_published_is_not_there(client: TestClient, first: Any) -> None:
    assert client.get(f"/v1/appraisals/{AREA}/2023-Q4/bulletin").status_code == 404
    assert client.get(f"{PATH}?number=9").status_code == 404
    assert client.get(f"{PATH}.txt").status_code == 404
    assert client.get(f"/v1/appraisals/{LATE}/{QUARTER}/bulletin.pdf").status_code == 404


def test_the_stream_is_the_area_s_and_the_quarter_s() -> None:
    assert stream_of(AREA, AppraisedSpan.parse(QUARTER)) == "appraisal-433100-2024-Q1"


def test_what_is_found_false_later_makes_another_edition(client: TestClient, world: AppraisalWorld) -> None:
    path = f"/v1/appraisals/{AREA}/2024-Q2/bulletin"
    before = publish(client, world, "false-issue-1", path).json()
    world.next_day()
    finding = {"revision": 1, "document": "决定书〔2024〕5号（虚构）", "text": "多报"}
    door = f"/v1/appraisals/{LATE}/2024-05/false-reports"
    assert client.post(door, json=finding, headers=world.headers("auditor", "found-1")).status_code == 201
    world.next_day()
    after = publish(client, world, "false-issue-2", path).json()
    assert after["number"] == before["number"] + 1
    points = [{each["region"]: int(each["points"]) for each in one["content"]["districts"]} for one in (before, after)]
    assert points[0][LATE] - points[1][LATE] == 20
