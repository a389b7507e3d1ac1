from __future__ import annotations

from tests.unit.shared.web.conftest import AskingClient


def test_a_request_keeps_its_correlation_id_and_gets_one_when_it_has_none(client: AskingClient) -> None:
    answer = client.post("/echo", headers={"X-Correlation-ID": "abc-1"})
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"] == "abc-1"
    assert len(client.post("/echo").headers["x-correlation-id"]) == 32
    assert client.post("/echo", headers={"X-Correlation-ID": "a b\tc"}).headers["x-correlation-id"] != "a b\tc"


def test_requests_are_counted_by_route_and_not_by_address(client: AskingClient) -> None:
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    client.get("/faulty")
    text = client.get("/metrics").text
    assert 'xushi_http_request_seconds_count{method="GET",route="/faulty",status="422"} 1.0' in text
    assert 'route="other",status="404"} 2.0' in text
