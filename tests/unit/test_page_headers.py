"""Every page of the three services, seen by each kind of viewer: its headers; and every GET route asked by HEAD."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.security.permissions import RULES
from tests.unit.asking import EVERYBODY, Building, Somebody, building

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
READ = sorted(route for route in RULES if route.startswith("GET "))
NO_PAGES = ("GET /v1/", "GET /healthz", "GET /livez", "GET /readyz", "GET /metrics", "GET /openapi.json")
SHOWN = [route for route in READ if not route.startswith(NO_PAGES)]
"""What a person opens: pages, and files whose absence is said on a page."""
SENT = sorted(route for route in RULES if route.startswith("POST ") and not route.startswith("POST /v1/"))
"""What a person sends by a form of a page."""


@pytest.fixture(scope="module")
def open_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("open")) as made:
        yield made


def faults(building: Building, route: str, who: Somebody) -> list[str]:
    """What the answer lacks; it is a page, or leads to one, or is a file."""
    answer = building.ask(route, who, **BROWSER)
    headers = answer.headers
    found = []
    if headers.get("content-type", "").startswith("text/html"):
        policy = headers.get("content-security-policy", "")
        found += [each for each in ("default-src 'none'", "frame-ancestors 'none'") if each not in policy]
        found += ["referrer"] if headers.get("referrer-policy") != "same-origin" else []
        found += [] if "cache-control" in headers else ["cache-control"]
    personal = who.role is not None or route.startswith("POST ")
    stored = "no-store" not in headers.get("cache-control", "")
    return [*found, "no-store"] if personal and stored and not headers.get("etag") else found


@pytest.mark.parametrize("route", SHOWN + SENT)
def test_what_a_person_opens_or_sends_is_answered_with_the_headers_of_a_page(open_board: Building, route: str) -> None:
    assert {who.name: lacking for who in EVERYBODY if (lacking := faults(open_board, route, who))} == {}


@pytest.mark.parametrize("route", ["GET /alerts", "GET /outbox", "GET /reminders", "GET /", "GET /reports", "GET /ops"])
def test_the_walk_has_seen_pages_and_not_only_refusals(open_board: Building, route: str) -> None:
    seen = [open_board.ask(route, who, **BROWSER) for who in EVERYBODY]
    assert any(each.status_code == 200 and "text/html" in each.headers["content-type"] for each in seen)


def test_a_page_that_everybody_may_see_is_kept_and_checked_again(open_board: Building) -> None:
    assert open_board.ask("GET /alerts", Somebody(None)).headers["cache-control"] == "no-cache"


def test_what_is_asked_by_a_links_token_is_kept_by_nobody(open_board: Building) -> None:
    answer = open_board.get("/alerts/JLP-01/answer?token=none", Somebody(None))
    assert (answer.status_code, answer.headers["cache-control"]) == (403, "private, no-store")


@pytest.mark.parametrize("route", READ)
def test_head_is_answered_as_get_is_without_the_body(open_board: Building, route: str) -> None:
    for who in EVERYBODY:
        got, told = open_board.ask(route, who), open_board.ask(route.replace("GET", "HEAD"), who)
        assert (told.status_code, told.content) == (got.status_code, b"")
        assert told.headers.get("content-type") == got.headers.get("content-type")


@pytest.mark.parametrize("route", READ)
def test_no_route_takes_an_address_with_u_0000(open_board: Building, route: str) -> None:
    path = route.split(" ")[1].partition("{")[0]
    for address in (f"{path}?period=2025%00", f"{path}?%00=1", f"{path.rstrip('/')}/a%00b"):
        for who in (Somebody(None), EVERYBODY[-1]):
            answer = open_board.get(address, who)
            assert answer.status_code == 422
            assert answer.json()["title"] == "地址中有控制字符"
