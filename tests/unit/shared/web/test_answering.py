from __future__ import annotations

from tests.unit.shared.web.conftest import AskingClient


def test_without_a_valid_key_the_answer_is_401_and_another_role_gets_403(client: AskingClient) -> None:
    assert client.get("/mine").status_code == 401
    assert client.get("/mine", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/mine", headers={"Authorization": f"Basic {client.secret}"}).status_code == 401
    assert client.get("/mine", headers={"Authorization": f"Bearer {client.secret}"}).json()["region"] == "500107"
    assert client.get("/audited", headers={"Authorization": f"Bearer {client.secret}"}).status_code == 403


def test_an_overloaded_service_asks_to_come_back(client: AskingClient) -> None:
    answer = client.get("/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_what_the_log_does_not_carry_is_too_large(client: AskingClient) -> None:
    answer = client.get("/large")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (413, "event-too-large")


def test_a_crash_is_a_problem_that_tells_nothing_of_the_inside(client: AskingClient) -> None:
    answer = client.get("/crash")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret detail" not in answer.text


def test_unknown_addresses_and_bad_parameters_are_problems_too(client: AskingClient) -> None:
    assert client.get("/nowhere").json()["title"] == "没有这个地址"
    assert client.get("/echo").status_code == 405
    assert client.get("/typed?number=x").json()["faults"][0]["pointer"] == "query/number"
