from __future__ import annotations

import pytest
from fastapi import Request

from shared.web.problem_page import problem_page, wants_page


@pytest.mark.parametrize(
    ("path", "accept", "page"),
    [
        ("/reports", b"text/html,application/xhtml+xml", True),
        ("/reports", b"application/json", False),
        ("/reports", None, False),
        ("/v1/reports", b"text/html", False),  # the API answers in its own form, whoever asks
    ],
)
def test_a_person_with_a_browser_gets_a_page(path: str, accept: bytes | None, page: bool) -> None:
    headers = [] if accept is None else [(b"accept", accept)]
    assert wants_page(Request({"type": "http", "path": path, "headers": headers})) is page


def test_the_page_says_what_is_wrong_in_words_and_is_no_markup_of_what_it_was_told() -> None:
    answer = problem_page(404, "没有这个地址", "<b>/nowhere</b>", (), {"Retry-After": "1"})
    text = bytes(answer.body).decode()
    assert (answer.status_code, answer.headers["retry-after"]) == (404, "1")
    assert "没有这个地址" in text
    assert "&lt;b&gt;/nowhere" in text
