"""Comparisons over HTTP: what is found stands there with its figures, for whom it is meant, and as of a point."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.aggregator.comparison.world import AREA, COUNTY, LAST, ComparisonWorld

NOTE = {"region": AREA, "quarter": str(LAST), "rule": "registered_new", "text": "登记口径自10月起调整。"}


def compared(client: TestClient, world: ComparisonWorld, who: str = "reviewer", **query: str) -> Any:
    asked = {"region": AREA, "quarter": str(LAST), **query}
    answer = client.get("/v1/comparisons", params=asked, headers=world.headers(who))
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(answer: Any, region: str = AREA, rule: str = "registered_new") -> Any:
    (one,) = [each for each in answer["comparisons"] if each["region"] == region]
    return next(each for each in one["rules"] if each["rule"] == rule)


def test_a_planted_contradiction_stands_there_with_both_figures(client: TestClient, world: ComparisonWorld) -> None:
    rule = found(compared(client, world))
    assert (rule["outcome"], rule["words"]) == ("parted", "走势不一致，请核实口径与数据")
    assert rule["first"]["change"] < -0.3
    assert rule["second"]["change"] < -0.3
    assert rule["distance"] > rule["limit"] > rule["widest"]
    assert rule["history"] == 11


def test_the_regions_below_are_compared_as_well(client: TestClient, world: ComparisonWorld) -> None:
    answer = compared(client, world)
    assert len(answer["comparisons"]) == 9
    assert found(answer, COUNTY)["outcome"] == "parted"


def test_the_quarter_before_is_silent(client: TestClient, world: ComparisonWorld) -> None:
    assert found(compared(client, world, quarter="2024-Q3"))["outcome"] != "parted"


def test_without_a_quarter_it_is_the_last_that_has_ended(client: TestClient, world: ComparisonWorld) -> None:
    answer = client.get("/v1/comparisons", params={"region": AREA}, headers=world.headers("auditor")).json()
    assert {each["quarter"] for each in answer["comparisons"]} == {str(LAST)}


def test_as_of_a_day_before_december_was_reported_nothing_is_found(client: TestClient, world: ComparisonWorld) -> None:
    rule = found(compared(client, world, as_of="2025-01-05"))
    assert rule["outcome"] == "quarter_missing"


@pytest.mark.parametrize(
    ("who", "status"), [("reporter", 403), ("stranger", 403), ("reviewer", 200), ("auditor", 200), ("ops", 200)]
)
def test_only_those_of_the_area_see_it(client: TestClient, world: ComparisonWorld, who: str, status: int) -> None:
    answer = client.get("/v1/comparisons", params={"region": AREA}, headers=world.headers(who))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ({}, 422, "region"),
        ({"region": AREA, "quarter": "2024-5"}, 422, "quarter"),
        ({"region": "nowhere"}, 404, "region"),
        ({"region": AREA, "as_of": "soon"}, 422, "as_of"),
    ],
)
def test_what_cannot_be_answered_is_named(
    client: TestClient, world: ComparisonWorld, query: dict[str, str], status: int, named: str
) -> None:
    answer = client.get("/v1/comparisons", params=query, headers=world.headers("ops"))
    assert answer.status_code == status
    assert named in {each["pointer"] for each in answer.json()["faults"]}


def test_a_note_stands_beside_the_finding_from_then_on(client: TestClient, world: ComparisonWorld) -> None:
    before = str(world.now().position)
    world.clock.set(world.clock.now().replace(day=12))
    answers = [
        client.post("/v1/comparisons/explanations", json=NOTE, headers=world.headers("reviewer", "note-1"))
        for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    noted = found(compared(client, world))["explanations"][-1]
    assert (noted["text"], noted["position"]) == (NOTE["text"], answers[0].json()["position"])
    assert found(compared(client, world, as_of=before))["explanations"] == []
    assert found(compared(client, world))["outcome"] == "parted", "a note takes nothing back"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": " "}, "empty_text"),
        ({"text": "长" * 2_001}, "text_too_long"),
        ({"text": "\x00"}, "control-character"),
        ({"rule": "none"}, "unknown_rule"),
        ({"quarter": "2024"}, "bad_quarter"),
        ({"quarter": "2025-Q1"}, "quarter_to_come"),
    ],
)
def test_a_note_with_a_fault_is_refused_by_name(
    client: TestClient, world: ComparisonWorld, changed: dict[str, str], code: str
) -> None:
    answer = client.post(
        "/v1/comparisons/explanations", json=NOTE | changed, headers=world.headers("reviewer", f"note-{code}")
    )
    assert answer.status_code == 422
    assert code in {each["code"] for each in answer.json()["faults"]}


@pytest.mark.parametrize("who", ["reporter", "auditor", "ops", "stranger"])
def test_only_the_area_s_reviewer_notes(client: TestClient, world: ComparisonWorld, who: str) -> None:
    answer = client.post("/v1/comparisons/explanations", json=NOTE, headers=world.headers(who, f"note-{who}"))
    assert answer.status_code == 403


def test_a_key_used_for_another_note_is_refused(client: TestClient, world: ComparisonWorld) -> None:
    headers = world.headers("reviewer", "note-2")
    assert client.post("/v1/comparisons/explanations", json=NOTE, headers=headers).status_code == 201
    other = client.post("/v1/comparisons/explanations", json=NOTE | {"text": "另一份"}, headers=headers)
    assert other.status_code == 409
