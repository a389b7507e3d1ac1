from __future__ import annotations

from fastapi.testclient import TestClient


def test_a_problem_lists_every_fault_as_problem_json(client: TestClient) -> None:
    answer = client.get("/faulty")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/x", "/y"]
