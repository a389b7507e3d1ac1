"""Targets are revised and shared out by two people, with a document, and read back as they were known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.periods import Month
from tests.unit.intake.support import CITY, JIULONGPO, SIGNER, Json, Service

PLAN = "chongqing-2021-2025"


def a_revision(**changes: Any) -> Json:
    return {
        "plan": PLAN,
        "row": 8,
        "value": "700",
        "unit": "万人",
        "effective": "2023-07",
        "document": "重庆市“十四五”规划中期调整方案",
        "number": "渝府发〔2023〕8号",
        "reason": "参保口径调整",
    } | changes


def an_allocation(**changes: Any) -> Json:
    return {"plan": PLAN, "row": 1, "document": "目标任务分解表", "number": "渝人社发〔2021〕3号"} | changes


def revise(service: Service, body: Json, key: str = "t1", who: str = "reviewer", signer: str | None = SIGNER) -> Any:
    return service.post(body, key, who, "/v1/targets/revisions", signer=signer)


def allocate(service: Service, body: Json, key: str = "t1", who: str = "reviewer", signer: str | None = SIGNER) -> Any:
    return service.post(body, key, who, "/v1/targets/allocations", signer=signer)


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer.json()["faults"]]


def target(service: Service, row: int = 8, **query: Any) -> Json:
    answer = service.client.get("/v1/targets", params={"plan": PLAN, "row": row, **query})
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["targets"]
    assert isinstance(found, dict)
    return found


def test_a_revision_is_an_event_with_its_document_and_both_who_signed(service: Service) -> None:
    answer = revise(service, a_revision())
    assert answer.status_code == 201, answer.text
    (event,) = service.events()
    assert (event.type, event.stream, event.actor) == ("TargetRevised", f"target-{PLAN}-8", "key-reviewer")
    assert answer.json()["second_signer"] == "key-signer"
    assert (answer.json()["region"], answer.json()["position"]) == (CITY, 1)


def test_a_repetition_is_answered_as_the_first_time(service: Service) -> None:
    first = revise(service, a_revision())
    again = revise(service, a_revision())
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(service.events()) == 1
    assert revise(service, a_revision(value="701")).json()["type"].endswith("idempotency-key-reused")


def test_what_stays_as_it_is_is_no_revision(service: Service) -> None:
    assert codes(revise(service, a_revision(value="750"))) == ["nothing-revised"]
    assert revise(service, a_revision(value="750.0", attribute="expected")).status_code == 201


def test_every_fault_of_a_revision_is_told(service: Service) -> None:
    body = a_revision(value="7.00001", unit="万人", effective="2026-01", document=" ", reason="")
    assert codes(revise(service, body)) == ["empty-text", "empty-text", "outside-plan", "not_whole"]
    assert codes(revise(service, a_revision(unit="人"))) == ["unit-differs"]
    assert codes(revise(service, a_revision(plan="nobodys"))) == ["unknown-plan"]
    assert codes(revise(service, a_revision(row=99))) == ["unknown-row"]
    assert codes(revise(service, a_revision(row=16, unit="%", value="101"))) == ["too_large"]
    assert service.events() == []


def test_it_takes_a_reviewer_of_the_plans_area_and_another_signer(service: Service) -> None:
    assert revise(service, a_revision(), who="500101").status_code == 403
    assert revise(service, a_revision(), who="sichuan").status_code == 403
    assert revise(service, a_revision(), who="own-reviewer").status_code == 403
    assert codes(revise(service, a_revision(), signer=None)) == ["signer-missing"]
    assert revise(service, a_revision(), signer="far-signer").status_code == 403
    assert revise(service, a_revision(), signer="reviewer").status_code == 403
    own = a_revision(plan="jiulongpo-2021-2025", row=1, value="30", unit="万人")
    assert revise(service, own, who="reviewer").status_code == 201


def test_targets_are_read_as_they_were_known_at_a_point(service: Service) -> None:
    revise(service, a_revision())
    service.clock.advance(timedelta(days=1))
    revise(service, a_revision(value="720", effective="2024-01"), key="t2")
    now = target(service)
    assert now["published"]["value"] == "750" and now["published"]["printed_target"] == "750"
    assert [(step["since"], step["value"]) for step in now["in_force"]] == [
        (None, "750"),
        ("2023-07", "700"),
        ("2024-01", "720"),
    ]
    assert [each["number"] for each in now["revisions"]] == ["渝府发〔2023〕8号"] * 2
    assert len(target(service, as_of=1)["revisions"]) == 1
    assert service.client.get("/v1/targets?as_of=soon").status_code == 422
    assert service.client.get("/v1/targets?plan=nobodys").status_code == 422
    assert service.client.get("/v1/targets?row=x").status_code == 422
    assert len(service.client.get("/v1/targets").json()["targets"]) == 104


def children_of(service: Service) -> list[str]:
    """The city's districts and counties of the plan's years."""
    catalogue = service.intake.runtime.catalogue
    return [code for code in catalogue.children(CITY) if catalogue.valid_in(code, Month(2025, 12))]


def test_own_plans_come_first_and_the_rest_is_shared_by_weight(service: Service) -> None:
    children = children_of(service)
    weights = [{"region": code, "weight": 0 if code == "500101" else 1} for code in children if code != JIULONGPO]
    answer = allocate(service, an_allocation(weights=weights, weighed_by="latest"))
    assert answer.status_code == 201, answer.text
    shares = {each["region"]: each for each in answer.json()["shares"]}
    assert shares[JIULONGPO]["basis"] == "own_plan" and shares["500101"]["amount"] == 0
    assert (
        sum(each["amount"] for each in shares.values()) + answer.json()["gap"] == answer.json()["amount"] == 3_000_000
    )
    (stands,) = target(service, 1)["allocations"]
    assert (stands["method"], len(stands["shares"])) == ("latest", 38)


def test_what_a_document_gives_leaves_its_gap(service: Service) -> None:
    children = children_of(service)
    shares = [{"region": code, "amount": "7.5"} for code in children]
    answer = allocate(service, an_allocation(shares=shares))
    assert (answer.json()["method"], answer.json()["gap"]) == ("given", 3_000_000 - 38 * 75_000)
    later = allocate(service, an_allocation(year=2022), key="t2")
    assert (later.json()["period"], later.json()["method"], later.json()["amount"]) == ("2022", "equal", 600_000)
    assert {each["period"] for each in target(service, 1)["allocations"]} == {"", "2022"}
    allocate(service, an_allocation(year=2022, weights=[]), key="t3")
    assert len(target(service, 1)["allocations"]) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"row": 16}, "rate"),
        ({"year": 2031}, "year-outside-plan"),
        ({"shares": [{"region": "500101", "amount": "1"}]}, "child-missing"),
        ({"shares": [{"region": "500101", "amount": "0.00001"}]}, "not_whole"),
        ({"shares": [{"region": "500101", "amount": "1"}] * 2}, "region-twice"),
        ({"weights": [{"region": "510100", "weight": 1}]}, "not-a-child"),
        ({"weights": [{"region": "500101", "weight": -1}]}, "below-zero"),
        ({"weights": [], "shares": []}, "weights-or-shares"),
    ],
)
def test_an_allocation_that_will_not_do_says_why(service: Service, changes: Json, code: str) -> None:
    answer = allocate(service, an_allocation(**changes))
    assert answer.status_code == 422
    assert code in codes(answer)
