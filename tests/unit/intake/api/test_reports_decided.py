from __future__ import annotations

import pytest

from tests.unit.intake.support import (
    CITY,
    SIBLING,
    UNIT,
    Json,
    Service,
    report,
)


def test_a_unit_can_withdraw_its_report(service: Service) -> None:
    service.post(report())
    path = f"/v1/reports/{UNIT}/2023-03/withdrawal"
    assert service.post({"reason": "误报"}, "w0", SIBLING, path).status_code == 403
    assert service.post({"reason": " "}, "w1", path=path).status_code == 422
    assert service.post({}, "w2", path=path).status_code == 422
    first = service.post({"reason": "误报"}, "w3", path=path)
    assert (first.status_code, first.json()["status"]) == (201, "withdrawn")
    again = service.post({"reason": "误报"}, "w3", path=path)
    assert (again.status_code, again.content) == (200, first.content)
    assert service.post({"reason": "另一个理由"}, "w3", path=path).status_code == 409
    assert service.post({"reason": "误报"}, "k1", path=path).status_code == 409
    assert service.post(report(), "w3").status_code == 409
    assert service.post({"reason": "误报"}, "w4", path=path).json()["type"].endswith("not-submitted")
    assert service.get(f"/v1/reports/{UNIT}/2023-03").json()["status"] == "withdrawn"
    assert [event.type for event in service.events()] == ["ReportSubmitted", "ReportWithdrawn"]


def test_reviews_are_answered_one_by_one(service: Service) -> None:
    service.post(report())
    service.post(report(SIBLING), who=SIBLING)
    decisions: list[Json] = [
        {"region": UNIT, "period": "2023-03", "decision": "accept", "with_blanks": True, "revision": 1},
        {"region": UNIT, "period": "2023-03", "decision": "accept", "with_blanks": True},
        {"region": SIBLING, "period": "2023-03", "decision": "return"},
        {"region": SIBLING, "period": "2023-03", "decision": "return", "reason": "请核对"},
        {"region": "510104", "period": "2023-03", "decision": "accept", "with_blanks": True},
        {"region": "999999", "period": "x", "decision": "accept", "with_blanks": True},
    ]
    answer = service.review(*decisions)
    results = answer.json()["results"]
    assert [(each["status"], each.get("code")) for each in results] == [
        ("accepted", None),
        ("refused", "already-accepted"),
        ("refused", "reason-missing"),
        ("returned", None),
        ("refused", "region-not-yours"),
        ("refused", "region-not-yours"),
    ]
    assert [each.get("position") for each in results] == [3, None, None, 4, None, None]
    again = service.review(*decisions)
    assert (again.status_code, again.content) == (200, answer.content)
    assert service.review(decisions[0]).status_code == 409
    assert len(service.events()) == 4


@pytest.mark.parametrize("count", [0, 501])
def test_a_review_holds_between_one_and_five_hundred_decisions(service: Service, count: int) -> None:
    decision = {"region": UNIT, "period": "2023-03", "decision": "accept", "with_blanks": True}
    assert service.review(*[decision] * count).json()["faults"][0]["code"] == "decision-count"


def test_every_fault_of_a_review_is_told(service: Service) -> None:
    answer = service.review({"region": UNIT, "period": 3, "decision": "maybe"}, {"colour": "red"})
    assert {fault["pointer"] for fault in answer.json()["faults"]} == {
        "/decisions/0/period",
        "/decisions/0/decision",
        "/decisions/1/colour",
        "/decisions/1/region",
        "/decisions/1/period",
        "/decisions/1/decision",
    }


def test_a_month_is_closed_once_by_its_own_reviewer(service: Service) -> None:
    first = service.close_month()
    assert first.json() == {"area": CITY, "period": "2023-03", "status": "closed", "position": 1}
    assert service.close_month().content == first.content
    assert service.close_month(key="c2").json()["type"].endswith("already-closed")
    assert service.close_month(area="510000", key="c3").status_code == 403
    assert service.close_month(area=UNIT, key="c4").json()["faults"][0]["code"] == "not-an-area"
    assert service.close_month("2023-04", key="c5").json()["faults"][0]["code"] == "future-month"
    assert service.close_month("x", key="c6").json()["faults"][0]["code"] == "bad-period"
    assert len(service.events()) == 1
