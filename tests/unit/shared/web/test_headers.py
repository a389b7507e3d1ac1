from __future__ import annotations

from typing import Any

import pytest

from shared.web.headers import NO_STORE, POLICY, completed, is_personal

HTML = (b"content-type", b"text/html; charset=utf-8")
JSON = (b"content-type", b"application/json")
SESSION = (b"cookie", b"xushi=1")


def a_scope(method: str = "GET", query: str = "", *heads: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": "/x", "query_string": query.encode(), "headers": list(heads)}


def test_a_page_says_what_it_loads_who_frames_it_and_tells_its_address_to_nobody_else() -> None:
    assert dict(completed(a_scope(), [HTML])) == {
        b"content-type": b"text/html; charset=utf-8",
        b"content-security-policy": POLICY.encode(),
        b"referrer-policy": b"same-origin",
        b"cache-control": b"no-cache",
    }


def test_what_a_page_says_itself_stands() -> None:
    own = [HTML, (b"content-security-policy", b"sandbox"), (b"cache-control", b"no-store")]
    assert completed(a_scope(), own) == [*own, (b"referrer-policy", b"same-origin")]


@pytest.mark.parametrize(
    "scope",
    [
        a_scope("GET", "", SESSION),
        a_scope("GET", "", (b"authorization", b"Bearer xs_1")),
        a_scope("GET", "done=answered&token=a.b"),
        a_scope("GET", "%74oken=a.b&token"),
        a_scope("POST"),
    ],
)
def test_a_page_for_one_person_is_kept_by_nobody_whatever_it_says_itself(scope: dict[str, Any]) -> None:
    told = completed(scope, [HTML, (b"cache-control", b"no-cache")])
    assert [value for name, value in told if name == b"cache-control"] == [NO_STORE.encode()]


def test_a_file_for_one_person_is_kept_by_nobody_unless_it_says_how_long() -> None:
    assert completed(a_scope("GET", "token=a"), [JSON]) == [JSON, (b"cache-control", NO_STORE.encode())]
    said = [JSON, (b"cache-control", b"no-cache"), (b"etag", b'"1"')]
    assert completed(a_scope("GET", "", SESSION), said) == said


def test_the_way_back_from_a_form_is_kept_by_nobody_and_programs_get_nothing_more() -> None:
    way = (b"location", b"/alerts/CQ-08/answer?token=a")
    assert completed(a_scope("POST"), [way]) == [way, (b"cache-control", NO_STORE.encode())]
    assert completed(a_scope("POST"), [JSON]) == [JSON]
    assert completed(a_scope(), [JSON]) == [JSON]


def test_a_word_with_token_in_it_is_no_token() -> None:
    assert not is_personal(a_scope("GET", "tokens=1&by=token"))
