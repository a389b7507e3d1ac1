from __future__ import annotations

from tests.unit.shared.web.conftest import AskingClient


def test_health_is_503_as_soon_as_one_check_fails(client: AskingClient) -> None:
    client.health.add("fine", lambda: "ok")
    assert client.get("/healthz").status_code == 200

    def broken() -> str:
        raise RuntimeError

    client.health.add("broken", broken)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert [check["ok"] for check in answer.json()["checks"]] == [True, False]
    assert answer.json()["status"] == "degraded"


def test_whether_requests_can_be_taken_depends_on_what_is_needed_for_that_alone(client: AskingClient) -> None:
    def broken() -> str:
        raise RuntimeError

    client.health.add("store", lambda: "position 7", needed=True)
    client.health.add("reader", broken)
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (503, 200)
    store = {"name": "store", "ok": True, "detail": "position 7", "needed": True}
    assert client.get("/readyz").json() == {"ok": True, "status": "ok", "checks": [store]}
    assert {each["name"]: each["needed"] for each in client.get("/healthz").json()["checks"]} == {
        "store": True,
        "reader": False,
    }
    client.health.add("store", broken, needed=True)
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json()["status"] == client.get("/healthz").json()["status"] == "unavailable"


def test_a_process_that_answers_is_alive_whatever_is_wrong(client: AskingClient) -> None:
    def broken() -> str:
        raise RuntimeError

    client.health.add("store", broken, needed=True)
    assert (client.get("/livez").status_code, client.get("/livez").json()) == (200, {"ok": True})
