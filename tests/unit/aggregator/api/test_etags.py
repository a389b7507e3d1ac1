"""ETags by content."""

from __future__ import annotations

import pytest
from fastapi import Request, Response

from services.aggregator.api.etags import with_etag


def asked(known: str = "") -> Request:
    return Request({"type": "http", "headers": [(b"if-none-match", known.encode())]})


def test_an_answer_carries_the_tag_of_what_it_says() -> None:
    one, same, other = (with_etag(asked(), Response(body)) for body in ("a", "a", "b"))
    assert one.headers["etag"] == same.headers["etag"] != other.headers["etag"]
    assert (one.status_code, one.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("form", ["{}", '"x", {}', "*"])
def test_who_has_just_that_is_told_so_in_a_word(form: str) -> None:
    tag = with_etag(asked(), Response("a")).headers["etag"]
    answer = with_etag(asked(form.format(tag)), Response("a"))
    assert (answer.status_code, answer.body, answer.headers["etag"]) == (304, b"", tag)


def test_who_has_something_else_gets_the_answer() -> None:
    assert with_etag(asked('W/"old"'), Response("a")).status_code == 200
