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
