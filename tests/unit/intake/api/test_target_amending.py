"""Targets are set for years and shared out by two people, with a document, and read back as they were known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.periods import Month
from tests.unit.intake.support import CITY, JIULONGPO, SIGNER, Json, Service

PLAN = "chongqing-2021-2025"


def an_allocation(**changes: Any) -> Json:
    return {"plan": PLAN, "row": 1, "document": "目标任务分解表", "number": "渝人社发〔2021〕3号"} | changes


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


def test_a_revision_is_not_taken_any_more_and_it_is_told_where_it_is_proposed(service: Service) -> None:
    answer = service.post({"plan": PLAN, "row": 8}, "t1", "reviewer", "/v1/targets/revisions", signer=SIGNER)
    assert answer.status_code == 410
    assert answer.json()["type"].endswith("adjustment-needed")
    assert "/v1/adjustments" in answer.json()["detail"]
    assert service.post({}, "t2", "500101", "/v1/targets/revisions").status_code == 403
    assert service.events() == []


def test_an_allocation_takes_a_reviewer_of_the_plans_area_and_another_signer(service: Service) -> None:
    assert allocate(service, an_allocation(), who="500101").status_code == 403
    assert allocate(service, an_allocation(), who="sichuan").status_code == 403
    assert allocate(service, an_allocation(), who="own-reviewer").status_code == 403
    assert codes(allocate(service, an_allocation(), signer=None)) == ["signer-missing"]
    assert allocate(service, an_allocation(), signer="far-signer").status_code == 403
    assert allocate(service, an_allocation(), signer="reviewer").status_code == 403


def test_a_repetition_is_answered_as_the_first_time(service: Service) -> None:
    first = allocate(service, an_allocation())
    again = allocate(service, an_allocation())
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(service.events()) == 1
    assert allocate(service, an_allocation(year=2022)).json()["type"].endswith("idempotency-key-reused")


def test_targets_are_read_as_they_were_known_at_a_point(service: Service) -> None:
    allocate(service, an_allocation(row=8))
    service.clock.advance(timedelta(days=1))
    allocate(service, an_allocation(row=8, year=2022), key="t2")
    assert {each["period"] for each in target(service)["allocations"]} == {"", "2022"}
    assert len(target(service, as_of=1)["allocations"]) == 1
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
