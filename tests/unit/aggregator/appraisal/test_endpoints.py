"""Appraisals over HTTP: points in order, one district's with their trace, what was found false, and for whom it is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.described import as_described
from tests.unit.aggregator.appraisal.world import AREA, FALSE, GOOD, LATE, QUARTER, RETURNED, AppraisalWorld

FINDING = {"revision": 1, "document": "统计执法决定书〔2024〕3号（虚构）", "text": "多报 20 人。"}


def got(client: TestClient, world: AppraisalWorld, path: str, who: str = "reviewer", **query: str) -> Any:
    answer = client.get(f"/v1/appraisals{path}", params=query, headers=world.headers(who))
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(trace: Any) -> list[tuple[str, str, str, int]]:
    return [
        (line["rule"], line["points"], line["topic"], line["position"])
        for month in trace["months"]
        for item in month["items"]
        for line in item["lines"]
    ]


def position_of(world: AppraisalWorld, kind: str, region: str, number: int = 0) -> int:
    """Where an event of a region stands in the log, read past everything that is tested."""
    intake = world.standalone.intake
    with intake.database.read() as connection:
        found = [
            each
            for each in intake.store.read(connection, 0, 10_000)
            if each.type == kind and each.stream.startswith(f"report-{region}-")
        ]
    return found[number].position


def test_an_area_s_districts_stand_in_order_with_the_scheme_that_is_an_example(
    client: TestClient, world: AppraisalWorld
) -> None:
    answer = got(client, world, "", region=AREA, period=QUARTER)
    assert [each["rank"] for each in answer["districts"]] == [1, 1, 1, 1, 1, 6, 7, 8]
    (scheme,) = answer["schemes"]
    assert scheme["example"] and "示例" in scheme["name"]
    assert answer["simulated"] is True


def test_without_a_period_it_is_the_last_month_that_has_ended(client: TestClient, world: AppraisalWorld) -> None:
    assert got(client, world, "", region=AREA)["period"] == "2024-06"


def test_every_point_of_a_district_stands_with_the_event_it_comes_from(
    client: TestClient, world: AppraisalWorld
) -> None:
    trace = got(client, world, f"/{RETURNED}/2024-02")
    assert lines(trace) == [
        ("returned", "-5", "reports", position_of(world, "ReportReturned", RETURNED)),
        ("corrected", "-3", "reports", position_of(world, "ReportCorrected", RETURNED)),
    ]
    assert (trace["district"]["points"], trace["district"]["full"], trace["district"]["rank"]) == ("72", "80", 8)
    late = got(client, world, f"/{LATE}/2024-01")["months"][0]["items"][0]
    assert (late["points"], late["lines"][0]["working_days"], late["lines"][0]["points"]) == ("5", 5, "-25")


def test_the_sum_of_the_lines_is_what_is_lacking(client: TestClient, world: AppraisalWorld) -> None:
    trace = got(client, world, f"/{RETURNED}/{QUARTER}")
    lacking = Fraction(trace["district"]["full"]) - Fraction(trace["district"]["points"])
    assert sum(Fraction(points) for _, points, _, _ in lines(trace)) == -lacking


def test_answers_are_as_they_are_described(client: TestClient, world: AppraisalWorld) -> None:
    for path, query in (("", {"region": AREA, "period": QUARTER}), (f"/{RETURNED}/{QUARTER}", {})):
        answer = client.get(f"/v1/appraisals{path}", params=query, headers=world.headers("ops"))
        route = "GET /v1/appraisals" if not path else "GET /v1/appraisals/{region}/{period}"
        assert as_described(client, route, answer)


@pytest.mark.parametrize(
    ("who", "area", "own", "other"),
    [("reporter", 403, 200, 403), ("reviewer", 200, 200, 200), ("auditor", 200, 200, 200), ("stranger", 403, 403, 403)],
)
def test_a_district_sees_its_own_points_and_nobody_else_s(
    client: TestClient, world: AppraisalWorld, who: str, area: int, own: int, other: int
) -> None:
    headers = world.headers(who)
    asked = (f"?region={AREA}&period={QUARTER}", f"/{LATE}/{QUARTER}", f"/{GOOD}/{QUARTER}")
    assert [client.get(f"/v1/appraisals{each}", headers=headers).status_code for each in asked] == [area, own, other]


def test_a_district_does_not_see_where_it_stands_among_the_others(client: TestClient, world: AppraisalWorld) -> None:
    assert got(client, world, f"/{LATE}/{QUARTER}", "reporter")["district"]["rank"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?region=433100&period=2024-5", 422),
        ("?period=2024-05", 422),
        ("?region=nowhere", 404),
        (f"/{LATE}/2024-13", 422),
        (f"/{LATE}/2030-01", 404),
        (f"/{AREA}/2024-05", 404),
    ],
)
def test_what_cannot_be_answered_is_refused(client: TestClient, world: AppraisalWorld, path: str, status: int) -> None:
    assert client.get(f"/v1/appraisals{path}", headers=world.headers("ops")).status_code == status


def test_a_false_report_takes_points_from_its_finding_on_until_it_is_revoked(
    client: TestClient, world: AppraisalWorld
) -> None:
    path = f"/{FALSE}/2024-05"
    before = str(world.now().position)
    world.next_day()
    found = [
        client.post(f"/v1/appraisals{path}/false-reports", json=FINDING, headers=world.headers("auditor", "false-1"))
        for _ in range(2)
    ]
    assert [each.status_code for each in found] == [201, 200]
    record = found[0].json()["position"]
    assert lines(got(client, world, path)) == [("false", "-20", "figures", record)]
    assert lines(got(client, world, path, as_of=before)) == []
    twice = client.post(  # the reviewer has the same document before them, or another tab
        f"/v1/appraisals{path}/false-reports",
        json=FINDING | {"document": f" {FINDING['document']}", "text": "多报二十人。"},
        headers=world.headers("reviewer", "false-1b"),
    )
    assert (twice.status_code, twice.json()["faults"][0]["code"]) == (422, "already_recorded")
    assert len(lines(got(client, world, path))) == 1
    world.next_day()
    body = {"record": record, "document": "复议决定书〔2024〕1号（虚构）", "text": "原决定撤销。"}
    revoked = [
        client.post(f"/v1/appraisals{path}/revocations", json=body, headers=world.headers("reviewer", "false-2"))
        for _ in range(2)
    ]
    assert [each.status_code for each in revoked] == [201, 200]
    assert lines(got(client, world, path)) == []
    again = client.post(f"/v1/appraisals{path}/revocations", json=body, headers=world.headers("reviewer", "false-3"))
    assert again.status_code == 422
    anew = client.post(f"/v1/appraisals{path}/false-reports", json=FINDING, headers=world.headers("auditor", "false-4"))
    assert anew.status_code == 201, "what was revoked can be found again"
    body |= {"record": anew.json()["position"]}
    end = client.post(f"/v1/appraisals{path}/revocations", json=body, headers=world.headers("reviewer", "false-5"))
    assert end.status_code == 201, "as it was, for the other tests"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"revision": 2}, "unknown_revision"),
        ({"revision": 0}, "unknown_revision"),
        ({"document": " "}, "empty_document"),
        ({"text": ""}, "empty_text"),
        ({"text": "长" * 2_001}, "text_too_long"),
    ],
)
def test_a_finding_with_a_fault_is_refused_by_name(
    client: TestClient, world: AppraisalWorld, changed: dict[str, object], code: str
) -> None:
    answer = client.post(
        f"/v1/appraisals/{GOOD}/2024-05/false-reports",
        json=FINDING | changed,
        headers=world.headers("reviewer", f"false-{code}{changed}".encode().hex()[:60]),
    )
    assert answer.status_code == 422
    assert code in {each["code"] for each in answer.json()["faults"]}
    assert lines(got(client, world, f"/{GOOD}/2024-05")) == []


@pytest.mark.parametrize("who", ["reporter", "ops", "stranger"])
def test_only_reviewers_of_the_area_and_auditors_record_findings(
    client: TestClient, world: AppraisalWorld, who: str
) -> None:
    end = {"record": 1, "document": "决定书", "text": "撤销"}
    for door, body in (("false-reports", FINDING), ("revocations", end)):
        path = f"/v1/appraisals/{LATE}/2024-05/{door}"
        assert client.post(path, json=body, headers=world.headers(who, f"{who}-{door}")).status_code == 403
