from __future__ import annotations

import pytest

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


def test_head_tells_what_get_would_and_is_counted_as_head(client: AskingClient) -> None:
    for address in ("/healthz", "/faulty", "/nowhere", "/crash"):
        told, got = client.head(address), client.get(address)
        assert (told.status_code, told.headers["content-type"]) == (got.status_code, got.headers["content-type"])
    assert (told.status_code, client.head("/faulty").content) == (500, b"")
    assert client.head("/healthz").headers["content-length"] == str(len(client.get("/healthz").content))
    assert client.head("/echo").status_code == 405  # there is nothing to get
    assert 'count{method="HEAD",route="/faulty",status="422"} 2.0' in client.get("/metrics").text


@pytest.mark.parametrize(
    "address", ["/typed?number=%00", "/typed?%00number=1", "/typ%00ed", "/mine?a=%%00", "/x/%00/y"]
)
def test_an_address_with_u_0000_goes_no_further(client: AskingClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    page = client.get(address, headers={"Accept": "text/html"})
    assert (page.status_code, "地址中有控制字符" in page.text) == (422, True)
    assert 'method="GET",route="other",status="422"} 2.0' in client.get("/metrics").text


def test_the_parameter_with_u_0000_is_named_and_one_that_only_speaks_of_it_is_not(client: AskingClient) -> None:
    (fault,) = client.get("/typed?number=%00&other=%2500").json()["faults"]
    assert (fault["code"], fault["pointer"]) == ("control-character", "number")
    assert client.get("/mine?a=%2500").status_code == 401


def test_every_page_gets_its_headers_and_a_session_keeps_it_from_being_stored(client: AskingClient) -> None:
    asking = {"Accept": "text/html"}
    page = client.get("/nowhere", headers=asking)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-cache"
    mine = client.get("/nowhere", headers=asking | {"Cookie": "xushi=1"})
    assert mine.headers["cache-control"] == "private, no-store"
