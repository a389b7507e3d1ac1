from __future__ import annotations

import asyncio

from starlette.types import Message

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


def test_a_slash_too_many_leads_a_person_on_without_naming_a_host(client: AskingClient) -> None:
    asking = {"Accept": "text/html", "Host": "elsewhere.example"}
    for typed, meant in (
        ("/typed/?number=1", "/typed?number=1"),
        ("/a/b//", "/a/b"),
        ("//evil.example/", "/evil.example"),
        ("/%5Cevil.example/", "/%5Cevil.example"),
        ("/%0D%0Ax/", "/%0D%0Ax"),
    ):
        answer = client.get(f"http://testserver{typed}", headers=asking, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, meant)


def test_a_slash_too_many_is_another_address_for_a_program(client: AskingClient) -> None:
    for address in ("/v1/figures/", "/typed/"):
        assert client.get(address, follow_redirects=False).status_code == 404
    assert client.get("///", headers={"Accept": "text/html"}, follow_redirects=False).status_code == 404


def test_a_client_that_leaves_is_no_fault_of_the_service(client: AskingClient) -> None:
    told: list[Message] = []

    async def leave() -> None:
        parts: list[Message] = [{"type": "http.request", "body": b"1", "more_body": True}, {"type": "http.disconnect"}]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/echo",
            "query_string": b"",
            "headers": [],
            "http_version": "1.1",
            "scheme": "http",
            "server": ("testserver", 80),
        }

        async def receive() -> Message:
            return parts.pop(0)

        async def send(message: Message) -> None:
            told.append(message)

        await client.app(scope, receive, send)

    asyncio.run(leave())
    assert told[0]["status"] == 499
    counted = client.get("/metrics").text
    assert 'method="POST",route="/echo",status="499"} 1.0' in counted
    assert 'status="500"' not in counted
