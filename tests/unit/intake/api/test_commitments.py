"""Commitments over HTTP: stated by who answers for them, reviewed in the plan's area, told to nobody else."""

from __future__ import annotations

from typing import Any

from tests.unit.intake.support import CITY, JOBS, Json, Service

PLAN = "chongqing-2021-2025"


def a_statement(**changes: Any) -> Json:
    made = {"plan": PLAN, "row": 10, "period": "2022", "progress": "on_time", "text": "已建成3个。", "value": "3"}
    return made | {"document": "工作总结", "number": "渝人社发〔2023〕9号"} | changes


def state(service: Service, *items: Json, key: str = "s1", who: str = "jobs") -> Any:
    return service.post({"statements": list(items)}, key, who, "/v1/commitments/statements")


def review(service: Service, decision: str = "accept", key: str = "v1", who: str = "reviewer", **changes: Any) -> Any:
    item = {"plan": PLAN, "row": 10, "period": "2022", "statement": 1, "decision": decision} | changes
    return service.post({"decisions": [item]}, key, who, "/v1/commitments/reviews")


def reach(service: Service, key: str = "m1", who: str = "jobs", **changes: Any) -> Any:
    item = {"plan": PLAN, "row": 10, "step": "begun", "day": "2022-05-01", "document": "批复", "number": "2号"}
    return service.post({"milestones": [item | changes]}, key, who, "/v1/commitments/milestones")


def results(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code in (200, 201), answer.text
    return [(each["status"], each.get("code", "")) for each in answer.json()["results"]]


def listed(service: Service, who: str) -> dict[tuple[str, int], Json]:
    answer = service.get("/v1/commitments", who)
    assert answer.status_code == 200, answer.text
    return {(each["plan"], each["row"]): each for each in answer.json()["commitments"]}


def test_a_statement_is_an_event_with_its_department_and_actor(service: Service) -> None:
    assert results(state(service, a_statement())) == [("stated", "")]
    (event,) = service.events()
    assert (event.type, event.stream, event.actor) == ("CommitmentStated", f"commitment-{PLAN}-10", "key-jobs")
    decoded: Any = service.intake.store.decode(event)
    assert (decoded.department, decoded.region, decoded.statement, decoded.unit) == (JOBS, CITY, 1, "个")


def test_it_is_reviewed_returned_and_stated_again_and_nothing_is_overwritten(service: Service) -> None:
    state(service, a_statement())
    assert results(review(service, "return", reason="缺验收材料")) == [("returned", "")]
    assert results(state(service, a_statement(text="附验收表。"), key="s2")) == [("stated", "")]
    assert results(review(service, key="v2", statement=2)) == [("accepted", "")]
    assert results(state(service, a_statement(value="2"), key="s3")) == [("refused", "reason-missing")]
    assert results(state(service, a_statement(value="2", reason="多计"), key="s4")) == [("stated", "")]
    found = listed(service, "jobs")[PLAN, 10]
    assert [(each["statement"], each["state"]) for each in found["statements"]] == [
        (1, "returned"),
        (2, "accepted"),
        (3, "submitted"),
    ]
    assert found["statements"][0]["said"] == "缺验收材料"


def test_each_of_many_is_answered_for_itself(service: Service) -> None:
    answer = state(service, a_statement(), a_statement(row=11), a_statement(row=29))
    assert results(answer) == [("stated", ""), ("stated", ""), ("refused", "commitment-not-yours")]
    assert [each.position for each in service.events()] == [1, 2]


def test_a_repetition_is_answered_as_the_first_time(service: Service) -> None:
    first = state(service, a_statement())
    again = state(service, a_statement())
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(service.events()) == 1
    other = state(service, a_statement(value="4"))
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (409, "idempotency-key-reused")


def test_a_body_with_faults_is_refused_whole_with_every_place(service: Service) -> None:
    answer = state(service, a_statement(period="2031", text=""), a_statement(row=999), a_statement(row=11))
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["faults"]] == [
        "/statements/0/period",
        "/statements/0/text",
        "/statements/1/row",
    ]
    assert service.events() == []
    missing = service.post({"statements": [{"plan": PLAN}]}, "s9", "jobs", "/v1/commitments/statements")
    assert missing.status_code == 422


def test_a_milestone_is_recorded_by_the_department_and_by_the_reviewer_of_the_area(service: Service) -> None:
    assert results(reach(service)) == [("recorded", "")]
    assert results(reach(service, "m2", "reviewer", step="done", day="2023-03-01")) == [("recorded", "")]
    assert results(reach(service, "m3", "skills")) == [("refused", "commitment-not-yours")]
    assert results(reach(service, "m4", "sichuan")) == [("refused", "commitment-not-yours")]
    found = listed(service, "reviewer")[PLAN, 10]
    assert [each["step"] for each in found["milestones"]] == ["begun", "done"]


def test_only_a_department_states_and_only_a_reviewer_of_the_area_reviews(service: Service) -> None:
    for who in ("reviewer", "auditor", "ops", "500101"):
        assert state(service, a_statement(), who=who).status_code == 403, who
    state(service, a_statement())
    assert results(state(service, a_statement(), key="s2", who="namesake")) == [("refused", "commitment-not-yours")]
    assert review(service, who="jobs").status_code == 403
    assert results(review(service, who="sichuan")) == [("refused", "region-not-yours")]


def test_a_department_sees_its_own_and_no_other_sees_them(service: Service) -> None:
    state(service, a_statement())
    own = listed(service, "jobs")
    assert {plan for plan, _ in own} == {PLAN}
    assert all(JOBS in each["departments"] for each in own.values())
    assert own[PLAN, 10]["owed"] == []
    assert (PLAN, 10) not in listed(service, "skills")
    assert listed(service, "namesake") == {}
    assert {plan for plan, _ in listed(service, "district-jobs")} == {"jiulongpo-2021-2025"}
    assert {plan for plan, _ in listed(service, "reviewer")} == {PLAN, "jiulongpo-2021-2025", "shizhu-2021-2025"}
    assert listed(service, "sichuan").keys().isdisjoint(own)
    assert service.get("/v1/commitments", "500101").status_code == 403


def test_what_is_owed_is_every_period_that_is_over_and_not_stated(service: Service) -> None:
    found = listed(service, "jobs")
    assert found[PLAN, 10]["owed"] == [{"period": "2021", "due": "2022-01-20"}, {"period": "2022", "due": "2023-01-20"}]
    assert found[PLAN, 1]["follows"] == 1
    assert found[PLAN, 1]["owed"] == []
    unknown = service.get("/v1/commitments?plan=nobodys", "jobs")
    assert unknown.status_code == 422
    assert service.get(f"/v1/commitments?plan={PLAN}", "auditor").status_code == 200
