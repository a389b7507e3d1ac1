"""An adjustment is proposed by one person and its approval recorded by another, and only then a target moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.unit.intake.support import CITY, SIGNER, Json, Service

PLAN = "chongqing-2021-2025"
NUMBER = f"{PLAN}-1"


def a_proposal(**changes: Any) -> Json:
    return {
        "plan": PLAN,
        "rows": [{"row": 8, "value": "700", "unit": "万人"}, {"row": 7, "value": "400", "unit": "万人"}],
        "effective": "2023-07",
        "reason": "参保口径调整",
        "proposed_by": "市人力社保局",
        "proposed_on": "2023-03-20",
        "document": "调整请示",
        "number": "渝人社文〔2023〕12号",
    } | changes


def propose(service: Service, body: Json | None = None, key: str = "p1", who: str = "reviewer") -> Any:
    return service.post(a_proposal() if body is None else body, key, who, "/v1/adjustments")


def approve(service: Service, number: str = NUMBER, key: str = "a1", who: str = SIGNER, **changes: Any) -> Any:
    body = {"approved_by": "市人民政府", "approved_on": "2023-04-01", "document": "批复", "number": "渝府〔2023〕8号"}
    return service.post(body | changes, key, who, f"/v1/adjustments/{number}/approval")


def reject(service: Service, number: str = NUMBER, key: str = "n1", who: str = SIGNER) -> Any:
    body = {"rejected_by": "市人民政府", "reason": "依据不足"}
    return service.post(body, key, who, f"/v1/adjustments/{number}/rejection")


def values(service: Service, row: int = 8, **query: Any) -> list[tuple[str | None, str]]:
    found = service.client.get("/v1/targets", params={"plan": PLAN, "row": row, **query}).json()["targets"]
    return [(step["since"], step["value"]) for step in found[0]["in_force"]]


def code(answer: Any) -> str:
    return str(answer.json()["type"].rpartition("/")[2])


def test_a_target_moves_with_the_approval_and_not_before(service: Service) -> None:
    proposed = propose(service)
    assert proposed.status_code == 201, proposed.text
    assert (proposed.json()["adjustment"], proposed.json()["rows"][0]["old_value"]) == (NUMBER, "750")
    assert values(service) == []
    service.clock.advance(timedelta(days=1))
    approved = approve(service)
    assert approved.status_code == 201, approved.text
    assert [(each["row"], each["second_signer"]) for each in approved.json()["revisions"]] == [
        (8, "key-signer"),
        (7, "key-signer"),
    ]
    assert values(service) == [(None, "750"), ("2023-07", "700")]
    assert values(service, as_of=1) == []
    events = service.events()
    assert [(each.type, each.stream, each.actor) for each in events] == [
        ("AdjustmentProposed", f"adjustments-{PLAN}", "key-reviewer"),
        ("AdjustmentApproved", f"adjustments-{PLAN}", "key-signer"),
        ("TargetRevised", f"target-{PLAN}-8", "key-reviewer"),
        ("TargetRevised", f"target-{PLAN}-7", "key-reviewer"),
    ]


def test_a_repetition_is_answered_as_the_first_time(service: Service) -> None:
    first, again = propose(service), propose(service)
    assert (again.status_code, again.content) == (200, first.content)
    approved, repeated = approve(service), approve(service)
    assert (repeated.status_code, repeated.content) == (200, approved.content)
    assert len(service.events()) == 4
    assert code(approve(service, key="a2")) == "adjustment-settled"
    other = a_proposal(rows=[{"row": 8, "value": "690", "unit": "万人"}])
    assert code(propose(service, other)) == "idempotency-key-reused"


def test_two_proposals_of_one_row_do_not_wait_together(service: Service) -> None:
    propose(service)
    second = propose(service, a_proposal(rows=[{"row": 8, "value": "710", "unit": "万人"}]), key="p2")
    assert [each["code"] for each in second.json()["faults"]] == ["row-waiting"]
    assert reject(service).status_code == 201
    third = propose(service, a_proposal(rows=[{"row": 8, "value": "710", "unit": "万人"}]), key="p3")
    assert third.json()["adjustment"] == f"{PLAN}-2"
    assert code(approve(service)) == "adjustment-settled"
    assert values(service) == []


def test_a_proposal_is_overtaken_by_an_annual_target_of_a_row_that_it_governs(service: Service) -> None:
    """Of a row that asks for each year, what was set for the year stands where the proposal saw the print."""
    rows = service.client.get("/v1/targets", params={"plan": PLAN}).json()["targets"]
    yearly = next(each for each in rows if each["published"]["horizon"] == "year" and each["published"]["value"])
    row, unit = yearly["row"], yearly["unit"]
    assert propose(service, a_proposal(rows=[{"row": row, "value": "1", "unit": unit}])).status_code == 201
    body = {"plan": PLAN, "year": 2023, "targets": [{"row": row, "value": "2", "unit": unit}], "document": "报告"}
    assert service.post(body, "y1", "reviewer", "/v1/targets/annual", signer=SIGNER).status_code == 201
    assert code(approve(service)) == "adjustment-overtaken"
    assert len(service.events()) == 2


def test_it_takes_a_reviewer_and_a_signer_of_the_plans_area(service: Service) -> None:
    for who in ("500101", "sichuan", "own-reviewer", SIGNER):
        assert propose(service, who=who).status_code == 403, who
    propose(service)
    for who in ("reviewer", "far-signer", "unit-signer", "auditor"):
        assert approve(service, who=who).status_code == 403, who
    for who in ("far-signer", "sichuan", "auditor"):
        assert reject(service, who=who).status_code == 403, who
    assert reject(service, who="reviewer").status_code == 201
    assert approve(service, "nobodys-1").status_code == 404
    assert approve(service, f"{PLAN}-9").status_code == 404


def test_a_day_that_has_not_come_or_lies_before_the_proposal_approves_nothing(service: Service) -> None:
    propose(service)
    for day, fault in (("2023-03-19", "approved-before-proposed"), ("2023-04-04", "day-to-come")):
        answer = approve(service, approved_on=day)
        assert [each["code"] for each in answer.json()["faults"]] == [fault]
    assert len(service.events()) == 1


def test_adjustments_are_read_by_those_who_see_the_plans_area(service: Service) -> None:
    propose(service)
    approve(service)
    propose(service, a_proposal(rows=[{"row": 8, "value": "690", "unit": "万人"}]), key="p2")
    reject(service, f"{PLAN}-2")

    def seen(who: str) -> list[Json]:
        found = service.get("/v1/adjustments", who).json()["adjustments"]
        assert isinstance(found, list)
        return found

    first, second = seen("reviewer")
    assert (first["state"], first["told"], first["region"]) == ("approved", "已批准施行", CITY)
    assert (first["approval"]["approved_by"], first["approval"]["approved_on"]) == ("市人民政府", "2023-04-01")
    assert (second["state"], second["rejection"]["reason"]) == ("rejected", "依据不足")
    assert [row["name"] for row in first["rows"]] == ["工伤保险参保人数", "失业保险参保人数"]
    assert len(seen("auditor")) == 2
    assert seen("sichuan") == seen("unit-signer") == []
    assert service.get("/v1/adjustments", "500101").status_code == 403
